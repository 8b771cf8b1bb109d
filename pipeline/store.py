"""What has been extracted, keyed by content: digest(body) within the identity of the model. One DuckDB file.

The only module that imports DuckDB. All results depend on what was added, never on the order or the batches: the ids
inside the file differ between two stores of the same articles, so no id leaves this module.
"""

import contextlib
import errno
import os
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.errors import DamagedStoreError, LockedError, MitgenanntError, StoreError
from pipeline.records import Extraction
from pipeline.settings import KINDS, TYPES

_Arrays = dict[str, npt.NDArray[Any]]
_Fresh = dict[str, tuple[str, Extraction]]

# The version counts changes of the tables below; kinds and types are part of the mark, as spans hold their positions.
_MARK = ("mitgenannt", f"2 {' '.join(KINDS)} {' '.join(TYPES)}")
# No keys and indexes: they would slow each insert, and add() asks for what is there, as the only writer.
_SCHEMA = """
CREATE TABLE texts (digest VARCHAR, body VARCHAR);
CREATE TABLE documents (id INTEGER, model VARCHAR, digest VARCHAR, words BIGINT, sentences BIGINT);
CREATE TABLE sentences (document INTEGER, number INTEGER, paragraph INTEGER, start BIGINT, stop BIGINT);
CREATE TABLE surfaces (id INTEGER, text VARCHAR);
CREATE TABLE spans (document INTEGER, paragraph INTEGER, sentence INTEGER, start BIGINT, stop BIGINT,
                    surface INTEGER, kind TINYINT, type TINYINT, before INTEGER, after INTEGER);
CREATE TABLE unmarked (document INTEGER, paragraph INTEGER, sentence INTEGER, start BIGINT, stop BIGINT,
                       surface INTEGER);
CREATE TABLE meta (application VARCHAR, version VARCHAR);
"""
_INSERTS = (
    "INSERT INTO texts SELECT digest, body FROM new_texts ANTI JOIN texts USING (digest)",
    "INSERT INTO documents SELECT id, $model, digest, words, sentences FROM new_documents",
    "INSERT INTO sentences SELECT document, number, paragraph, start, stop FROM new_sentences",
    """INSERT INTO surfaces
       SELECT (SELECT coalesce(max(id), 0) FROM surfaces) + row_number() OVER (), text
       FROM (SELECT text FROM new_spans UNION SELECT before FROM new_spans UNION SELECT after FROM new_spans
             UNION SELECT text FROM new_unmarked) ANTI JOIN surfaces USING (text)""",
    """INSERT INTO spans
       SELECT n.document, n.paragraph, n.sentence, n.start, n.stop, s.id, n.kind, n.type, b.id, a.id
       FROM new_spans n JOIN surfaces s USING (text)
       JOIN surfaces b ON b.text = n.before JOIN surfaces a ON a.text = n.after
       ORDER BY n.document, n.start, n.stop""",
    """INSERT INTO unmarked
       SELECT n.document, n.paragraph, n.sentence, n.start, n.stop, s.id
       FROM new_unmarked n JOIN surfaces s USING (text) ORDER BY n.document, n.start, n.stop""",
)

_KINDS = {kind: code for code, kind in enumerate(KINDS)}
_TYPES = {type_: code for code, type_ in enumerate(TYPES)}

_TEXTS = {"digest", "body", "text", "before", "after"}
# What a word may hold and is not read: invisible characters, and the line break behind a soft hyphen.
_HIDDEN = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")

_DAMAGE = (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException, duckdb.InternalException)
# DuckDB gives no error numbers. What the system says of these is no fault of the file, which must then stay in place.
_REFUSALS = tuple(
    os.strerror(getattr(errno, name))
    for name in (
        "ENOSPC",
        "EDQUOT",
        "EFBIG",
        "EACCES",
        "EPERM",
        "EROFS",
        "EISDIR",
        "ENOTDIR",
        "ENOENT",
        "EMFILE",
        "EIO",
    )
    if hasattr(errno, name)
)
_LOCKED = ("Could not set lock on file", "being used by another process", "with a different configuration")


