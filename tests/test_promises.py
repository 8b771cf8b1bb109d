"""The promises of the design, each on whole runs; the third is in test_killed.py."""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from pipeline.extraction import work
from pipeline.guards import unguard
from pipeline.records import Skipped
from pipeline.run import run
from pipeline.settings import Settings
from pipeline.store import Store

Content = Callable[[Path], dict[str, bytes]]

SENTENCES = st.sampled_from(
    [
        "Wladimir Putin traf Joe Biden.",
        "Putin schweigt.",
        "Putins Sprecher war in Berlin.",
        "Die NATO-Staaten tagten mit der SPD.",
        "Merkel reist nach Russland und in die Ukraine.",
        "Die russischen Truppen stehen vor Berlin.",
        "Es regnet.",
    ]
)
TEXTS = st.lists(SENTENCES, min_size=1, max_size=3).map("\n\n".join) | st.lists(SENTENCES, min_size=1, max_size=3).map(
    " ".join
)
DATES = st.sampled_from(["", "date 2021-06-16\n", "date 2021-07 ", "date 2022-13\n"])
NAMES = st.sampled_from(["a.txt", "unter/a.txt", "unter/ö, c.txt"])
BAD = st.sampled_from([b"", b"date 2021-06", b"%PDF-1.7 \x00\x01\x02", b"Put\x00in"])


def _settings(seeds: Path, output: Path, model: str, **more: Any) -> Settings:  # noqa: ANN401 - any field
    given: dict[str, Any] = {"sources": (seeds,), "output": output, "model": model, "workers": 1} | more
    return Settings(**given)


