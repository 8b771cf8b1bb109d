import typing
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import settings
from pipeline.errors import UsageError
from pipeline.settings import KINDS, WINDOWS, Settings, load_settings


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with articles in archive/seeds."""
    (tmp_path / "archive" / "seeds").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _loaded(**chosen: object) -> Settings:
    return load_settings({"sources": (Path("archive/seeds"),), **chosen})


def test_defaults(here: Path) -> None:
    """Without flags and files there are the defaults, with one worker per core."""
    assert here.is_dir()
    assert load_settings({}) == Settings()
    assert Settings().workers >= 1


@pytest.mark.parametrize("place", ["archive/seeds/mitgenannt.toml", "archive/mitgenannt.toml", "mitgenannt.toml"])
def test_file_beside_the_sources(here: Path, place: str) -> None:
    """mitgenannt.toml counts in the source, beside it and in the current folder."""
    (here / place).write_text('window = "sentence"\nmin-articles = 2\n', encoding="utf-8")
    assert _loaded() == replace(Settings(), sources=(Path("archive/seeds"),), window="sentence", min_articles=2)


def test_precedence(here: Path) -> None:
    """A flag wins over mitgenannt.toml, that over pyproject.toml, that over the default."""
    assert _loaded().evidence == 3
    (here / "pyproject.toml").write_text("[tool.mitgenannt]\nevidence = 4\nmin-articles = 4\n", encoding="utf-8")
    assert (_loaded().evidence, _loaded().min_articles) == (4, 4)
    (here / "mitgenannt.toml").write_text("evidence = 5\n", encoding="utf-8")
    assert (_loaded().evidence, _loaded().min_articles) == (5, 1)
    (here / "archive" / "mitgenannt.toml").write_text("evidence = 6\n", encoding="utf-8")
    assert _loaded().evidence == 6
    assert _loaded(evidence=0).evidence == 0


@pytest.mark.parametrize(
    "text", ["", "[project]\nname = 'x'\n", "tool = 3\n", "[tool]\nother = 3\n", "[tool.other]\nevidence = 9\n"]
)
def test_other_tables_of_pyproject(here: Path, text: str) -> None:
    """What others write into a pyproject.toml is none of ours."""
    (here / "pyproject.toml").write_text(text, encoding="utf-8")
    assert _loaded().evidence == 3


def test_paths_are_relative_to_the_file(here: Path) -> None:
    """Sources, output and the folder of a model are those beside the file; the name of a model stays a name."""
    file = here / "archive" / "mitgenannt.toml"
    (here / "archive" / "models" / "de").mkdir(parents=True)
    file.write_text(
        'sources = "seeds"\noutput = "tables"\nmodel = "models/de"\ndecisions = "lists/names.csv"\n', encoding="utf-8"
    )
    found = _loaded()
    assert found.sources == (Path("archive/seeds"),)
    assert found.output == Path("archive/tables")
    assert found.model == str(Path("archive/models/de"))
    assert found.decisions == Path("archive/lists/names.csv")
    file.write_text(f'model = "de_core_news_sm"\noutput = "{here.as_posix()}/x"\n', encoding="utf-8")
    assert (_loaded().model, _loaded().output) == ("de_core_news_sm", here / "x")


def test_texts_and_lists(here: Path) -> None:
    """One text stands for a list of one; the order and repetition of kinds say nothing."""
    file = here / "mitgenannt.toml"
    file.write_text('count = "derived"\n', encoding="utf-8")
    assert _loaded().count == ("derived",)
    file.write_text('count = ["derived", "name", "name"]\nsources = ["a", "b"]\n', encoding="utf-8")
    assert _loaded().count == ("name", "derived")
    assert load_settings({}).sources == (Path("a"), Path("b"))


def test_byte_order_mark(here: Path) -> None:
    """A file that a Windows editor saved is read."""
    (here / "mitgenannt.toml").write_bytes(b"\xef\xbb\xbfevidence = 7\r\n")
    assert _loaded().evidence == 7


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("evidence = \n", "no valid TOML"),
        ("wndow = 'article'\n", "there is no setting wndow; there are sources, .*min-articles"),
        ("min_artikel = 1\n", "there is no setting min-artikel"),
        ("evidence = '3'\n", "evidence = '3' does not fit; give it a whole number"),
        ("evidence = true\n", "evidence = True does not fit"),
        ("evidence = -1\n", "evidence must be a number from 0"),
        ("min-articles = 0\n", "min-articles must be a number from 1"),
        ("workers = -1\n", "workers must be a number from 1"),
        ("profile = 'excel'\n", "profile must be one of standard, excel-de"),
        ("window = 'page'\n", "window must be one of article, paragraph, sentence"),
        ("count = []\n", "count must be some of name, part, derived"),
        ("count = ['noun']\n", "count must be some of"),
        ("count = ['name', 3]\n", "give it a text or a list of texts"),
        ("sources = 3\n", "give it a text or a list of texts"),
        ("output = 3\n", "give it a text"),
        ("decisions = ['a.csv']\n", r"decisions = \['a.csv'\] does not fit; give it a text"),
        ("text-column = ['a']\n", "text-column = .* does not fit"),
    ],
)
def test_what_does_not_fit(here: Path, text: str, said: str) -> None:
    """A wrong name, type, value or TOML is told in one line that names the file, even where a flag would win."""
    (here / "mitgenannt.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said) as caught:
        _loaded(evidence=3, window="article")
    assert str(caught.value).startswith("mitgenannt.toml")
    assert "\n" not in str(caught.value)


def test_wrong_flag_is_not_blamed_on_the_file(here: Path) -> None:
    """A value that the command line got wrong is told without the file."""
    (here / "mitgenannt.toml").write_text("evidence = 7\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"\Aevidence must be"):
        _loaded(evidence=-1)


def test_file_that_cannot_be_read(here: Path) -> None:
    """Bytes that are no UTF-8, a folder and a table in the wrong place are told with the file's name."""
    (here / "mitgenannt.toml").write_bytes("output = 'Müll'".encode("cp1252"))
    with pytest.raises(UsageError, match=r"mitgenannt\.toml is no valid TOML"):
        _loaded()
    (here / "mitgenannt.toml").unlink()
    (here / "mitgenannt.toml").mkdir()
    with pytest.raises(UsageError, match=r"mitgenannt\.toml cannot be read"):
        _loaded()
    (here / "mitgenannt.toml").rmdir()
    (here / "pyproject.toml").write_text("[tool]\nmitgenannt = 3\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"pyproject\.toml: mitgenannt is no table"):
        _loaded()


def test_source_is_a_file(here: Path) -> None:
    """Beside a source that is a file there may be a mitgenannt.toml, too."""
    (here / "archive" / "texts.jsonl").touch()
    (here / "archive" / "mitgenannt.toml").write_text("text-column = 'body'\n", encoding="utf-8")
    assert load_settings({"sources": (Path("archive/texts.jsonl"),)}).text_column == "body"


def test_windows_are_the_typed_ones() -> None:
    """The type Window and the tuple WINDOWS name the same."""
    assert typing.get_args(settings.Window) == WINDOWS
    assert len(set(KINDS)) == 3


def test_files_of_several_sources(tmp_path: Path) -> None:
    """The order of the sources does not choose their settings: one file counts for all, two are an error."""
    first, second = tmp_path / "a" / "in", tmp_path / "b" / "in"
    first.mkdir(parents=True)
    second.mkdir(parents=True)
    (second / "mitgenannt.toml").write_text('window = "sentence"')
    for sources in ((first, second), (second, first)):
        assert load_settings({"sources": sources}).window == "sentence"
    (first.parent / "mitgenannt.toml").write_text('window = "paragraph"')
    with pytest.raises(UsageError, match="both hold settings"):
        load_settings({"sources": (first, second)})


@pytest.mark.parametrize("place", ["archive/seeds/decisions.csv", "archive/decisions.csv"])
def test_decisions_beside_the_sources(here: Path, place: str) -> None:
    """decisions.csv counts in the source and beside it, whoever named the source; not in the current folder."""
    (here / "decisions.csv").touch()
    assert _loaded().decisions is None
    (here / place).touch()
    assert _loaded() == replace(Settings(), sources=(Path("archive/seeds"),), decisions=Path(place))
    (here / "mitgenannt.toml").write_text('sources = "archive/seeds"\n', encoding="utf-8")
    assert load_settings({}).decisions == Path(place)


def test_named_decisions_win(here: Path) -> None:
    """A flag wins over the settings file, that over what lies beside the sources; neither needs to exist yet."""
    (here / "archive" / "decisions.csv").touch()
    (here / "archive" / "mitgenannt.toml").write_text('decisions = "a.csv"\n', encoding="utf-8")
    assert _loaded().decisions == Path("archive/a.csv")
    assert _loaded(decisions=Path("b.csv")).decisions == Path("b.csv")


def test_decisions_of_several_sources(tmp_path: Path) -> None:
    """One file counts for all sources, by whatever way it is reached; of two none is passed over in silence."""
    first, second = tmp_path / "a" / "in", tmp_path / "a" / "in" / "deeper"
    second.mkdir(parents=True)
    (first / "decisions.csv").touch()
    (tmp_path / "a" / "link").symlink_to(first)
    for sources in ((first, second), (second, first), (first, tmp_path / "a" / "link")):
        found = load_settings({"sources": sources}).decisions
        assert found is not None
        assert found.samefile(first / "decisions.csv")
    for other in (second, tmp_path / "a"):  # in another source, and beside a source that holds one
        (other / "decisions.csv").touch()
        for sources in ((first, second), (second, first)):
            with pytest.raises(UsageError, match=r"decisions\.csv both hold decisions: .* name one with --decisions\."):
                load_settings({"sources": sources})
        assert load_settings({"sources": (first, second), "decisions": Path("c.csv")}).decisions == Path("c.csv")
        (other / "decisions.csv").unlink()


def test_what_is_called_like_decisions(here: Path) -> None:
    """A folder decisions.csv is none; a link that leads nowhere is found, so that reading it can tell."""
    (here / "archive" / "decisions.csv").mkdir()
    assert _loaded().decisions is None
    (here / "archive" / "seeds" / "decisions.csv").symlink_to("nowhere")
    assert _loaded().decisions == Path("archive/seeds/decisions.csv")
