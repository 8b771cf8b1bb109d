"""An article with its names."""

from pathlib import Path

import pandas as pd

from pipeline.answers.passages import entries
from pipeline.answers.records import ArticleView, Named, Shown
from pipeline.errors import LockedError, TablesError, UsageError
from pipeline.store import store_path, stored_texts
from pipeline.tables.reading import read_rows, read_table, steadily
from pipeline.tables.schemas import ALIASES, ARTICLES, MENTIONS

_LISTED = 10


def show(output: Path, typed: str) -> ArticleView:
    """The article with this ArticleId, or with this in it; its text is taken from the store.

    UsageError where several articles are meant or none, TablesError where there is no text, LockedError where a run
    has the store in use.
    """
    return steadily(output, lambda: _show(output, typed))


def _show(output: Path, typed: str) -> ArticleView:
    article = _find(read_table(output, ARTICLES, ("ArticleId", "Date", "Title", "Status", "Reason")), typed)
    name = article["ArticleId"]
    if article["Status"] != "ok":
        raise TablesError(f"{name} was skipped: {article['Reason']}. Mend the article and run again.")
    kept, _ = entries(output, [name])
    entry = kept.get(name)
    try:
        text = stored_texts(store_path(output), [entry.digest]).get(entry.digest) if entry else None
    except LockedError as error:
        raise LockedError(
            "A run is at work and has the store with the texts in use: try again when it is done."
        ) from error
    if entry is None or text is None:
        raise TablesError(f"The store in {output} does not have the text of {name}: run again on the same output.")
    return ArticleView(name, article["Date"], article["Title"], entry.start, text, _marks(output, name))


def _find(articles: pd.DataFrame, typed: str) -> "pd.Series[str]":
    """The row of the article that is meant."""
    ids, wanted = articles["ArticleId"].str.casefold(), typed.strip().casefold()
    masks = (articles["ArticleId"] == typed, ids == wanted, ids.str.contains(wanted, regex=False))
    hits = next((articles[mask] for mask in masks if mask.any()), articles[:0])
    if len(hits) == 1:
        return hits.iloc[0]
    if hits.empty:
        raise UsageError(f'There is no article "{typed}": name one by its ArticleId in articles.csv, or a part of it.')
    more = [f"  and {len(hits) - _LISTED:,} more"] * (len(hits) > _LISTED)
    lines = [
        f"  {' '.join(filter(None, row))}"
        for row in hits[["ArticleId", "Date", "Title"]][:_LISTED].itertuples(index=False, name=None)
    ]
    raise UsageError("\n".join((f'"{typed}" is in the ids of {len(hits):,} articles. Give more of it:', *lines, *more)))


def _marks(output: Path, article: str) -> tuple[Shown, ...]:
    """The mentions, by their start; of two that begin alike the longer one first."""
    mentions = read_rows(output, MENTIONS, [article])
    mentions = mentions[mentions["ArticleId"] == article]
    rules = read_rows(output, ALIASES, mentions["EntityId"].unique().tolist())
    rules = rules.rename(columns={"Surface": "Text"})[["EntityId", "Text", "Kind", "Rule"]]
    key = ["EntityId", "Text", "Kind"]
    mentions = mentions.astype({"Kind": "str", "Type": "str"}).merge(rules.astype({"Kind": "str"}), on=key, how="left")
    rows = mentions.sort_values(["Start", "End"], ascending=[True, False]).to_dict("records")
    names = [Named(row["EntityId"], row["Entity"], row["Type"]) for row in rows]
    return tuple(
        Shown(row["Start"], row["End"], row["Text"], row["Kind"], row["Rule"], name)
        for row, name in zip(rows, names, strict=True)
    )