class _UnusableError(Exception):
    """The file is damaged or not ours; its text says which."""


def digest(body: str) -> str:
    """Key of a body: BLAKE2b of its UTF-8, 16 bytes, as 32 hexadecimal digits."""
    return blake2b(body.encode(), digest_size=16).hexdigest()


class Store:
    """What one model has extracted. To be used in a `with` statement, which closes the file.

    `path`: the file, made where it is missing; its folder is the store's own, hidden and for this user only.
    `model`: identity of model and extraction code; rows of other identities stay untouched.
    `warn`: gets a sentence where a damaged or foreign file was set aside and the store begins anew.

    Raises LockedError where another process uses the file, StoreError where the system refuses it. So does each
    method; one that comes upon a damage sets the file aside and raises DamagedStoreError: a new run rebuilds it.
    """

    def __init__(self, path: Path, model: str, warn: Callable[[str], None]) -> None:
        self._path = path
        self._model = model
        self._connection = _open(path, warn)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    def known(self) -> set[str]:
        """Digests of the bodies that this model has extracted."""
        rows = self._query("SELECT digest FROM documents WHERE model = $model", {"model": self._model})
        return set(rows["digest"].tolist())

    def add(self, bodies: Sequence[str], extractions: Sequence[Extraction]) -> None:
        """Keep the extractions of as many bodies, in one transaction: all are there when it returns, or none.

        A body that is known, or comes twice, is passed over. Each call costs some milliseconds and a look at all
        digests and surfaces, so hand over hundreds at a time. Bodies are without NUL and lone surrogates.
        """
        fresh = self._fresh(bodies, extractions)
        if not fresh:
            return
        last = self._query("SELECT coalesce(max(id), 0) AS id FROM documents")["id"]
        with self._tables(_frames(fresh, int(last[0]) + 1)) as connection, _transaction(connection):
            for insert in _INSERTS:
                connection.execute(insert, {"model": self._model} if "$model" in insert else None)

    def documents(self, articles: pd.DataFrame) -> pd.DataFrame:
        """Words and sentences (int64) of each article, in the order of `articles` (column digest).

        Raises KeyError where a digest is not known; so do the next five.
        """
        return self._documents(articles)[["words", "sentences"]]

    def mentions(self, articles: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
        """All mentions of `articles` (columns digest and start: offset of the body in the article's text).

        Gives one row per mention, sorted by article, start, end: article (row number in `articles`), paragraph,
        sentence (all int32, the latter two from 1), start, end (int64, code points of the article's text), surface,
        before, after (int32), kind and type (Categorical of KINDS and TYPES); and the distinct texts by code point, in
        which the columns surface, before and after count from 0. The latter two are what stands between the mention
        and the other end of the word beside it, "" where none does.
        """
        rows = self._query(
            """SELECT w.article, s.paragraph, s.sentence, s.start + w.shift AS start, s.stop + w.shift AS "end",
                      s.surface, s.kind, s.type, s.before, s.after
               FROM wanted w JOIN spans s ON s.document = w.id
               ORDER BY w.article, s.start, s.stop, s.paragraph, s.sentence, s.kind, s.type""",
            wanted=self._wanted(articles),
        )
        kinds, types = rows.pop("kind"), rows.pop("type")
        texts = ("surface", "before", "after")
        codes, surfaces = self._surfaces(np.concatenate([rows.pop(name) for name in texts]))
        rows |= dict(zip(texts, np.split(codes, len(texts)), strict=True))
        mentions = pd.DataFrame(rows, copy=False)
        mentions["kind"] = pd.Categorical.from_codes(kinds, pd.Index(KINDS))
        mentions["type"] = pd.Categorical.from_codes(types, pd.Index(TYPES))
        return mentions, surfaces

    def unmarked_counts(self, articles: pd.DataFrame, words: Sequence[str]) -> npt.NDArray[np.int64]:
        """How often each of the distinct `words` stands in `articles` (column digest) outside all names.

        Words are compared in NFC and without invisible characters, so give them in this form.
        """
        rows = self._query(
            """SELECT l.row, count(*) AS n FROM listed l JOIN surfaces s USING (text)
               JOIN unmarked u ON u.surface = s.id JOIN wanted w ON w.id = u.document GROUP BY l.row""",
            wanted=self._wanted(articles),
            listed=_listed(words),
        )
        counts = np.zeros(len(words), dtype=np.int64)
        counts[rows["row"]] = rows["n"]
        return counts

    def unmarked_words(self, articles: pd.DataFrame) -> set[str]:
        """The distinct words that stand in `articles` (column digest) outside all names."""
        rows = self._query(
            """SELECT text FROM surfaces WHERE id IN (
                   SELECT u.surface FROM unmarked u JOIN wanted w ON w.id = u.document)""",
            wanted=self._wanted(articles),
        )
        return set(rows["text"].tolist())

    def unmarked(self, articles: pd.DataFrame, words: Sequence[str]) -> pd.DataFrame:
        """Where the distinct `words` (as above) stand in `articles` (columns digest and start) outside all names.

        Gives article, paragraph, sentence, start, end as mentions() does, and word (position in `words`); sorted by
        article, start and end.
        """
        rows = self._query(
            """SELECT w.article, u.paragraph, u.sentence, u.start + w.shift AS start, u.stop + w.shift AS "end",
                      l.row::INTEGER AS word
               FROM listed l JOIN surfaces s USING (text) JOIN unmarked u ON u.surface = s.id
               JOIN wanted w ON w.id = u.document ORDER BY w.article, u.start, u.stop""",
            wanted=self._wanted(articles),
            listed=_listed(words),
        )
        return pd.DataFrame(rows, copy=False)

    def sentences(self, places: pd.DataFrame) -> pd.DataFrame:
        """Start, end (int64, code points of the body) and text of sentences, in the order of `places`.

        `places`: columns digest and sentence, counted from 1.
        """
        wanted = self._documents(places)[["id"]]
        wanted["row"] = np.arange(len(wanted))
        wanted["sentence"] = places["sentence"].to_numpy(np.int64)
        rows = self._query(
            """SELECT s.start, s.stop AS "end", substring(t.body, s.start + 1, s.stop - s.start) AS text
               FROM wanted w JOIN sentences s ON s.document = w.id AND s.number = w.sentence
               JOIN documents d ON d.id = w.id JOIN texts t ON t.digest = d.digest
               ORDER BY w.row""",
            wanted=wanted,
        )
        if len(rows["text"]) != len(wanted):
            raise KeyError("a sentence that its article does not have")
        return pd.DataFrame(rows).astype({"text": "str"})

    def _documents(self, articles: pd.DataFrame) -> pd.DataFrame:
        """Id, words, sentences of each article, in order."""
        wanted = pd.DataFrame({"digest": articles["digest"].to_numpy(object)}, dtype=object)
        wanted["row"] = np.arange(len(wanted))
        rows = self._query(
            """SELECT d.id, d.words, d.sentences FROM wanted w JOIN documents d USING (digest)
               WHERE d.model = $model ORDER BY w.row""",
            {"model": self._model},
            wanted=wanted,
        )
        if len(rows["id"]) != len(wanted):
            raise KeyError("a digest that this model has not extracted")
        return pd.DataFrame(rows)

    def _wanted(self, articles: pd.DataFrame) -> pd.DataFrame:
        """Id of each article's document, article: its row number, shift: the offset of its body."""
        wanted = self._documents(articles)[["id"]]
        wanted["article"] = np.arange(len(wanted), dtype=np.int32)
        wanted["shift"] = articles["start"].to_numpy(np.int64) if "start" in articles else np.int64(0)
        return wanted

    def _fresh(self, bodies: Sequence[str], extractions: Sequence[Extraction]) -> _Fresh:
        """What of a batch is neither known nor repeated, by digest."""
        batch: _Fresh = {}
        for body, extraction in zip(bodies, extractions, strict=True):
            batch.setdefault(digest(body), (body, extraction))
        rows = self._query(
            "SELECT digest FROM batch ANTI JOIN (FROM documents WHERE model = $model) USING (digest)",
            {"model": self._model},
            batch=pd.DataFrame({"digest": list(batch)}, dtype=object),
        )
        new = set(rows["digest"].tolist())
        return {key: pair for key, pair in batch.items() if key in new}

    def _surfaces(self, ids: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int32], list[str]]:
        """Ids of surfaces as positions in the sorted list of those that occur, and this list."""
        codes, distinct = pd.factorize(ids)
        wanted = pd.DataFrame({"id": distinct, "code": np.arange(len(distinct))})
        # DuckDB compares the bytes of UTF-8, which gives the order of code points, as Python's.
        rows = self._query(
            "SELECT w.code, s.text FROM wanted w JOIN surfaces s USING (id) ORDER BY text", wanted=wanted
        )
        rank = np.empty(len(distinct), dtype=np.int32)
        rank[rows["code"]] = np.arange(len(distinct), dtype=np.int32)
        return rank[codes], rows["text"].tolist()

    def _query(self, sql: str, values: Mapping[str, object] | None = None, **frames: pd.DataFrame) -> _Arrays:
        """Columns of the result, by name; no column of ours has NULLs."""
        with self._tables(frames) as connection:
            return cast("_Arrays", connection.execute(sql, values).fetchnumpy())

    @contextlib.contextmanager
    def _tables(self, frames: Mapping[str, pd.DataFrame]) -> Iterator[duckdb.DuckDBPyConnection]:
        """The connection, with frames as tables; what DuckDB raises becomes an error of ours."""
        try:
            for name, frame in frames.items():
                self._connection.register(name, frame)
            yield self._connection
        except duckdb.Error as error:
            raise self._failure(error) from error
        finally:
            for name in frames:
                with contextlib.suppress(duckdb.Error):  # nothing is registered at a connection that broke
                    self._connection.unregister(name)

    def _failure(self, error: duckdb.Error) -> Exception:
        refusal = _refusal(self._path, error)
        if refusal or not _damaged(error):
            return refusal or error
        with contextlib.suppress(duckdb.Error):  # it may try to write what it cannot
            self._connection.close()
        aside = _set_aside(self._path)
        return DamagedStoreError(f"The store {self._path} is damaged and was set aside as {aside.name}: it is rebuilt.")


