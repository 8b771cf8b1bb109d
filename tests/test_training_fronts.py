"""The names at the front of compounds, counted in raw text."""

from collections import Counter
from pathlib import Path

from pipeline.model.training.corpora import Sentence
from pipeline.model.training.fronts import write_fronts

WORDS = {
    "PER": Counter({"Merkel": 50, "Quarz": 2, "Oster": 9, "Fritz": 9}),
    "LOC": Counter({"Quarzien": 40, "New York": 9, "Sand": 3, "Quarzstein": 40}),
    "ORG": Counter({"Quarzbund": 30, "Quarzbunds": 12, "Opel": 5, "Merkel": 3, "IT": 1, "Intel": 20, "1860": 9}),
    "unmarked": Counter(
        {"Sand": 99, "Merkel-": 10, "Opel-": 9, "Oster-": 9, "Hilfe": 80, "Politik": 60, "Ligenz": 1, "IT-": 50}
        | {"Quarzienhilfe": 5, "Quarzienpolitik": 9, "Quarzbundspolitik": 4, "Quarziener": 70, "Intelligenz": 90}
    ),
}
MORE = {
    "PER": Counter({"Proklos": 4, "Opel": 90}),
    "LOC": Counter({"Quarzmark": 40}),
    "ORG": Counter[str](),
    "unmarked": Counter({"Quarzmarkhilfe": 5, "Quarzmarkpolitik": 9}),
}
SENTENCES = [
    Sentence(("Die", "Fiat-Fabrik", "Sand-Burg"), ("O", "B-ORGpart", "O")),
    Sentence(("Euro-Krise", "Quarz-"), ("B-MISCpart", "O")),
]


def _table(path: Path) -> dict[str, tuple[str, str]]:
    write_fronts(path, WORDS, MORE, SENTENCES)
    header, *rows = path.read_text("utf-8").splitlines()
    assert header == "name,type,closed"
    assert rows == sorted(rows)
    return {name: (type_, closed) for name, type_, closed in (row.split(",") for row in rows)}


def test_names_are_mostly_marked(tmp_path: Path) -> None:
    """A name is mostly marked, by itself and before a hyphen, and mostly with one type; people's marks count more. No
    given name, number or genitive is one. Other text adds names, but has no say on those that are known.
    """
    found = {name: type_ for name, (type_, _) in _table(tmp_path / "t.csv").items()}
    assert found == {
        "Merkel": "PER",
        "Quarzien": "LOC",
        "Quarzstein": "LOC",
        "New-York": "LOC",
        "Quarzbund": "ORG",
        "Opel": "ORG",
        "Intel": "ORG",
        "Fiat": "ORG",
        "Proklos": "PER",
        "Quarzmark": "LOC",
    }


def test_closed_compounds_end_in_nouns(tmp_path: Path) -> None:
    """A name begins closed compounds where nouns follow it, behind an s or not, in most words that begin so, but not in
    other text.
    """
    assert {name for name, (_, closed) in _table(tmp_path / "t.csv").items() if closed} == {"Quarzien", "Quarzbund"}
