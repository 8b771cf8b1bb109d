"""A last name whose article has no full name -> the one person who owns it in other articles of the same weeks."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.resolution.entities import Array

WEEKS = 8.0  # to either side
CLEARLY = 0.9  # share of the articles with a full name that fits which are one person's
MOSTLY = 0.5  # share in all articles: who is one of many with this name is not meant for one mention in these weeks
OFTEN = 3  # articles that must name this person, where the weeks say nothing


def days_of(dates: Sequence[str]) -> Array:
    """Days since 1970 of "YYYY-MM-DD" and of the middle of "YYYY-MM"; not a number for "" (float64)."""
    full = [f"{date}-15" if len(date) == len("YYYY-MM") else date for date in dates]
    days = np.array([date or "NaT" for date in full], dtype="datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.float64))


def owners(rows: pd.DataFrame, pairs: pd.DataFrame, days: Array) -> pd.DataFrame:
    """Who a last name stands for in an article without the full name: article, short, full, sorted.

    `rows`: article, base of names, once each. `pairs`: short, full. `days`: of each article, nan if undated. A person
    owns a name in an article if of the articles that name somebody in full whom it fits, CLEARLY most within WEEKS name
    this person, and MOSTLY those of all times; where there are none within WEEKS, or the article is undated, if there
    is but one such person in all articles, whom OFTEN articles name.
    """
    lone = rows[rows["base"].isin(pairs["short"].unique())].rename(columns={"base": "short"})
    named = rows[rows["base"].isin(pairs["full"].unique())].rename(columns={"base": "full"})
    candidates = lone.merge(pairs[["short", "full"]], on="short")
    overall = named["full"].value_counts()
    candidates["all"] = candidates["full"].map(overall).fillna(0).astype(np.int64)
    candidates["near"] = _near(candidates, named, days)
    groups = candidates.groupby(["article", "short"])
    near, everywhere = groups["near"].transform("sum"), groups["all"].transform("sum")
    in_weeks = (near > 0) & (candidates["near"] >= CLEARLY * near) & (candidates["all"] >= MOSTLY * everywhere)
    only = (near == 0) & (candidates["all"] == everywhere) & (candidates["all"] >= OFTEN)
    return candidates[in_weeks | only].sort_values(["article", "short"])[["article", "short", "full"]]


def _near(candidates: pd.DataFrame, named: pd.DataFrame, days: Array) -> Array:
    """How many articles name each candidate in full within WEEKS of the candidate's article."""
    span = 10.0**7  # more days than there are
    dated = named[~np.isnan(days[named["article"].to_numpy()])]
    keys = np.sort(dated["full"].to_numpy() * span + days[dated["article"].to_numpy()])
    middle = candidates["full"].to_numpy() * span + days[candidates["article"].to_numpy()]
    lowest, highest = middle - WEEKS * 7, middle + WEEKS * 7
    counts = np.searchsorted(keys, highest, side="right") - np.searchsorted(keys, lowest, side="left")
    return np.where(np.isnan(middle), 0, counts)