def _frames(fresh: _Fresh, first: int) -> dict[str, pd.DataFrame]:
    """Rows for the inserts; documents are numbered from `first`."""
    items = [(number, key, body, e) for number, (key, (body, e)) in enumerate(fresh.items(), first)]
    sentences = [
        (number, place, s.paragraph, s.start, s.end)
        for number, _, _, e in items
        for place, s in enumerate(e.sentences, 1)
    ]
    spans = [row for number, _, body, e in items for row in _span_rows(number, body, e)]
    unmarked = [
        (number, e.sentences[w.sentence - 1].paragraph, w.sentence, w.start, w.end, _shown(body[w.start : w.end]))
        for number, _, body, e in items
        for w in e.unmarked
    ]
    return {
        "new_texts": _frame([(key, body) for _, key, body, _ in items], "digest body"),
        "new_documents": _frame(
            [(number, key, e.words, len(e.sentences)) for number, key, _, e in items], "id digest words sentences"
        ),
        "new_sentences": _frame(sentences, "document number paragraph start stop"),
        "new_spans": _frame(spans, "document paragraph sentence start stop text kind type before after"),
        "new_unmarked": _frame(unmarked, "document paragraph sentence start stop text"),
    }


def _span_rows(number: int, body: str, e: Extraction) -> list[tuple[object, ...]]:
    return [
        (
            number,
            e.sentences[s.sentence - 1].paragraph,
            s.sentence,
            s.start,
            s.end,
            body[s.start : s.end],
            _KINDS[s.kind],
            _TYPES[s.type],
            body[s.before : s.start],
            body[s.end : s.after],
        )
        for s in e.spans
    ]


