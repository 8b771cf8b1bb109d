"""Rules that need the article: rows of (article, form), vectorised."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from pipeline.resolution.acronyms import initials, is_acronym
from pipeline.resolution.entities import ORGANISATION, PERSON, PLACE, Array, once
from pipeline.resolution.gender import contradict
from pipeline.resolution.heads import head_at_end
from pipeline.resolution.lexicon import countries, given_names, is_of_country, known_type
from pipeline.resolution.texts import among, distinct, found_in, rows_among, which
from pipeline.resolution.transcription import without_article
from pipeline.resolution.usage import is_common_noun, is_known_name, surnames, word_counts

HOW = ("surname", "first name", "acronym", "short form", "initials")
SURNAME, FIRST_NAME, SHORT_FORM, INITIALS = map(HOW.index, ("surname", "first name", "short form", "initials"))
AFTER = 10**12  # makes every distance to a name behind greater than any to a name before

RIVAL = 3  # times as frequent a person with a given name is, at least, for another name not to be a full one
MORE_OFTEN = 3  # times as often the article names a person in full, to be meant wherever
BETTER_KNOWN = 2  # times as many articles name a person in full, to be meant rather than another of the same article
SEEN_AS_PERSON = 3  # at least every third mention of a surname is tagged as a person
SHORTEST = 4  # letters of a short form
WORLDWIDE = "International"
LEGAL_FORMS = ("AG", "ag", "SE", "KG", "GmbH", "gmbh", "mbH", "KGaA", "Aktiengesellschaft", "Inc", "Inc.", "Ltd",
               "Ltd.", "Limited", "Corp", "Corp.", "Corporation", "plc", "S.A.", "SA", "e.V.", "& Co",
               "& Co.")  # fmt: skip
LEGAL_FORM = re.compile(rf"(?:,? (?:{'|'.join(map(re.escape, LEGAL_FORMS))}))+$")
ADJECTIVAL = re.compile(r"(?:e|en|er|es|em|s)$")
# What belongs to the last name though it is a capital in some names: "Alexander Van der Bellen", "Marine Le Pen".
PARTICLE = re.compile("van|von|der|den|de|di|da|del|della|le|la|el|al|bin|ibn|zu|ten|ter|dos", re.IGNORECASE)

# Ordinary last names that are common nouns, too, besides those that usage.csv has.
NOUN_AND_SURNAME = frozenset(
    """Abend Acker Apfel Arm Ast Bäcker Berg Blatt Bogen Bruder Brücke Buche Bürger Butter Faust Feder Fisch
    Fleischer Förster Freitag Freund Frühling Funk Fuß Garten Gärtner Gast Geist Glück Hammer Händler Hase Haus Held
    Himmel Hof Holz Horn Hügel Hut Igel Jäger Käfer Kasten Kessel Klug Korn Krebs Kugel Lehrer Licht Liebe Mantel
    Marder Mauer Metzger Moor Morgen Nachbar Nadel Nebel Papst Pelz Regen Reich Ring Rock Salz Sand Schatz Schuh Segen
    Silber Sommer Sonntag Spatz Speck Stahl Star Stark Stiefel Strom Sturm Taube Teufel Trost Wagen Wald Weide Weise
    Weiß Wind Winter Wurzel Zucker""".split()  # noqa: SIM905 - a list of 100 would be 100 lines
)


def short_names(full: str) -> list[str]:
    """What a person may be called after the full name: the last name, with its particles and without.

    Of "Ursula von der Leyen": "Leyen", "der Leyen", "von der Leyen"; of "Marine Le Pen": "Pen", "Le Pen"; of "Muammar
    al-Gaddafi": "Gaddafi", "al-Gaddafi". A particle is a word in lower case or a PARTICLE, never the first word. What
    is short for a short name is so for the full.
    """
    words = full.split(" ")
    if len(words) <= len(("first", "last")):
        if words[-1][1:2] != "l":  # nor is there an article
            return words[-1:]
        return list(dict.fromkeys([without_article(full).rpartition(" ")[2], words[-1]]))
    start = len(words) - 1
    while start > 1 and (words[start - 1].islower() or PARTICLE.fullmatch(words[start - 1])):
        start -= 1
    return [" ".join(words[first:]) for first in range(len(words) - 1, start - 1, -1)]


def without_legal_form(name: str) -> str:
    """The name of a company without AG, GmbH and the like."""
    return LEGAL_FORM.sub("", name) if name.endswith(LEGAL_FORMS) else name


def short_form(name: str) -> str:
    """What an organisation of several words may be called for short: its name without the legal form or its country,
    "Liberale Partei Kanadas", or without what it is, "Kenon Holdings", or where, "Hansa Rostock"; "" where that could
    be anything, as of "Deutsche Bank" and "Think City".
    """
    bare = without_legal_form(name)
    first, *rest = bare.split(" ")
    if bare != name and rest:
        return bare
    if len(rest) > 1 and rest[-2] == "Partei" and is_of_country(rest[-1]):
        return bare.rpartition(" ")[0]
    unclear = len(first) < SHORTEST or not first[0].isupper() or ADJECTIVAL.search(first)
    if unclear or first in given_names() or first in word_counts() or known_type(first) >= 0:
        return ""
    placed = bool(rest) and all(word == WORLDWIDE or known_type(word) == PLACE for word in rest)
    return first if bare != name or placed or head_at_end(bare) == ORGANISATION else ""


def short_and_full(bases: pd.DataFrame) -> pd.DataFrame:
    """Short forms that occur, with every full name in the corpus that they may stand for: short, full (codes), how.

    `bases`: as in units.Based, by code. `how`: a position in HOW.
    """
    names = bases["form"].tolist()
    short: dict[str, list[int]] = {}
    for code in np.flatnonzero(_may_be_short(bases)).tolist():
        for key in _keys(names[code]):
            short.setdefault(key, []).append(code)
    is_person, is_organisation = (
        ((bases["type"] == type_) & (bases["mentions"] > 0)).tolist() for type_ in (PERSON, ORGANISATION)
    )
    pairs = dict.fromkeys(
        (code, full, HOW.index(how))
        for full, name in enumerate(names)
        if " " in name and (is_person[full] or is_organisation[full])
        for text, how in (_person_forms(name) if is_person[full] else _organisation_forms(name))
        for code in short.get(text, ())
        if code != full and _fits(how, names[code], name, is_organisation[code])
    )
    return pd.DataFrame(np.array(list(pairs), dtype=np.int32).reshape(-1, 3), columns=["short", "full", "how"])


def _keys(name: str) -> list[str]:
    """What a name is looked up by, whatever its letter case: "STRAUSS" may be Strauss or Strauß, which are two."""
    small = name.lower()
    return [small, small.replace("ss", "ß")] if name.isupper() and "ss" in small else [small]


def without_things(pairs: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """The pairs without initials that anything behind an article has, "die HDL". `names`: base, determined of each
    mention.
    """
    things = names["base"].to_numpy()[names["determined"].to_numpy()]
    initials_of_things = (pairs["how"].to_numpy() == INITIALS) & among(pairs["short"].to_numpy(), things)
    return pd.DataFrame(pairs[~initials_of_things])


def without_misread(pairs: pd.DataFrame, bases: pd.DataFrame) -> pd.DataFrame:
    """The pairs of short_and_full without what is no full name, though it looks like one: "Regime Merkel", "Söder
    Merkel" beside a far more frequent Angela Merkel, or a single "Söder Merkel" beside both.
    """
    short, full, how = (pairs[name].to_numpy() for name in ("short", "full", "how"))
    names, surname = bases["form"].tolist(), how == SURNAME
    given = which(full, names, begins_given)
    common = which(full, names, lambda name: is_common_noun(name.partition(" ")[0]))
    last_names = {names[code].lower() for code in short[surname & given].tolist()}
    also_last = which(full, names, lambda name: name.partition(" ")[0].lower().removesuffix("s") in last_names)
    mentions = bases["mentions"].to_numpy()
    rival = np.zeros(len(bases), dtype=np.int64)
    np.maximum.at(rival, short[surname & given], mentions[full[surname & given]])
    misread = ~given & np.where(surname, common | also_last, (how == FIRST_NAME) & also_last)
    outdone = rival[short] >= np.where(surname & also_last & (mentions[full] == 1), 1, RIVAL * mentions[full])
    return pd.DataFrame(pairs[~(misread & outdone)])


def begins_given(name: str) -> bool:
    """Whether a name has a given name in front, "Frank-Walter Steinmeier"."""
    return name.partition(" ")[0].partition("-")[0] in given_names()


def without_genitives(pairs: pd.DataFrame, bases: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """The pairs without what begins with a genitive: "Habecks Gas" is nobody whose first name is Habeck, nor is "Robert
    Habecks Gas" called Gas, if all articles that have it name a Habeck, too. `names`: article, base of all names.
    """
    texts = bases["form"].tolist()
    owners = defaultdict[str, list[int]](list)
    for code in np.flatnonzero((bases["type"] == PERSON) & (bases["mentions"] > 0)).tolist():
        if (" " in texts[code]) == begins_given(texts[code]):
            owners[texts[code].rpartition(" ")[2].lower()].append(code)
    full = pairs["full"].unique().tolist()
    owned = [(code, owner) for code in full for owner in owners.get(_owner(texts[code], owners), ())]
    links = pd.DataFrame(np.array(owned, dtype=np.int32).reshape(-1, 2), columns=["full", "base"])
    there = distinct(names.loc[among(names["base"].to_numpy(), links.to_numpy().ravel()), ["article", "base"]])
    places = there.rename(columns={"base": "full"}).merge(links, on="full")
    named = rows_among(places[["article", "base"]], there)
    every, with_owner = (
        np.bincount(distinct(some[["article", "full"]])["full"], minlength=len(bases))
        for some in (places, places[named])
    )
    return pd.DataFrame(pairs[~((every > 0) & (every == with_owner))[pairs["full"].to_numpy()]])


def _owner(name: str, last_names: Collection[str]) -> str:
    """The last name of another person, in small letters, whose genitive is the last word but one, "Putins Günstlinge",
    with a given name before it, "Matteo Salvinis Lega", or not; else "".
    """
    *given, owner, _ = name.split(" ")
    small = owner.lower()
    if not owner.endswith("s") or small[:-1] not in last_names or small in last_names:
        return ""
    is_owner = given[0] in given_names() if given else owner not in given_names()
    return small[:-1] if is_owner else ""


def _organisation_forms(name: str) -> list[tuple[str, str]]:
    short = short_form(name)
    return [(initials(name).lower(), "acronym"), *([(short.lower(), "short form")] if short else [])]


def _fits(how: str, short: str, full: str, is_organisation: bool) -> bool:  # noqa: FBT001 - a column of the bases
    if how == "acronym":
        return is_organisation and is_acronym(short)
    if how == "initials":
        return is_acronym(short) and known_type(short) < 0
    *words, last = full.split(" ")
    if how in ("surname", "first name") and is_common_noun(last) and not _may_end_in_a_noun(words):
        return False
    return how in ("surname", "short form") or (known_type(short) < 0 and not is_common_noun(short))


def _may_end_in_a_noun(before: list[str]) -> bool:
    """Whether what stands before a noun makes it a last name: "Beatrix von Storch", but not "Verdis Oper"."""
    named = all(word in given_names() or word.endswith(".") for word in before)
    return named or PARTICLE.fullmatch(before[-1]) is not None


def _may_be_short(bases: pd.DataFrame) -> Array:
    """Forms that may be somebody's last name or an acronym: what is mostly something else is neither."""
    may_be = (SEEN_AS_PERSON * bases["PER"] >= bases["mentions"].clip(lower=1)) | (bases["type"] == ORGANISATION)
    found, rest = may_be.to_numpy().copy(), np.flatnonzero(~may_be)
    found[rest] = [_is_unknown(form) for form in bases["form"].iloc[rest]]
    return found


