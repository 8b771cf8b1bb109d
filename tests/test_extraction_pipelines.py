"""Finding, identifying and loading spaCy pipelines of any make."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.training import Example
from thinc.api import fix_random_seed

from pipeline.errors import ModelError
from pipeline.extraction import identify, pipelines
from pipeline.extraction.mentions import extract_body
from pipeline.extraction.pipelines import load
from pipeline.records import Extraction

BODY = "Dr. Merkel kam bzw. ging. Die NATO schwieg dazu."
WIDTH = 16
SHARED = {
    "@architectures": "spacy.Tok2Vec.v2",
    "embed": {"@architectures": "spacy.MultiHashEmbed.v2", "width": WIDTH, "attrs": ["NORM", "SHAPE"],
              "rows": [100, 100], "include_static_vectors": False},
    "encode": {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": WIDTH, "depth": 1, "window_size": 1,
               "maxout_pieces": 2},
}  # fmt: skip
LISTENER = {"@architectures": "spacy.Tok2VecListener.v1", "width": WIDTH, "upstream": "*"}
TAGGER = {"@architectures": "spacy.Tagger.v2"}
TRANSITIONS = {"@architectures": "spacy.TransitionBasedParser.v2", "hidden_width": 8, "maxout_pieces": 2,
               "use_upper": True, "extra_state_tokens": False}  # fmt: skip


def _trained(folder: Path, *names: str, disabled: tuple[str, ...] = ()) -> Path:
    """A pipeline laid out as the official ones, with a shared tok2vec; all but the parser learn BODY by heart."""
    fix_random_seed(0)
    nlp = spacy.blank("de", meta={"name": "lookalike", "version": "3.8.0"})
    nlp.add_pipe("tok2vec", config={"model": SHARED})
    models: dict[str, dict[str, Any]] = {
        "tagger": {**TAGGER, "tok2vec": LISTENER},
        "parser": {**TRANSITIONS, "state_type": "parser", "tok2vec": LISTENER},
        "senter": {**TAGGER, "tok2vec": {**SHARED}},
        "ner": {**TRANSITIONS, "state_type": "ner", "tok2vec": LISTENER},
    }
    for name in names:
        nlp.add_pipe(name, config={"model": models[name]} if name in models else {})
    example = Example.from_dict(
        nlp.make_doc(BODY),
        {
            "heads": [0] * 6 + [6] * 5,
            "deps": ["ROOT", *["dep"] * 5, "ROOT", *["dep"] * 4],
            "tags": ["X"] * 11,
            "entities": [(4, 10, "PER"), (30, 34, "ORG")],
        },
    )
    optimizer = nlp.initialize(lambda: [example])
    optimizer.learn_rate = 0.01
    for _ in range(40):
        nlp.update([example], sgd=optimizer, exclude=["parser"])
    nlp.to_disk(folder)
    if disabled:
        config = spacy.util.load_config(folder / "config.cfg", interpolate=False)
        config["nlp"]["disabled"] = list(disabled)
        config.to_disk(folder / "config.cfg")
    return folder


def _listed(folder: Path, *names: str) -> Path:
    """A pipeline with components that need no weights."""
    nlp = spacy.blank("de", meta={"name": "list", "version": "1"})
    for name in names:
        nlp.add_pipe(name)
    if "entity_ruler" in names:
        ruler: Any = nlp.get_pipe("entity_ruler")
        ruler.add_patterns([{"label": "ORG", "pattern": "NATO"}])
    nlp.to_disk(folder)
    return folder


def _sentences(got: Extraction) -> list[str]:
    return [BODY[s.start : s.end] for s in got.sentences]


def _active(nlp: Language) -> set[str]:
    return set(nlp.pipe_names)


def test_layout_of_the_official_pipelines(tmp_path: Path) -> None:
    """Shared tok2vec, listeners, senter disabled: the senter splits sentences, the parser rests, the ner works."""
    folder = _trained(tmp_path / "m", "tagger", "parser", "senter", "ner", disabled=("senter",))
    nlp = load(str(folder))
    assert _active(nlp) == {"tok2vec", "senter", "ner"}
    got = extract_body(nlp, BODY)
    assert _sentences(got) == ["Dr. Merkel kam bzw. ging.", "Die NATO schwieg dazu."]
    assert [(BODY[s.start : s.end], s.type, s.sentence) for s in got.spans] == [
        ("Merkel", "PER", 1),
        ("NATO", "ORG", 2),
    ]


def test_parser_only(tmp_path: Path) -> None:
    """Without a senter the parser splits sentences."""
    nlp = load(str(_trained(tmp_path / "m", "parser", "ner")))
    assert _active(nlp) == {"tok2vec", "parser", "ner"}
    assert len(extract_body(nlp, BODY).sentences) >= 1


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["entity_ruler"], {"entity_ruler", "sentencizer"}),
        (["sentencizer", "entity_ruler"], {"entity_ruler", "sentencizer"}),
    ],
)
def test_rules_as_a_last_resort(tmp_path: Path, names: list[str], expected: set[str]) -> None:
    """Where nothing is trained to, spaCy's sentencizer splits sentences."""
    nlp = load(str(_listed(tmp_path / "m", *names)))
    assert _active(nlp) == expected
    assert len(extract_body(nlp, "Die NATO kam. Sie ging.").sentences) == 2