def _shown(word: str) -> str:
    """A word as it is asked for, however its letters are composed and its syllables parted."""
    return unicodedata.normalize("NFC", _HIDDEN.sub("", word))


def _frame(rows: Sequence[tuple[object, ...]], columns: str) -> pd.DataFrame:
    """Texts stay objects, all else is int64: DuckDB 1.4 does not read pandas' str."""
    frame = pd.DataFrame(rows, columns=columns.split(), dtype=object)
    return frame.astype({name: "int64" for name in frame if name not in _TEXTS})


def _listed(texts: Sequence[str]) -> pd.DataFrame:
    """Texts as a table, with their positions."""
    return _frame(list(enumerate(texts)), "row text")


@contextlib.contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        with contextlib.suppress(duckdb.Error):  # a failed commit has rolled back already
            connection.rollback()
        raise


def _open(path: Path, warn: Callable[[str], None]) -> duckdb.DuckDBPyConnection:
    """The store at `path`, made or made anew where needed."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(PermissionError):  # another user's, who decides on it
            path.parent.chmod(0o700)
        try:
            return _connect(path)
        except _UnusableError as error:
            aside = _set_aside(path)
            warn(f"The store {path} {error}. It was set aside as {aside.name}; all articles are extracted anew.")
        return _connect(path)
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"The store {path} cannot be made: {reason}. Make its folder writable.") from error
    except _UnusableError as error:
        raise StoreError(f"The store {path} {error}, even a new one. Check the disk, or choose another one.") from error


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    """The connection to our tables; _UnusableError where the file does not hold them."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": min(4, os.cpu_count() or 1),
        "memory_limit": "4GB",
        "temp_directory": f"{path}.tmp",
        "autoinstall_known_extensions": False,  # nothing from the network
        "autoload_known_extensions": False,
    }
    try:
        connection = duckdb.connect(str(path), config=config)
    except duckdb.Error as error:
        raise _refusal(path, error) or _UnusableError("cannot be read") from error
    try:
        _claim(connection)
    except duckdb.Error as error:
        connection.close()
        raise _refusal(path, error) or _UnusableError("is damaged") from error
    except BaseException:
        connection.close()
        raise
    with contextlib.suppress(PermissionError):  # likewise
        path.chmod(0o600)
    shutil.rmtree(f"{path}.tmp", ignore_errors=True)  # left by a run that was killed
    return connection