def _is_unknown(form: str) -> bool:
    return not (is_common_noun(form) or is_known_name(form) or known_type(form) >= 0)


def _person_forms(name: str) -> list[tuple[str, str]]:
    """What a person may be called for short, and how."""
    if name.rpartition(" ")[2] in countries():  # "Putins Russland"
        return []
    forms = [(key, "surname") for short in short_names(name) for key in _keys(short)]
    acronyms = [(short.lower(), "initials") for short in _initials(name)] if begins_given(name) else []
    return [*forms, (name.split(" ", 1)[0].lower(), "first name"), *acronyms]


def _initials(full: str) -> set[str]:
    """The initials that a person of three or more names may be called by: "JFK", "AKK"."""
    words = re.split("[ -]", full)
    return {short for short in ("".join(word[:1] for word in words), initials(" ".join(words))) if len(short) > 2}  # noqa: PLR2004 - two letters are anything


def lead_to_full(rows: pd.DataFrame, pairs: pd.DataFrame, gender: Array) -> pd.DataFrame:
    """Which full name of its article each short mention stands for: row (position in `rows`), full, how.

    `rows`: article, base (code), start, addressed, related, one per mention, sorted by article and start. `pairs`: of
    short_and_full. `gender`: of each base; "Herr Middleton" is not Kate. A last name goes before a first name; a first
    name or a short form needs the full one before it. Where several people of the article fit, it is the one named last
    before, else the one named first after. Before that, who is named only as somebody's relative comes last, then who
    is far less known. A full name is nobody's short name in its article: "Leyen" goes to Ursula, not to "von der
    Leyen".
    """
    base, article = rows["base"].to_numpy(), rows["article"].to_numpy()
    is_short, is_full = (among(base, pairs[name].to_numpy()) for name in ("short", "full"))
    both = among(article, article[is_short]) & among(article, article[is_full])  # articles with one of each kind
    size = max(len(gender), 1)
    key = article.astype(np.int64) * size + base  # one number for both
    rows = rows[["start", "addressed", "related"]].assign(key=key, row=np.arange(len(rows)))
    there, candidates = rows[is_full & both], rows[is_short & both].drop(columns="related")
    owned = _places(there, np.bincount(once(key[is_full]) % size, minlength=size), size).merge(pairs, on="full")
    owned["key"] = owned["place"] - owned["full"] + owned["short"]
    owned = owned[found_in(owned["key"].to_numpy(), candidates["key"].to_numpy())]
    weak = owned["how"].isin([FIRST_NAME, SHORT_FORM]).to_numpy()
    surnames = owned["key"].to_numpy()[~weak]
    is_short, has_surname = (found_in(owned[name].to_numpy(), surnames) for name in ("place", "key"))
    owned = owned[~is_short & ~(weak & has_surname)]
    candidates = candidates.merge(owned.drop(columns="short"), on="key").drop(columns="key")
    other = contradict(candidates["addressed"].to_numpy(), gender[candidates["full"].to_numpy()])
    other &= candidates["how"].isin([SURNAME, FIRST_NAME]).to_numpy()
    return _nearest(pd.DataFrame(candidates[~other]), there.rename(columns={"key": "place"}))


