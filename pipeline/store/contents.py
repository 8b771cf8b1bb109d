"""Reading and writing the store."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.records import Extraction
from pipeline.settings import KINDS, TYPES
from pipeline.store.file import failure, open_file, transaction
from pipeline.store.rows import digest, frames_of, listed

_Arrays = dict[str, npt.NDArray[Any]]
_Fresh = dict[str, tuple[str, Extraction]]

_INSERTS = (
    "INSERT INTO texts SELECT digest, body FROM new_texts ANTI JOIN texts USING (digest)",
    "INSERT INTO documents SELECT id, $model, digest, words, sentences FROM new_documents",
    "INSERT INTO sentences SELECT document, number, paragraph, start, stop, key, letters FROM new_sentences",
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
        self._connection = open_file(path, warn)

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
        with self._tables(frames_of(fresh, int(last[0]) + 1)) as connection, transaction(connection):
            for insert in _INSERTS:
                connection.execute(insert, {"model": self._model} if "$model" in insert else None)

    def documents(self, articles: pd.DataFrame) -> pd.DataFrame:
        """Words and sentences (int64) of each article, in the order of `articles` (column digest).

        Raises KeyError where a digest is not known; so do the next six.
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

    def sentence_keys(self, articles: pd.DataFrame) -> pd.DataFrame:
        """Article (row number in `articles`, int32), key (int64) and letters (int32) of each sentence with a letter.

        Sentences of equal keys differ in nothing but case, blanks and punctuation.
        """
        rows = self._query(
            """SELECT w.article, s.key, s.letters FROM wanted w JOIN sentences s ON s.document = w.id
               WHERE s.letters > 0""",
            wanted=self._wanted(articles),
        )
        return pd.DataFrame(rows, copy=False)

    def unmarked_counts(self, articles: pd.DataFrame, words: Sequence[str]) -> npt.NDArray[np.int64]:
        """How often each of the distinct `words` stands in `articles` (column digest) outside all names.

        Words are compared in NFC and without invisible characters, so give them in this form.
        """
        rows = self._query(
            """SELECT l.row, count(*) AS n FROM listed l JOIN surfaces s USING (text)
               JOIN unmarked u ON u.surface = s.id JOIN wanted w ON w.id = u.document GROUP BY l.row""",
            wanted=self._wanted(articles),
            listed=listed(words),
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
            listed=listed(words),
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
            raise failure(self._path, self._connection, error) from error
        finally:
            for name in frames:
                with contextlib.suppress(duckdb.Error):  # nothing is registered at a connection that broke
                    self._connection.unregister(name)
