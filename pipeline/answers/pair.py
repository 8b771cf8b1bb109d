"""What is known about a pair: its figures, and every article that counts for it with its sentences."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from pipeline.answers.passages import find_passages, read_mentions, read_settings
from pipeline.answers.records import Named, PairAnswer
from pipeline.comentions import pick_evidence
from pipeline.settings import Settings
from pipeline.tables.reading import read_rows
from pipeline.tables.schemas import COMENTIONS

_SHARED = ("sentence", "paragraph", "article")


def explain_pair(output: Path, names: Sequence[Named], most: int) -> PairAnswer:
    """Figures of two entities and at most `most` passages: of each article with both, the sentences with both; where
    it has none, the two nearest ones, as evidence.csv picks them.
    """
    settings = read_settings(output)
    one, other = sorted(names, key=lambda name: name.id)
    counted = _count(settings)
    mentions = read_mentions(output, [one.id, other.id])
    mentions = mentions[(mentions["Reason"] == "") & mentions["Kind"].isin(counted)]
    places = _places(mentions, one, counted)
    figures = _figures(output, one, other)
    passages = find_passages(output, places, mentions, most)
    return PairAnswer((one, other), figures, passages, "" if figures else _why_none(len(places)))


def _count(settings: dict[str, object]) -> tuple[str, ...]:
    kinds = settings.get("count")
    return tuple(map(str, kinds)) if isinstance(kinds, list) else Settings.count


def _figures(output: Path, one: Named, other: Named) -> dict[str, int | float | str]:
    """The pair's row of comentions.csv."""
    rows = read_rows(output, COMENTIONS, [one.id])
    rows = rows[(rows["Source"] == one.id) & (rows["Target"] == other.id)]
    return {str(name): value for row in rows.to_dict("records") for name, value in row.items()}


def _why_none(places: int) -> str:
    if places:
        return (
            f"The pair is not in {COMENTIONS.file}: pairs in so few articles were left out (min-articles, or too many)."
        )
    return "No article that counts mentions both."


def _places(mentions: pd.DataFrame, one: Named, counted: tuple[str, ...]) -> pd.DataFrame:
    """The passages of a pair as find_passages() takes them: sentences with both first, newest first."""
    mentions = mentions.assign(article=pd.factorize(mentions["ArticleId"])[0])
    both = mentions.groupby("article")["EntityId"].transform("nunique") > 1
    mentions = mentions[both]
    sentences = mentions.groupby(["article", "Sentence"])["EntityId"].nunique()
    together = sentences[sentences > 1].reset_index()[["article", "Sentence"]].assign(shared=_SHARED[0])
    apart = _nearest(mentions[~mentions["article"].isin(together["article"])], one, counted)
    together["passage"], apart["passage"] = range(len(together)), apart["passage"] + len(together)
    ids = mentions.drop_duplicates("article").set_index("article")["ArticleId"]
    places = pd.concat([together, apart], ignore_index=True)
    return places.assign(ArticleId=places["article"].map(ids).astype("str"))


def _nearest(mentions: pd.DataFrame, one: Named, counted: tuple[str, ...]) -> pd.DataFrame:
    """Of articles in which no sentence has both, the two nearest: article, Sentence, shared, passage."""
    columns = mentions.rename(columns=str.lower).assign(entity=(mentions["EntityId"] != one.id).astype(int))
    number, distinct = pd.factorize(columns["article"])
    dates = mentions.drop_duplicates("article")["Date"].tolist()
    pair = (
        pd.DataFrame({"source": [0], "target": [1]})
        if len(distinct)
        else pd.DataFrame({"source": [], "target": []}, dtype=int)
    )
    found = pick_evidence(columns.assign(article=number), dates, pair, Settings(evidence=len(distinct), count=counted))
    found = found.assign(article=distinct[found["article"]], Sentence=found["sentence"])
    paragraphs = mentions.drop_duplicates(["article", "Sentence"])[["article", "Sentence", "Paragraph"]]
    found = found.merge(paragraphs, on=["article", "Sentence"], how="left")
    same = found.groupby("article")["Paragraph"].transform("nunique").eq(1)
    return pd.DataFrame(
        {
            "article": found["article"],
            "Sentence": found["Sentence"],
            "shared": same.map({True: _SHARED[1], False: _SHARED[2]}),
            "passage": pd.factorize(found["article"])[0],
        }
    )