def test_disabled_sentencizer_is_used(tmp_path: Path) -> None:
    """A splitter that the pipeline has and does not use is used."""
    folder = _listed(tmp_path / "m", "sentencizer", "entity_ruler")
    config = spacy.util.load_config(folder / "config.cfg", interpolate=False)
    config["nlp"]["disabled"] = ["sentencizer"]
    config.to_disk(folder / "config.cfg")
    assert "sentencizer" in _active(load(str(folder)))


def test_half_precision_is_widened(tmp_path: Path) -> None:
    """Weights and vectors stored as float16 are float32 once loaded, and give the same names."""
    folder = _trained(tmp_path / "m", "ner")
    before = extract_body(load(str(folder)), BODY)
    nlp = spacy.load(folder)
    ner: Any = nlp.get_pipe("ner")
    for node in ner.model.walk():
        for name in node.param_names:
            if node.has_param(name):
                node.set_param(name, node.get_param(name).astype("float16"))
    nlp.to_disk(tmp_path / "half")
    loaded = load(str(tmp_path / "half"))
    kept: Any = loaded.get_pipe("ner")
    types = {node.get_param(n).dtype for node in kept.model.walk() for n in node.param_names if node.has_param(n)}
    assert types == {np.dtype("float32")}
    assert extract_body(loaded, BODY) == before
    assert len(before.spans) == 2


def _sentence(message: str) -> None:
    assert "\n" not in message
    assert len(message) < 700
    assert re.search(r"--model|make model", message)


def _spoil_version(folder: Path) -> None:
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    (folder / "meta.json").write_text(json.dumps({**meta, "spacy_version": ">=2.3,<2.4"}), "utf-8")


def _spoil_weights(folder: Path) -> None:
    (folder / "ner" / "model").write_bytes((folder / "ner" / "model").read_bytes()[:100])


def _spoil_config(folder: Path) -> None:
    text = (folder / "config.cfg").read_text("utf-8")
    (folder / "config.cfg").write_text(text.replace('factory = "ner"', 'factory = "transformer_xyz"'), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_spoil_version, r"made for spaCy >=2\.3,<2\.4, not for"),
        (_spoil_weights, "cannot be loaded"),
        (_spoil_config, "cannot be loaded"),
        (lambda folder: shutil.rmtree(folder / "ner"), "cannot be loaded"),
        (lambda folder: (folder / "config.cfg").unlink(), "There is no spaCy pipeline"),
        (lambda folder: (folder / "meta.json").write_bytes(b"\xff{"), r"meta\.json cannot be read"),
        (lambda folder: (folder / "meta.json").write_text("3"), r"meta\.json cannot be read"),
    ],
)
def test_broken_pipelines(tmp_path: Path, spoil: Any, reason: str) -> None:  # noqa: ANN401 - any function of a folder
    """A pipeline of another spaCy, with broken weights, settings or missing parts: one line, with what to do."""
    folder = _trained(tmp_path / "m", "ner")
    spoil(folder)
    with pytest.raises(ModelError, match=reason) as raised:
        load(str(folder))
    _sentence(str(raised.value))


