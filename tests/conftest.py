"""What several tests share: a pipeline that finds a few names by list, articles about them, the tables as bytes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says more of the machine than of the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

NAMES = {
    "PER": ("Putin", "Putins", "Wladimir Putin", "Biden", "Joe Biden", "Merkel"),
    "LOC": ("Russland", "Berlin", "Ukraine", "Sommer"),  # the last one is none, and no article of ours has it
    "ORG": ("NATO", "SPD"),
    "LOCderiv": ("russischen",),
}
ARTICLES = {
    "2021/genf.txt": "date 2021-06-16\nWladimir Putin traf Joe Biden. Putin lobte das Treffen.\n\nDie NATO schwieg.\n",
    "2021/berlin.txt": "date 2021-07\nMerkel sprach in Berlin mit Biden. Sie sprachen über Russland und die Ukraine.\n",
    "krieg.txt": "date 2022-02-24\nDie russischen Truppen sind in der Ukraine.\n\nDie SPD in Berlin\nist entsetzt. "
    "Ein NATO-Mitglied half.\n",
    "wetter.txt": "Es regnet in Berlin.\n",
}


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Folder of a pipeline that loads at once and finds NAMES."""
    import spacy

    nlp = spacy.blank("de", meta={"name": "list", "version": "1"})
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": name} for label, names in NAMES.items() for name in names])  # type: ignore[attr-defined] # add_pipe() is typed as any component
    folder = tmp_path_factory.mktemp("model")
    nlp.to_disk(folder)
    return str(folder)


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A folder with ARTICLES."""
    for name, text in ARTICLES.items():
        path = tmp_path / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return tmp_path / "seeds"


@pytest.fixture(scope="session")
def content() -> Callable[[Path], dict[str, bytes]]:
    """Give the bytes of the files in an output folder, by name, run.json included.

    Not of changes.csv: what has changed depends on the tables before.
    """
    return lambda output: {
        path.name: path.read_bytes() for path in output.iterdir() if path.is_file() and path.name != "changes.csv"
    }


@pytest.fixture(scope="session")
def decisions() -> Callable[..., Any]:
    """Put decisions together that are written "action Name > Other"."""
    from pipeline.records import Decision
    from pipeline.resolution import compile_decisions

    def put(*texts: str) -> object:
        parts = [text.partition(" ") for text in texts]
        rows = [Decision(action, *rest.partition(" > ")[::2], "", line) for line, (action, _, rest) in enumerate(parts)]
        return compile_decisions(rows, Path("d.csv"))

    return put