def _places(there: pd.DataFrame, known: Array, size: int) -> pd.DataFrame:
    """The full names of each article, in the order of `there`: place (a number for both, as `key` in `there`), full,
    related (whether it is but a relative's there), times (that the article names it), known (to how many articles).
    """
    keys, unrelated = np.sort(there["key"].to_numpy()), there["key"].to_numpy()[~there["related"].to_numpy(bool)]
    places = pd.unique(there["key"].to_numpy())
    times = np.searchsorted(keys, places, side="right") - np.searchsorted(keys, places)
    full, related = places % size, ~found_in(places, unrelated)
    return pd.DataFrame({"place": places, "full": full, "related": related, "times": times, "known": known[full]})


def _nearest(candidates: pd.DataFrame, there: pd.DataFrame) -> pd.DataFrame:
    """Of the full names that a row may go to, the one mentioned last before it, else the one mentioned first after;
    none that is but somebody's relative, nor whom far fewer articles name, and this one no more often, nor whom this
    one names far less often, where there is another.

    `place` in both: a number for the article and the full name.
    """
    candidates, there = candidates.sort_values("start", kind="stable"), there.sort_values("start", kind="stable")
    there = there[["place", "start"]].assign(at=there["start"])
    before = pd.merge_asof(candidates, there, on="start", by="place", direction="backward")
    after = pd.merge_asof(candidates, there, on="start", by="place", direction="forward")
    gap = np.where(before["at"].notna(), before["start"] - before["at"], AFTER + after["at"] - after["start"])
    named_before = before["at"].notna() | ~before["how"].isin([FIRST_NAME, SHORT_FORM])
    ranked = before.assign(gap=gap)[named_before]
    ranked = ranked.assign(lesser=_lesser(ranked))
    ranked = ranked.sort_values(["row", "related", "lesser", "gap", "full"]).drop_duplicates("row")
    return pd.DataFrame(ranked[["row", "full", "how"]])


