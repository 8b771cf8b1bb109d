"""The short cuts over many texts and numbers at once give what one after the other gives."""

import gc
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from pipeline.resolution import resolve
from pipeline.resolution.entities import once
from pipeline.resolution.texts import are_in, distinct, found_in, of_each, repeated, rows_among
from pipeline.resolution.transcription import letters_key, skeleton, sound_key

NAMES = [
    "Jana Muster",
    "Jána Müster",
    "Otto\nQuast",
    "",
    "Foča",
    "Iliew Petroff",
    "\n",
    "Ilijew Petrow",
    "Quast-Ei off",
]


@pytest.mark.parametrize("key", [letters_key, skeleton, sound_key, str.lower])
def test_keys_of_many_are_those_of_each(key: Callable[[str], str]) -> None:
    """All at once as lines of one text, names have the keys that they have one by one, line breaks or not."""
    assert of_each(NAMES, key) == [key(name) for name in NAMES]
    assert of_each([], key) == []


def test_what_has_a_key_of_its_own_is_left_out() -> None:
    """Only texts whose key stands there more than once are given, in their order."""
    assert list(repeated(["a", "b", "a", "c", "b"], list("vwxyz"))) == [("a", "v"), ("b", "w"), ("a", "x"), ("b", "z")]
    assert list(repeated([], [])) == []


@pytest.mark.parametrize("numbers", [[], [3], [5, 1, 5, 0, 2**62, 1]])
def test_numbers_are_sorted_and_found(numbers: list[int]) -> None:
    """Each number once, rising; and each is found among others only if it is one of them."""
    array, others = np.array(numbers, dtype=np.int64), np.array([1, 7], dtype=np.int64)
    assert once(array).tolist() == sorted(set(numbers))
    assert found_in(array, others).tolist() == [number in {1, 7} for number in numbers]
    assert not found_in(array, others[:0]).any()
    assert are_in(list(map(str, numbers)), {"1", "7"}).tolist() == [number in {1, 7} for number in numbers]


def test_rows_are_told_apart_by_all_columns() -> None:
    """Rows with the same codes in all columns are one, and no others."""
    rows = pd.DataFrame({"article": [1, 0, 1, 1], "form": [0, 1, 0, 2]})
    assert distinct(rows).to_numpy().tolist() == [[0, 1], [1, 0], [1, 2]]
    assert len(distinct(rows[:0])) == 0
    assert rows_among(rows, pd.DataFrame({"article": [0, 1], "form": [2, 0]})).tolist() == [True, False, True, False]


def test_the_garbage_collector_is_switched_on_again() -> None:
    """Resolution does without the garbage collector; it is on again afterwards, also where resolution fails."""
    with pytest.raises(AttributeError):
        resolve(None, [], None)  # type: ignore[arg-type]
    assert gc.isenabled()