def _rows(output: Path, table: str) -> list[dict[str, str]]:
    with (output / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _fail_at(last: int, real: Callable[..., Any]) -> Callable[..., Any]:
    """`real`, stopped by Ctrl-C at its `last`-th call."""
    left = last

    def call(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - passes on whatever it is given
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt
        return real(*args, **options)

    return call


class _Folder(RuleBasedStateMachine):
    """A folder that people change between runs, some of which they stop."""

    def __init__(self, model: str, content: Content) -> None:
        super().__init__()
        self.model, self.content, self.steps = model, content, 0
        self.root = Path(tempfile.mkdtemp())
        self.seeds = self.root / "seeds"
        (self.seeds / "unter").mkdir(parents=True)
        self.rows: dict[str, str] = {}
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(work, "BATCH_WORDS", 10)
        self.patch.setattr("pipeline.run.STORED_AT_ONCE", 2)
        (self.seeds / "immer.txt").write_text("Merkel war in Berlin.", encoding="utf-8")

    def teardown(self) -> None:
        self.patch.undo()
        shutil.rmtree(self.root)

    @rule(name=NAMES, date=DATES, text=TEXTS)
    def write(self, name: str, date: str, text: str) -> None:
        (self.seeds / name).write_text(date + text, encoding="utf-8", newline="")

    @rule(key=st.sampled_from(["1", "2", "x"]), text=st.none() | TEXTS)
    def write_row(self, key: str, text: str | None) -> None:
        """Add, edit or remove (no text) a row."""
        self.rows = {other: row for other, row in self.rows.items() if other != key}
        if text is not None:
            self.rows[key] = json.dumps({"id": key, "date": "2022-03-01", "text": text})
        (self.seeds / "rows.jsonl").write_text("\n".join(self.rows.values()), encoding="utf-8")

    @rule(name=NAMES, bad=BAD)
    def spoil(self, name: str, bad: bytes) -> None:
        (self.seeds / name).write_bytes(bad)

    @rule(name=NAMES, date=DATES)
    def redate(self, name: str, date: str) -> None:
        with suppress(FileNotFoundError, UnicodeDecodeError):
            text = (self.seeds / name).read_text(encoding="utf-8").removeprefix("date 2021-06-16\n")
            (self.seeds / name).write_text(date + text, encoding="utf-8")

    @rule(name=NAMES, other=NAMES)
    def rename(self, name: str, other: str) -> None:
        with suppress(FileNotFoundError):
            (self.seeds / name).replace(self.seeds / other)

    @rule(name=NAMES, other=NAMES)
    def repeat(self, name: str, other: str) -> None:
        with suppress(FileNotFoundError):
            (self.seeds / other).write_bytes((self.seeds / name).read_bytes())

    @rule(name=NAMES)
    def remove(self, name: str) -> None:
        (self.seeds / name).unlink(missing_ok=True)

    @rule(
        place=st.sampled_from([(work.SerialExecutor, "submit"), (Store, "add"), (Store, "mentions"), (os, "replace")]),
        last=st.integers(0, 4),
    )
    def stop(self, place: tuple[Any, str], last: int) -> None:
        """A run that Ctrl-C may end while it extracts, stores, reads back or publishes."""
        with self.patch.context() as patch, suppress(KeyboardInterrupt):
            patch.setattr(*place, _fail_at(last, getattr(*place)))
            run(_settings(self.seeds, self.root / "output", self.model))

    @invariant()
    def complete(self) -> None:
        """After every other change, a run that comes to its end."""
        self.steps += 1
        if self.steps % 2:
            return
        clean = self.root / f"clean-{self.steps}"
        report = run(_settings(self.seeds, self.root / "output", self.model))
        expected = run(_settings(self.seeds, clean, self.model))
        assert self.content(self.root / "output") == self.content(clean)
        assert (report.skipped, report.exit_code) == (expected.skipped, expected.exit_code)


def test_incremental_equals_clean(model: str, content: Content) -> None:
    """Whatever was added, edited, renamed, removed or stopped before, a run gives the bytes of a clean one."""
    checks = settings(
        max_examples=10,
        stateful_step_count=12,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.reuse, Phase.generate],  # to shrink a failure would take many minutes
    )
    run_state_machine_as_test(lambda: _Folder(model, content), settings=checks)  # type: ignore[arg-type] # a factory does as well as a class


def test_workers_do_not_matter(
    seeds: Path, model: str, tmp_path: Path, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One worker and two worker processes, batches of other sizes, files in other folders: the same bytes."""
    one = run(_settings(seeds, tmp_path / "one", model))
    monkeypatch.setattr(work, "BATCH_WORDS", 10)
    assert run(_settings(seeds, tmp_path / "two", model, workers=2)).extracted == one.extracted
    assert content(tmp_path / "one") == content(tmp_path / "two")
    assert one.mentions > 10


def test_sources_in_any_order(seeds: Path, model: str, tmp_path: Path, content: Content) -> None:
    """The order in which sources are named does not matter."""
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "neu.txt").write_text("Putin und Biden.", encoding="utf-8")
    for name, sources in (("one", ("seeds", "more")), ("two", ("more", "seeds"))):
        run(_settings(seeds, tmp_path / name, model, sources=tuple(tmp_path / source for source in sources)))
    assert content(tmp_path / "one") == content(tmp_path / "two")


# Promise 2


def _collapsed(text: str) -> str:
    return " ".join(text.split())


def test_numbers_lead_to_sentences(seeds: Path, model: str, tmp_path: Path) -> None:
    """Each mention and each piece of evidence stands in its article where the tables say."""
    (seeds / "dos.txt").write_bytes("\ufeffdate 2022-03\r\n\r\nJoe\r\nBiden und Putin in\tBerlin.\r\n".encode())
    output = tmp_path / "output"
    run(_settings(seeds, output, model))
    texts = {
        row["ArticleId"]: (seeds / row["ArticleId"]).read_bytes().decode("utf-8-sig")
        for row in _rows(output, "articles")
    }
    mentions, evidence = _rows(output, "mentions"), _rows(output, "evidence")
    for row in (*mentions, *evidence):
        place = texts[row["ArticleId"]][int(row["Start"]) : int(row["End"])]
        assert unguard(row["Text"]) == _collapsed(place) != ""
    assert any(row["ArticleId"] == "dos.txt" and row["Text"] == "Joe Biden" for row in mentions)


@pytest.mark.parametrize("window", ["article", "paragraph", "sentence"])
def test_every_pair_has_evidence(seeds: Path, model: str, tmp_path: Path, window: str) -> None:
    """Each pair has sentences in which its two entities are mentioned; as many articles as there are, up to three."""
    run(_settings(seeds, tmp_path / "output", model, window=window))
    mentioned: dict[tuple[str, str], set[str]] = {}
    for row in _rows(tmp_path / "output", "mentions"):
        mentioned.setdefault((row["ArticleId"], row["Sentence"]), set()).add(row["EntityId"])
    places: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in _rows(tmp_path / "output", "evidence"):
        place = row["ArticleId"], row["Sentence"]
        assert mentioned[place] & {row["Source"], row["Target"]}
        places.setdefault((row["Source"], row["Target"]), []).append(place)
    pairs = _rows(tmp_path / "output", "comentions")
    assert {(row["Source"], row["Target"]) for row in pairs} == set(places)
    for row in pairs:
        shown = places[row["Source"], row["Target"]]
        assert len({article for article, _ in shown}) == min(3, int(row["Articles"]))
        for article in {article for article, _ in shown}:
            together = set().union(*(mentioned[place] for place in shown if place[0] == article))
            assert {row["Source"], row["Target"]} <= together
        if window == "sentence":
            assert mentioned[shown[0]] >= {row["Source"], row["Target"]}


# Promise 4

BAD_FILES = {
    "bad/leer.txt": b"",
    "bad/blank.txt": b" \n\t\n",
    "bad/kopf.txt": b"date 2021-06-16\n",
    "bad/datum.txt": b"date 2021-13\nPutin und Biden.",
    "bad/bild.txt": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "bad/null.txt": b"Putin\x00 und Biden.",
    "bad/text.txt.gz": b"\x1f\x8b\x08\x00broken",
    "bad/rows.jsonl": b'{"id": 1, "text": ""}\n{"id": 2, "te\n[3]\n{"id": 4, "text": "Putin", "date": "gestern"}\n',
    "bad/rows.csv": b"id,date,words\n1,2021-06-16,Putin und Biden\n",
}


def _without(content: dict[str, bytes], *names: str) -> dict[str, bytes]:
    return {name: data for name, data in content.items() if name not in names}


def test_bad_articles_harm_no_other(seeds: Path, model: str, tmp_path: Path, content: Content) -> None:
    """Each bad article is in articles.csv with its reason; the other tables are as if it were not there."""
    run(_settings(seeds, tmp_path / "good", model))
    (seeds / "bad").mkdir()
    for name, data in BAD_FILES.items():
        (seeds / name).write_bytes(data)
    (seeds / "bad" / "link.txt").symlink_to(tmp_path / "nowhere")
    report = run(_settings(seeds, tmp_path / "both", model))
    files = {
        row["ArticleId"].partition("#")[0] for row in _rows(tmp_path / "both", "articles") if row["Status"] == "skipped"
    }
    assert files == {*BAD_FILES, "bad/link.txt"}
    assert report.exit_code == 3
    skipped = [row for row in _rows(tmp_path / "both", "articles") if row["Status"] == "skipped"]
    assert tuple(Skipped(row["ArticleId"], row["Reason"]) for row in skipped) == report.skipped
    assert all(row["Reason"] and not row["Words"] for row in skipped)
    good, both = content(tmp_path / "good"), content(tmp_path / "both")
    assert _without(good, "articles.csv", "run.json") == _without(both, "articles.csv", "run.json")
    kept = [row for row in _rows(tmp_path / "both", "articles") if row["Status"] == "ok"]
    assert kept == _rows(tmp_path / "good", "articles")


def test_failed_extraction_harms_no_other(
    seeds: Path, model: str, tmp_path: Path, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text that the pipeline fails at is skipped under each of its names, told, and tried again by the next run."""
    from pipeline.extraction import mentions

    run(_settings(seeds, tmp_path / "good", model))
    for name in ("eins.txt", "zwei.txt"):
        (seeds / name).write_text("Das geht schief: Putin.", encoding="utf-8")
    real = mentions.cut_body

    def cut_body(nlp: Any, body: str) -> Any:  # noqa: ANN401 - passes on whatever it is given
        if "schief" in body:
            raise ValueError("so\nnicht")
        return real(nlp, body)

    with monkeypatch.context() as patch:
        patch.setattr(mentions, "cut_body", cut_body)
        report = run(_settings(seeds, tmp_path / "both", model))
    assert [skipped.id for skipped in report.skipped] == ["eins.txt", "zwei.txt"]
    assert all("ValueError: so nicht" in skipped.reason for skipped in report.skipped)
    assert report.exit_code == 3
    good, both = content(tmp_path / "good"), content(tmp_path / "both")
    assert _without(good, "articles.csv", "run.json") == _without(both, "articles.csv", "run.json")
    again = run(_settings(seeds, tmp_path / "both", model))
    assert (again.extracted, again.exit_code) == (1, 0)


def test_only_bad_articles(model: str, tmp_path: Path) -> None:
    """Where nothing can be read there are tables all the same: empty but for articles.csv."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "leer.txt").touch()
    report = run(_settings(tmp_path / "seeds", tmp_path / "output", model))
    assert (report.articles, report.exit_code) == (0, 3)
    assert [row["Status"] for row in _rows(tmp_path / "output", "articles")] == ["skipped"]
    assert _rows(tmp_path / "output", "comentions") == []


# Promise 5

NO_NETWORK = """
import socket, sys

def refuse(*_args, **_options):
    sys.stderr.write("NETWORK USED")
    raise OSError("there is no network")

for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse)
for name in ("getaddrinfo", "gethostbyname", "create_connection"):
    setattr(socket, name, refuse)
from pipeline.cli import main
main()
"""


def test_no_network_is_asked_for(seeds: Path, model: str, tmp_path: Path) -> None:
    """A run in which Python's sockets cannot be used succeeds and never tries one."""
    options = ["run", str(seeds), "--model", model, "--workers", "1", "--output", str(tmp_path / "output")]
    done = subprocess.run([sys.executable, "-c", NO_NETWORK, *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "NETWORK USED" not in done.stderr


def test_without_network(seeds: Path, model: str, tmp_path: Path, content: Content) -> None:
    """A run with two workers on a machine without any network gives the same bytes."""
    cut_off = ["unshare", "--map-root-user", "--net"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*cut_off, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("this machine lets nobody unshare its network")
    options = ["run", str(seeds), "--model", model, "--workers", "2", "--output", str(tmp_path / "output")]
    subprocess.run([*cut_off, sys.executable, "-P", "-m", "pipeline", *options], check=True, capture_output=True)
    run(_settings(seeds, tmp_path / "here", model))
    assert content(tmp_path / "output") == content(tmp_path / "here")