def _claim(connection: duckdb.DuckDBPyConnection) -> None:
    """Make our tables in an empty database; _UnusableError where others are there."""
    tables = connection.execute("SELECT table_name FROM information_schema.tables").fetchall()
    if not tables:
        with _transaction(connection):
            connection.execute(_SCHEMA)
            connection.execute("INSERT INTO meta VALUES (?, ?)", _MARK)
        return
    with contextlib.suppress(duckdb.CatalogException, duckdb.BinderException):  # no meta, or another's
        if connection.execute("SELECT application, version FROM meta").fetchall() == [_MARK]:
            return
    raise _UnusableError("is of another program or version")


def _refusal(path: Path, error: duckdb.Error) -> MitgenanntError | None:
    """The error to show where not the file is at fault but another process or the system; else None."""
    said = str(error).replace(str(path.absolute()), path.name).partition("\n")[0]
    if any(sign in said for sign in _LOCKED):
        return LockedError(f"Another run uses the store {path}. Wait until it has ended, or choose another output.")
    if isinstance(error, duckdb.OutOfMemoryException) or any(sign in said for sign in _REFUSALS):
        return StoreError(f"The store {path} cannot be used: {said}. Mend that and run again; it was left as it is.")
    return None


def _damaged(error: duckdb.Error) -> bool:
    """Whether the file is at fault, not what we asked; releases of DuckDB raise different classes for a bad block."""
    return isinstance(error, _DAMAGE) or "Corrupt database file" in str(error)


def _set_aside(path: Path) -> Path:
    """Rename a file and its log to the first free name; this name."""
    log = path.with_name(f"{path.name}.wal")
    number = 1
    while (aside := path.with_name(f"{path.name}.set-aside-{number}")).exists() or Path(f"{aside}.wal").exists():
        number += 1
    try:
        path.rename(aside)
        if log.exists():
            log.rename(f"{aside}.wal")
    except OSError as error:
        raise StoreError(
            f"The store {path} is damaged and cannot be set aside: {error.strerror}. Remove it."
        ) from error
    return aside
