"""A last name whose article has no full name -> the one person who owns it in other articles of the same weeks."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.resolution.entities import PERSON, Array
from pipeline.resolution.gender import DOCTOR, NONE, contradict, with_article
from pipeline.resolution.texts import among, distinct, rows_among

WEEKS = 8.0  # to either side
CLEARLY = 0.9  # share of the articles with a full name that fits which are one person's
MOSTLY = 0.5  # share in all articles: who is one of many with this name is not meant for one mention in these weeks
MORE = 0.7  # share where nobody is addressed: "Koch und Kimmich" are not who speaks these weeks
OFTEN = 3  # articles that must name this person, where the weeks say nothing


def days_of(dates: Sequence[str]) -> Array:
    """Days since 1970 of "YYYY-MM-DD" and of the middle of "YYYY-MM"; not a number for "" (float64)."""
    full = [f"{date}-15" if len(date) == len("YYYY-MM") else date for date in dates]
    days = np.array([date or "NaT" for date in full], dtype="datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.float64))


def owners(short: pd.DataFrame, full: pd.DataFrame, pairs: pd.DataFrame, gender: Array, days: Array) -> pd.DataFrame:
    """Who a last name stands for in an article without the full name: article, short, addressed, full, sorted.

    `short`: article, short, addressed (codes of gender.py); `full`: article, full, addressed; once each. `pairs`:
    short, full. `gender`: of each full name; `days`: of each article, nan if undated. A person owns a name in an
    article if of the articles that name somebody in full whom it fits, in gender too, CLEARLY most within WEEKS name
    this person, and MOSTLY those of all times, or MORE without an address; where there are none within WEEKS, or the
    article is undated, if there is but one such person in all articles, whom OFTEN articles name. A doctor's full name
    stands behind "Dr.", too.
    """
    candidates = with_article(short).assign(place=np.arange(len(short))).merge(pairs[["short", "full"]], on="short")
    other = contradict(candidates["gender"].to_numpy(), gender[candidates["full"].to_numpy()])
    doctors = full.loc[full["addressed"] == DOCTOR, "full"].unique()
    other |= ((candidates["addressed"] == DOCTOR) & ~candidates["full"].isin(doctors)).to_numpy()
    candidates = candidates[~other].reset_index(drop=True)
    full = distinct(full[["article", "full"]])
    candidates["all"] = np.bincount(full["full"], minlength=len(gender))[candidates["full"].to_numpy()]
    candidates["near"] = _near(candidates, full, days)
    place = candidates["place"].to_numpy()
    near, everywhere = (np.bincount(place, weights=candidates[name])[place] for name in ("near", "all"))
    bare = (candidates["addressed"] == NONE) & (candidates["gender"] == NONE)
    share = np.where(bare, MORE, MOSTLY)
    in_weeks = (near > 0) & (candidates["near"] >= CLEARLY * near) & (candidates["all"] >= share * everywhere)
    only = (near == 0) & (candidates["all"] == everywhere) & (candidates["all"] >= OFTEN)
    columns = ["article", "short", "addressed", "full"]
    return pd.DataFrame(candidates.loc[in_weeks | only, columns].sort_values(columns))


def without_namesakes(short: pd.DataFrame, names: pd.DataFrame, bases: pd.DataFrame) -> pd.DataFrame:
    """The rows (article, short, addressed) but those without an address whose article names something else that begins
    so: "Meyer" beside "Meyer Werft".

    `names`: article, base of all names; `bases`: as in units.Based.
    """
    texts = bases["form"].tolist()
    wanted = {texts[code]: code for code in short["short"].unique().tolist()}
    firsts = [text.replace("-", " ").partition(" ")[0] for text in texts]
    others = np.flatnonzero(bases["type"].to_numpy() != PERSON).tolist()
    begins = [(wanted[firsts[code]], code) for code in others if firsts[code] in wanted and firsts[code] != texts[code]]
    namesakes = pd.DataFrame(np.array(begins, dtype=np.int32).reshape(-1, 2), columns=["short", "base"])
    there = names.loc[among(names["base"].to_numpy(), namesakes["base"].to_numpy()), ["article", "base"]]
    there = distinct(there).merge(namesakes, on="base")[["article", "short"]]
    return short[(short["addressed"] != NONE).to_numpy() | ~rows_among(short[["article", "short"]], there)]


def _near(candidates: pd.DataFrame, named: pd.DataFrame, days: Array) -> Array:
    """How many articles name each candidate in full within WEEKS of the candidate's article."""
    span = 10.0**7  # more days than there are
    dated = named[~np.isnan(days[named["article"].to_numpy()])]
    keys = np.sort(dated["full"].to_numpy() * span + days[dated["article"].to_numpy()])
    middle = candidates["full"].to_numpy() * span + days[candidates["article"].to_numpy()]
    order = np.argsort(middle)  # what is looked for in its order is found sooner
    lowest, highest = middle[order] - WEEKS * 7, middle[order] + WEEKS * 7
    counts = np.empty(len(middle), dtype=np.int64)
    counts[order] = np.searchsorted(keys, highest, side="right") - np.searchsorted(keys, lowest, side="left")
    return np.where(np.isnan(middle), 0, counts)
