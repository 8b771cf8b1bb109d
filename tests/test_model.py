"""The bundled pipeline: what is in it, and that it does what its card promises where a mistake would be plain."""

import json
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

import pipeline
from pipeline.extraction.mentions import extract_body
from pipeline.extraction.pipelines import BUNDLED_FOLDER, load
from pipeline.model.training.corpora import Sentence, bundestag, germeval, smartdata
from pipeline.model.training.evaluate import Score, spans

TYPES = ("PER", "LOC", "ORG", "MISC")


@pytest.fixture(scope="module")
def nlp() -> Language:
    """The bundled pipeline, loaded once."""
    return load("bundled")


def test_tests_run_against_what_is_installed() -> None:
    """The package under test is the installed wheel, not the checkout, and it holds the weights."""
    assert "site-packages" in Path(pipeline.__file__).parts
    assert (BUNDLED_FOLDER / "meta.json").is_file()


def test_only_a_splitter_and_a_tagger_of_names(nlp: Language) -> None:
    """The pipeline has the components senter and ner and no other."""
    assert nlp.pipe_names == ["senter", "ner"]


def test_labels_are_types_parts_and_derived_words(nlp: Language) -> None:
    """The labels are PER, LOC, ORG, MISC, and each of them as part and deriv."""
    expected = {type_ + kind for type_ in TYPES for kind in ("", "part", "deriv")}
    assert set(nlp.get_pipe("ner").labels) == expected


def test_gender_signs_are_one_word(nlp: Language) -> None:
    """A word with a colon, a star or a slash for all genders is not cut."""
    assert [token.text for token in nlp("Kund:innen, Bürger*innen und Lehrer/-innen.")] == [
        "Kund:innen", ",", "Bürger*innen", "und", "Lehrer/-innen", ".",
    ]  # fmt: skip


def test_what_nobody_asks_of_a_word_is_not_computed(nlp: Language) -> None:
    """The bundled pipeline leaves out what neither it nor extraction looks at; other pipelines keep all, beside it."""
    assert nlp.vocab.lex_attr_getters.keys() < spacy.blank("de").vocab.lex_attr_getters.keys()
    whole = spacy.load(BUNDLED_FOLDER)
    text = "Am 24. Februar 2022 sagte Dr. Olaf Scholz (SPD) in Berlin: „Die EU-Staaten zahlen 10.000 €.“ www.quarz.de"
    found = [[(e.text, e.label_, e.start) for e in each(text).ents] for each in (nlp, whole)]
    assert found[0] == found[1]
    assert [token.is_sent_start for token in nlp(text)] == [token.is_sent_start for token in whole(text)]


def test_model_fits_into_25_megabytes() -> None:
    """The tree holds at most 25 MB of weights."""
    assert sum(path.stat().st_size for path in BUNDLED_FOLDER.rglob("*") if path.is_file()) <= 25_000_000


def test_card_names_data_licences_scores_and_size() -> None:
    """The card beside the weights says from what, how, how good, how large, how fast."""
    card = (BUNDLED_FOLDER.parent / "CARD.md").read_text("utf-8")
    version = json.loads((BUNDLED_FOLDER / "meta.json").read_text("utf-8"))["version"]
    for word in (f"version {version}", "GermEval", "CC BY 4.0", "Apache-2.0", "F1", " MB", "words a second"):
        assert word in card


@pytest.mark.parametrize(
    "text",
    [
        "Das gilt bzw. galt auch für Dr. Müller aus Köln.",
        "Er kam z. B. am 24. Februar nach Berlin.",
        "Rund 3 Mrd. Euro kostet das ca. zehn Jahre lang.",
        "Laut Art. 5 Abs. 3 ist das erlaubt.",
        "Am 2. Oktober 1990 sprach Prof. Schmidt in Bonn.",
        "Abg. Meier widersprach dem Antrag u. a. wegen der Kosten.",
    ],
)
def test_abbreviations_do_not_end_a_sentence(nlp: Language, text: str) -> None:
    """German abbreviations and ordinal numbers inside a sentence do not split it."""
    assert [sent.text for sent in nlp(f"{text} Danach war es still.").sents] == [text, "Danach war es still."]


