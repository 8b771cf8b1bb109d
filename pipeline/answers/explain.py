"""Which question was asked, and its answer."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.answers.name import explain_name
from pipeline.answers.names import Names, read_names
from pipeline.answers.pair import explain_pair
from pipeline.answers.records import NameAnswer, Named, PairAnswer
from pipeline.errors import UsageError
from pipeline.tables.reading import steadily


def explain(output: Path, typed: Sequence[str], most: int) -> PairAnswer | NameAnswer:
    """What the tables in `output` say of one or two names, with at most `most` passages.

    UsageError where it is not clear who is meant, TablesError where tables cannot be read.
    """
    return steadily(output, lambda: _explain(output, typed, most))


def _explain(output: Path, typed: Sequence[str], most: int) -> PairAnswer | NameAnswer:
    names, also = _meant(read_names(output), typed)
    answer = explain_pair(output, names, most) if len(names) > 1 else explain_name(output, names[0], most)
    return replace(answer, also=also)


def _meant(names: Names, typed: Sequence[str]) -> tuple[list[Named], tuple[str, ...]]:
    """The one or two different entities, and what is to be said on others. Two words may be one name."""
    if len(typed) > 1 and names.has(whole := " ".join(typed)):
        typed = [whole]
    if len(typed) > 2:  # noqa: PLR2004 - a pair
        raise UsageError('Give one name or two, each of several words in quotes: explain "Wladimir Putin" "Joe Biden".')
    found = [names.find(each) for each in typed]
    return list(dict.fromkeys(name for name, _ in found)), tuple(also for _, also in found if also)
