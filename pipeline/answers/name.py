"""What is known about one entity: its spellings, its partners by month, its sentences."""

from collections.abc import Hashable, Mapping
from pathlib import Path

import pandas as pd

from pipeline.answers.passages import find_passages, read_mentions
from pipeline.answers.records import Alias, Month, NameAnswer, Named, Partner
from pipeline.answers.strongest import strongest
from pipeline.tables.reading import read_rows
from pipeline.tables.schemas import ALIASES, COMENTIONS, COMENTIONS_BY_MONTH, ENTITIES, ENTITIES_BY_MONTH

_PARTNERS = 10
_MONTHS = 12
_BY_MONTH = 3  # partners of a month


def explain_name(output: Path, name: Named, most: int) -> NameAnswer:
    """All about an entity, with at most `most` of the sentences that mention it."""
    entity = read_rows(output, ENTITIES, [name.id]).iloc[0]
    mentions = read_mentions(output, [name.id])
    places = mentions[["ArticleId", "Sentence"]].drop_duplicates(ignore_index=True)
    places = places.assign(shared="sentence", passage=range(len(places)))
    pairs, months = read_rows(output, COMENTIONS, [name.id]), read_rows(output, ENTITIES_BY_MONTH, [name.id])
    return NameAnswer(
        name=name,
        articles=int(entity["Articles"]),
        mentions=int(entity["Mentions"]),
        first_month=entity["FirstMonth"],
        last_month=entity["LastMonth"],
        aliases=_aliases(output, name),
        partners=_partners(pairs, name),
        partners_total=len(pairs),
        months=_months(output, months, name),
        months_total=len(months),
        passages=find_passages(output, places, mentions, most),
    )


def _aliases(output: Path, name: Named) -> tuple[Alias, ...]:
    rows = read_rows(output, ALIASES, [name.id])[["Surface", "Kind", "Mentions", "Articles", "Rule"]]
    return tuple(Alias(*row) for row in rows.itertuples(index=False))


def _partners(pairs: pd.DataFrame, name: Named) -> tuple[Partner, ...]:
    rows = strongest(pairs, _PARTNERS)
    return tuple(
        Partner(_other(row, name), row["Articles"], row["Expected"], row["LogLikelihood"])
        for row in rows.to_dict("records")
    )


def _other(row: Mapping[Hashable, str], name: Named) -> Named:
    end = "Target" if row["Source"] == name.id else "Source"
    return Named(row[end], row[f"{end}Label"], row[f"{end}Type"])


def _months(output: Path, months: pd.DataFrame, name: Named) -> tuple[Month, ...]:
    """The newest months, with the partners of most articles."""
    own = months.sort_values("Month", ascending=False)[:_MONTHS]
    pairs = read_rows(output, COMENTIONS_BY_MONTH, [name.id])
    pairs["Partner"] = pairs["TargetLabel"].where(pairs["Source"] == name.id, pairs["SourceLabel"])
    pairs = pairs.sort_values(["Articles", "Sentences", "Partner"], ascending=[False, False, True])
    top = {month: rows[:_BY_MONTH] for month, rows in pairs.groupby("Month")}
    return tuple(
        Month(row["Month"], row["Articles"], row["Sentences"], _listed(top.get(row["Month"])))
        for row in own.to_dict("records")
    )


def _listed(pairs: pd.DataFrame | None) -> tuple[tuple[str, int], ...]:
    return () if pairs is None else tuple(zip(pairs["Partner"], pairs["Articles"].tolist(), strict=True))