def test_plain_names_are_found_typed_and_placed(nlp: Language) -> None:
    """Well-known names in plain sentences come out with kind, type and offsets, a part cut out of its compound."""
    body = "Angela Merkel reiste nach Frankreich.\n\nDort traf sie die NATO-Staaten und den russischen Minister."
    found = {(body[s.start : s.end], s.kind, s.type) for s in extract_body(nlp, body).spans}
    assert found >= {
        ("Angela Merkel", "name", "PER"),
        ("Frankreich", "name", "LOC"),
        ("NATO", "part", "ORG"),
        ("russischen", "derived", "LOC"),
    }


def test_germeval_labels_become_ours(tmp_path: Path) -> None:
    """OTH becomes MISC, and the endings -PART and -deriv are written small."""
    path = tmp_path / "x.bio"
    path.write_text("Der\tO\nNATO-Rat\tB-ORGPART\n\nBerliner\tB-LOCderiv\nWM\tB-OTH\n2022\tI-OTH\n", "utf-8")
    assert germeval(path) == [
        Sentence(("Der", "NATO-Rat"), ("O", "B-ORGpart")),
        Sentence(("Berliner", "WM", "2022"), ("B-LOCderiv", "B-MISC", "I-MISC")),
    ]


def test_bundestag_misc_and_compounds_count_as_missing(tmp_path: Path) -> None:
    """What the protocols do not mark as we do teaches nothing: MISC and untagged compounds are missing, not outside."""
    (tmp_path / "a.bio").write_text("deutschen\tB-MISC\nNATO-Partner\tO\nBonn\tB-LOC\n-\tO\n", "utf-8")
    assert bundestag(tmp_path) == [Sentence(("deutschen", "NATO-Partner", "Bonn", "-"), ("-", "-", "B-LOC", "O"))]


def test_smartdata_places_are_told_from_derived_words_and_parts(nlp: Language, tmp_path: Path) -> None:
    """An adjective marked as LOC becomes LOCderiv, a span inside a compound a part of the whole word."""
    text = "Die Kieler Werft und das US-Militär in Kiel."
    marks = [("Kieler", "LOC"), ("US", "LOC"), ("Kiel", "LOC")]
    places = {"Kieler": 4, "US": 25, "Kiel": 39}
    entities = [{"start": places[w], "end": places[w] + len(w), "coarse": t} for w, t in marks]
    (tmp_path / "news.jsonl").write_text(json.dumps({"text": text, "entities": entities}), "utf-8")
    known = [Sentence(("Kiel",), ("B-LOC",))]
    (sentence,) = smartdata(tmp_path / "news.jsonl", known, nlp.tokenizer)
    tagged = {w: t for w, t in zip(sentence.words, sentence.tags, strict=True) if t != "O"}
    assert tagged == {"Kieler": "B-LOCderiv", "US-Militär": "B-LOCpart", "Kiel": "B-LOC"}


def test_spans_and_scores_are_counted_by_hand() -> None:
    """BIO tags give spans; 2 right of 3 predicted and 4 in the gold: P 66.7, R 50, F1 4/7 = 57.1."""
    assert spans(["B-PER", "I-PER", "O", "B-LOC", "B-LOC"]) == {(0, 2, "PER"), (3, 4, "LOC"), (4, 5, "LOC")}
    score = Score(right=2, predicted=3, gold=4)
    assert (round(score.precision, 1), round(score.recall, 1), round(score.f1, 1)) == (66.7, 50.0, 57.1)


def test_training_without_shared_says_what_to_fetch_and_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`make model` without the corpora lists each file with its place, and trains nothing."""
    from pipeline.model.training.__main__ import NEEDED, main

    monkeypatch.setattr("sys.argv", ["training", "--shared", str(tmp_path / "none"), "--output", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as stop:
        main()
    for name in NEEDED:
        assert str(tmp_path / "none" / name) in str(stop.value)
    assert not (tmp_path / "out").exists()
