"""What is computed for many bodies at once: it saves work, and changes nothing."""

from collections import Counter
from typing import Any

import pytest
import spacy
from spacy.language import Language
from thinc.api import Model

from pipeline.extraction import ahead, work
from pipeline.extraction.ahead import Chunks, embed
from pipeline.extraction.embedding import KEPT
from pipeline.extraction.pipelines import BUNDLED_FOLDER, load
from pipeline.extraction.tagger import Tagger

BODIES = ["Die NATO und die EU, z.B. am 2. Mai:", "Die NATO-Staaten, die EU ... und so weiter, die NATO."]


def _counting(nlp: Language) -> Counter[str]:
    """How often the tokenizer looks at each stretch that it cuts anew."""
    looks: Counter[str] = Counter()

    def token_match(text: str) -> None:
        looks[text] += 1

    nlp.tokenizer.token_match = token_match  # type: ignore[attr-defined]  # any callable
    return looks


def test_repeated_chunks_are_cut_once() -> None:
    """In a memory zone no chunk is cut again that two bodies or one repeat, also behind a special case ("z.B.")."""
    nlp, other = spacy.blank("de"), spacy.blank("de")
    expected = [[token.text for token in other.make_doc(body)] for body in BODIES]
    looks, chunks = _counting(nlp), Chunks(nlp)
    chunks.keep(["z.B. z.B.", *BODIES])
    looks.clear()
    with nlp.memory_zone():
        assert [[token.text for token in nlp.make_doc(body)] for body in BODIES] == expected
    assert looks["NATO-Staaten"] > 0
    assert not {"Die", "die", "und"} & looks.keys()


def test_few_chunks_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a limit to what is kept, for the number of chunks and for their length; half a character is no chunk."""
    monkeypatch.setattr(ahead, "CHUNKS", 2)
    nlp = spacy.blank("de")
    chunks, long = Chunks(nlp), "x" * 50
    looks = _counting(nlp)
    looks.clear()
    chunks.keep([f"{long} {long} \ud800 \ud800"])
    assert not looks
    chunks.keep(["drei drei eins eins zwei zwei"])
    chunks.keep(["vier vier"])
    assert set(looks) == {"drei", "eins"}


def test_forms_are_embedded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was embedded ahead is not computed again, by any component of the bundled pipeline."""
    nlp = load(str(BUNDLED_FOLDER))
    docs = [nlp.make_doc(body) for body in BODIES]
    embed(nlp, [nlp.make_doc(""), *docs])
    expected = [[(e.text, e.label_) for e in doc.ents] for doc in load(str(BUNDLED_FOLDER)).pipe(BODIES)]
    monkeypatch.setattr(Tagger, "_vectors", lambda *_: pytest.fail("computed again"))
    for node in _kept(nlp):
        monkeypatch.setattr("pipeline.extraction.embedding._Forms", lambda *_: pytest.fail("computed again"))
        assert node.name == KEPT
    assert [[(e.text, e.label_) for e in doc.ents] for doc in nlp.pipe(docs)] == expected


def _kept(nlp: Language) -> list[Model[Any, Any]]:
    nodes = [node for _, pipe in nlp.pipeline for node in getattr(pipe, "model", Model("", lambda *_: _)).walk()]
    found = [node for node in nodes if node.name == KEPT]
    assert found
    return found


def test_what_cannot_be_embedded_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure of the look ahead is none of the run; a body that is at fault fails by itself."""
    before = work.extract_batch(str(BUNDLED_FOLDER), BODIES)
    monkeypatch.setattr(work, "_loaded", {})
    monkeypatch.setattr(Tagger, "keep", lambda *_: 1 / 0)
    assert work.extract_batch(str(BUNDLED_FOLDER), BODIES) == before


def test_other_tokenizers_are_left_alone() -> None:
    """A pipeline with a tokenizer of its own works, and is asked for nothing ahead."""
    asked: list[str] = []
    nlp = spacy.blank("de")
    nlp.tokenizer = asked.append  # type: ignore[assignment,return-value,func-returns-value]
    Chunks(nlp).keep(BODIES * 2)
    assert asked == []