def test_no_finder(tmp_path: Path) -> None:
    """A pipeline that finds no names is refused, and the message says so."""
    with pytest.raises(ModelError, match="no component that finds names") as raised:
        load(str(_listed(tmp_path / "m", "sentencizer")))
    _sentence(str(raised.value))


@pytest.mark.parametrize(
    "name",
    ["", "../x", "os", "sys", "numpy", "__main__", "a.b", "de-core-news", "no_such_pipeline", "x" * 5000, "ä ö", "."],
)
def test_names_that_are_no_pipeline(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No name makes it fail in another way than by saying that there is no such pipeline."""
    monkeypatch.chdir(tmp_path)
    for use in (identify, load):
        with pytest.raises(ModelError, match="There is no spaCy pipeline") as raised:
            use(name)
        if len(name) < 100:
            _sentence(str(raised.value))


def test_missing_bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its weights, mitgenannt says how to get them."""
    monkeypatch.setattr(pipelines, "BUNDLED_FOLDER", tmp_path)
    with pytest.raises(ModelError, match="make model"):
        identify("bundled")


def test_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed pipeline is found by its name, also where a folder of this name lies in the current folder."""
    package = tmp_path / "site" / "de_lookalike_sm"
    package.mkdir(parents=True)
    _listed(package / "de_lookalike_sm-1.0.0", "entity_ruler")
    (package / "__init__.py").write_text("raise SystemExit('never imported')")
    (tmp_path / "here" / "de_lookalike_sm").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.chdir(tmp_path / "here")
    assert identify("de_lookalike_sm").name == "de_list"
    assert "entity_ruler" in load("de_lookalike_sm").pipe_names
    assert identify(str(package)) == identify("de_lookalike_sm")


def test_identity_is_of_the_content(tmp_path: Path) -> None:
    """The identity changes with any byte of any file or its name, and not with the folder's place."""
    folder = _trained(tmp_path / "m", "ner")
    first = identify(str(folder))
    shutil.copytree(folder, tmp_path / "elsewhere" / "copy")
    assert identify(str(tmp_path / "elsewhere" / "copy")) == first
    assert first.name == "de_lookalike"
    assert first.version == "3.8.0"
    keys = {first.key}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "meta.json"):
        content = path.read_bytes()
        for place in {0, len(content) // 2, len(content) - 1} - {-1}:
            changed = bytearray(content or b"x")
            changed[place] ^= 1
            path.write_bytes(changed)
            keys.add(key := identify(str(folder)).key)
            assert key != first.key
        path.write_bytes(content)
    assert identify(str(folder)) == first
    (folder / "ner" / "model").rename(folder / "ner" / "model2")
    assert identify(str(folder)).key not in keys


def test_identity_counts_our_code(tmp_path: Path, model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of the extraction code is another identity."""
    first = identify(model)
    shutil.copytree(pipelines.CODE, tmp_path / "code", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(pipelines, "CODE", tmp_path / "code")
    assert identify(model) == first
    with (tmp_path / "code" / "text.py").open("a", encoding="utf-8") as file:
        file.write("#")
    assert identify(model).key != first.key


def test_tables_are_part_of_the_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a table of the extraction changes, what was found with the old one is no longer taken for the same."""
    folder = tmp_path / "code"
    shutil.copytree(pipelines.CODE, folder)
    monkeypatch.setattr(pipelines, "CODE", folder)
    before = identify("bundled")
    (folder / "compounds.csv").write_text("name,type,closed\n", encoding="utf-8")
    assert identify("bundled").code != before.code
