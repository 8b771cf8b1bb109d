"""The sentences behind a number: from the store, or those of evidence.csv where the store cannot be read."""

import json
from collections.abc import Collection, Hashable, Mapping
from pathlib import Path

import pandas as pd

from pipeline.answers.records import Mark, Passage, Passages, Sentence
from pipeline.catalogue import Entry
from pipeline.errors import LockedError
from pipeline.published import recall
from pipeline.store import store_path, stored_sentences
from pipeline.tables.cells import one_line, visible
from pipeline.tables.publish import MANIFEST
from pipeline.tables.reading import read_rows, read_table
from pipeline.tables.schemas import ARTICLES, EVIDENCE, MENTIONS

_PLACE = ["ArticleId", "Sentence"]
_TEXT = [*_PLACE, "Start", "End", "Text"]


def read_settings(output: Path) -> dict[str, object]:
    """The settings of the run that made the tables, from run.json; none where it cannot be read."""
    try:
        return dict(json.loads((output / MANIFEST).read_bytes())["settings"])
    except (OSError, ValueError, LookupError, TypeError):
        return {}


def read_mentions(output: Path, ids: Collection[str]) -> pd.DataFrame:
    """Mentions of these entities in the articles that count (not repeats of others, unless these count).

    Columns of mentions.csv, Date, Title, Reason (why the article makes no pairs); newest article first.
    """
    articles = read_table(output, ARTICLES, ("ArticleId", "Date", "Title", "DuplicateOf", "Reason"))
    if read_settings(output).get("duplicates") != "count":
        articles = articles[articles["DuplicateOf"] == ""]
    mentions = read_rows(output, MENTIONS, ids).merge(articles, on="ArticleId")
    return mentions.sort_values(["Date", "ArticleId", "Start"], ascending=[False, True, True], ignore_index=True)


def find_passages(output: Path, places: pd.DataFrame, mentions: pd.DataFrame, most: int) -> Passages:
    """The first `most` passages with their texts.

    `places`: ArticleId, Sentence, shared, and passage, which counts from 0; a row per sentence, in order.
    `mentions`: those to be marked, as read_mentions() gives them.
    """
    total = int(places["passage"].max()) + 1 if len(places) else 0
    shown = places[places["passage"] < most]
    texts, why = _texts(output, shown)
    note = ""
    if len(texts) < len(shown[_PLACE].drop_duplicates()):
        texts = _evidence(output, mentions["EntityId"].unique().tolist())
        known = places.merge(texts[_PLACE], on=_PLACE, how="left", indicator=True)["_merge"].eq("both")
        whole = known.groupby(places["passage"].to_numpy()).all()
        shown = places[places["passage"].isin(whole.index[whole][:most])]
        if not whole.all():
            note = f"{why} Only the sentences in {EVIDENCE.file} can be shown: {whole.sum():,} of {total:,} places."
    marked = mentions.merge(shown[_PLACE].drop_duplicates(), on=_PLACE)
    marks = {place: _marks(rows) for place, rows in marked.groupby(_PLACE, sort=False)}
    about = mentions.drop_duplicates("ArticleId").set_index("ArticleId")
    bodies = texts.drop_duplicates(_PLACE).set_index(_PLACE)
    passages = [
        _passage(rows, bodies, marks, about.loc[rows["ArticleId"].iloc[0]]) for _, rows in shown.groupby("passage")
    ]
    return Passages(tuple(passages), total, note)


def entries(output: Path, articles: Collection[str]) -> tuple[dict[str, Entry], str]:
    """What is kept of these articles, by ArticleId; and the key of the model. None where nothing is kept."""
    last = recall(output)
    if last is None:
        return {}, ""
    wanted = set(articles)
    return {name: entry for entry in last.entries if (name := as_listed(entry.id)) in wanted}, last.model.key


def as_listed(article: str) -> str:
    """An article's id as articles.csv has it."""
    return visible(article).encode("utf-8", "replace").decode()


def _texts(output: Path, places: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """ArticleId, Sentence, Start, End, Text from the store, as far as it has them; and why not all, if it has not."""
    kept, model = entries(output, places["ArticleId"].tolist())
    found = places[places["ArticleId"].isin(kept.keys())][_PLACE].drop_duplicates()
    digests = [kept[article].digest for article in found["ArticleId"]]
    why = "The store does not have all texts of these tables."
    if not digests:
        return pd.DataFrame(columns=_TEXT), why
    try:
        texts = stored_sentences(store_path(output), model, digests, found["Sentence"].tolist())
    except LockedError:
        return pd.DataFrame(columns=_TEXT), "A run is at work and has the store in use."
    found = found.assign(digest=digests, shift=[kept[article].start for article in found["ArticleId"]])
    found = found.merge(texts, left_on=["digest", "Sentence"], right_on=["digest", "number"])
    found = found.assign(Start=found["start"] + found["shift"], End=found["end"] + found["shift"], Text=found["text"])
    return found[_TEXT], why


def _evidence(output: Path, ids: Collection[str]) -> pd.DataFrame:
    return read_rows(output, EVIDENCE, ids)[_TEXT].drop_duplicates(_PLACE)


def _passage(
    rows: pd.DataFrame,
    texts: pd.DataFrame,
    marks: Mapping[tuple[Hashable, ...], list[Mark]],
    about: "pd.Series[str]",
) -> Passage:
    sentences = tuple(
        _sentence(number, texts.loc[(article, number)], marks.get((article, number), []))
        for article, number in rows[_PLACE].itertuples(index=False)
    )
    first = rows.iloc[0]
    return Passage(first["ArticleId"], about["Date"], about["Title"], first["shared"], sentences)


def _sentence(number: int, text: "pd.Series[str]", marks: list[Mark]) -> Sentence:
    start, content = int(text["Start"]), text["Text"]
    # evidence.csv has its sentences on one line and cut, where offsets may lead elsewhere.
    right = tuple(m for m in marks if one_line(content[m.start - start : m.end - start]) == m.text)
    return Sentence(number, start, int(text["End"]), content, right)


def _marks(mentions: pd.DataFrame) -> list[Mark]:
    return [
        Mark(*row)
        for row in mentions[["Start", "End", "Text", "EntityId"]].sort_values("Start").itertuples(index=False)
    ]