def _lesser(ranked: pd.DataFrame) -> Array:
    """Which candidates are named in full far less often in the article than another for this row; or, for a surname,
    are far less known than the best known one, whom the article names as often at least: row, related, known, times,
    how.
    """
    best = ranked.sort_values(["row", "related", "known"], ascending=[True, True, False]).drop_duplicates("row")
    known, times = (ranked["row"].map(best.set_index("row")[name]).to_numpy() for name in ("known", "times"))
    lesser = (BETTER_KNOWN * ranked["known"].to_numpy() <= known) & (ranked["times"].to_numpy() <= times)
    lesser &= (ranked["how"] == SURNAME).to_numpy()
    most = ranked.groupby("row")["times"].transform("max").to_numpy()
    return np.asarray(lesser | (MORE_OFTEN * ranked["times"].to_numpy() <= most))


def families(names: pd.DataFrame, texts: Sequence[str], forms: Sequence[str]) -> dict[int, str]:
    """First names that share the last name of the next mention, "Kate und William Middleton": row -> "Kate Middleton".

    `names`: article, start, end, form, before, type, all codes; sorted by article and start.
    """
    and_ = np.array([text in ("und ", "& ") for text in texts], dtype=bool)
    article, start, end, form, before, type_ = (
        names[name].to_numpy() for name in ("article", "start", "end", "form", "before", "type")
    )
    pair = and_[before[1:]] & (article[1:] == article[:-1]) & (type_[1:] == PERSON)
    found = {}
    for row in np.flatnonzero(pair & (start[1:] - end[:-1] <= len(" und "))).tolist():
        first, full = forms[form[row]], forms[form[row + 1]]
        if " " not in first and _is_given(first) and full.split(" ", 1)[0] in given_names() and " " in full:
            last = short_names(full)[-1]
            if _may_be_surname(last):
                found[row] = f"{first} {last}"
    return found


def _may_be_surname(word: str) -> bool:
    """Whether a word is no common noun, as in "Thekla und Kurt Unrecht tun", or a last name, too."""
    return not is_common_noun(word) or word in NOUN_AND_SURNAME or word in surnames()


def _is_given(name: str) -> bool:
    """Whether a name is a given name, also in an old spelling: "Hertha" is Herta."""
    return name in given_names() or name.replace("th", "t") in given_names()
