"""Where a name begins and ends, where the model's marks are too short or too long.

"Ratko [Mladić]", "[Frank-Jürgen] Weise", "Amtsgericht [Berlin]", "[Strafgerichtshof für das ehemalige] [Jugoslawien]"
are made whole; "[Drogerie-Kette Schlecker]" is cut to the name.
"""

import re

import numpy as np
import pandas as pd

from pipeline.resolution.derived import derived_bases
from pipeline.resolution.entities import ORGANISATION, PERSON, PLACE, Array
from pipeline.resolution.heads import head_at_end
from pipeline.resolution.lexicon import (
    begins_known,
    derived_words,
    given_names,
    inhabitants,
    is_of_country,
    known_type,
    places,
)
from pipeline.resolution.local import LOCAL
from pipeline.resolution.parting import part
from pipeline.resolution.texts import doubled, followed_by, lengths, rows_among, used, where, which, with_codes
from pipeline.resolution.titles import DISTRICT, title_length
from pipeline.resolution.units import DERIVED, NAME, PART
from pipeline.resolution.usage import is_common_noun
from pipeline.settings import TYPES

# What with the place behind it is one organisation.
INSTITUTION = re.compile(
    r"(?:(?!Bundes|Ehren|Leib|National|Präsidenten|Reichs)[A-ZÄÖÜ][a-zäöüß]*(?:amt(?:e?s)?|behörde|gericht(?:e?s)?"
    r"|institut(?:e?s)?)|LKA|(?:Generals|S)taatsanwaltschaft|Polizei(?:präsidiums?|direktion|inspektion)"
    r"|Kriminalpolizei|Feuerwehr|Stadtrats?|Stadtverwaltung|Landtags?|Stadtwerken?|Sparkasse|Volksbank|Handelskammer"
    r"|(?:Handwerks|Ärzte)kammer|Volkshochschule|(?:\w+-)?Universität|(?:Fach)?[Hh]ochschule"
    r"|(?:Universitäts)?[Kk]linikum(?:s)?|(?:Erz)?[Bb]istum(?:s)?|(?:Erz)?[Dd]iözese|[1-9]\. FC|[AFHSE]C|[AFHRS]?SV"
    r"|E?HC|ERC|AS|BC|FSV|HSG|MTV|SG|SpVgg|TSG|TSV|TuS|TV|VfB|VfL|VfR|RB)"
)
OFFICE = re.compile(r"(?:amt(?:e?s)?|behörde|gericht(?:e?s)?|institut(?:e?s)?) $")
# What with the place behind it is another place.
AREA = re.compile(r"(?:Flughafens?|(?:Land)?[Kk]reis(?:es)?|JVA|Justizvollzugsanstalt) ")
# Adjectives that are the beginning of an organisation's name where they are capitalised before it.
BEGINNING = re.compile(
    r"(?:Allgemein|Christlich|Demokratisch|Evangelisch|Freiwillig|Islamisch|Katholisch|Kommunistisch|Königlich|National"
    r"|International|Oberst|Öffentlich|Sozialdemokratisch|Sozialistisch|Staatlich|Städtisch|Unabhängig|Vereinigt"
    r"|Zentral(?=e[nrms]))(?:e|en|er|em|es) "
)
OFFICIAL = re.compile(r"(?!US-)[A-ZÄÖÜ].*isch(?:e|en|er|em|es)")
DISTRICTS = frozenset(f"{word} " for word in DISTRICT)
ARTICLES = frozenset(("der ", "die ", "das ", "den ", "dem ", "des "))
SONS = ("Ben ", "Bin ", "ben ", "bin ", "Ibn ", "ibn ")
LAMAS = frozenset(("Dalai", "Pantschen"))


def mend_spans(mentions: pd.DataFrame, texts: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """The mentions with their right bounds, and the texts with the new ones.

    `mentions`: article, start, end, surface, before, after (codes into `texts`), kind, type; sorted by article, start.
    Kind and type come back as codes.
    """
    rows = mentions.assign(kind=mentions["kind"].cat.codes, type=mentions["type"].cat.codes)
    rows, texts = _join(rows, texts, _halves(rows, texts), " ")
    rows, texts = _join(rows, texts, _parties(rows, texts), " ")
    rows, texts = _join(rows, texts, _states(rows, texts), " von ")
    rows, texts = _join(rows, texts, _sons(rows, texts), " ")
    rows, texts = _join(rows, texts, *_known_halves(rows, texts))
    rows, texts = _join(rows, texts, _known_neighbours(rows, texts), " ")
    rows, texts = _join(rows, texts, _rivers(rows, texts), " (", ")")
    rows, texts = _cut_titles(rows, texts)
    rows, texts = _cut_adjectives(rows, texts)
    rows, texts = _extend_known(rows, texts)
    rows, texts = _complete(rows, texts)
    rows, texts = _extend_named(rows, texts)
    rows = _of_towns(rows, texts)
    before = 0
    while before < len(rows):  # of three names, the last two are parted the second time
        before = len(rows)
        rows, texts = part(rows, texts)
    return rows, texts


def _of_towns(rows: pd.DataFrame, texts: list[str]) -> pd.DataFrame:
    """What is made of a town's name with -er and stands before a noun is derived, "[Bagdader] Krankenhäusern", and so
    is who lives in a state, "Tschechin".
    """
    name = (rows["kind"].to_numpy() == NAME) & (rows["type"].to_numpy() == PLACE)
    before_noun = name & which(rows["after"].to_numpy(), texts, bool)
    derived = where(before_noun, rows["surface"].to_numpy(), texts, _is_of_town)
    derived |= where(name, rows["surface"].to_numpy(), texts, inhabitants().__contains__)
    return rows.assign(kind=np.where(derived, np.int8(DERIVED), rows["kind"].to_numpy()))


def _is_of_town(text: str) -> bool:
    base = derived_bases([text], places().__contains__).get(text, "") if text.endswith("er") else ""
    return base in places() and known_type(text) < 0


def _halves(rows: pd.DataFrame, texts: list[str]) -> Array:
    """Names of organisations that end in a small word, with a name right behind them."""
    followed = followed_by(rows, " ") & (rows["type"].to_numpy() == ORGANISATION)
    return np.flatnonzero(where(followed, rows["surface"].to_numpy(), texts, _ends_small))


def _parties(rows: pd.DataFrame, texts: list[str]) -> Array:
    """Names of parties with their country right behind them: "Kommunistische Partei [Frankreichs]"."""
    surface, place = rows["surface"].to_numpy(), rows["type"].to_numpy() == PLACE
    followed = followed_by(rows, " ") & (rows["type"].to_numpy() == ORGANISATION)
    followed[:-1] &= (place & (rows["kind"].to_numpy() == NAME))[1:]
    parties = np.flatnonzero(where(followed, surface, texts, lambda text: text.endswith(" Partei")))
    return parties[which(surface[parties + 1], texts, is_of_country)]


def _states(rows: pd.DataFrame, texts: list[str]) -> Array:
    """States of a continent: "Vereinigte Staaten von [Amerika]", which those of Europe are not."""
    named = rows["kind"].to_numpy() == NAME
    place = named & (rows["type"].to_numpy() == PLACE)
    followed = followed_by(rows, " von ") & named
    followed[:-1] &= (place & which(rows["before"].to_numpy(), texts, lambda text: text == "von "))[1:]
    return np.flatnonzero(where(followed, rows["surface"].to_numpy(), texts, lambda text: text.endswith(" Staaten")))


def _sons(rows: pd.DataFrame, texts: list[str]) -> Array:
    """Arabic and Hebrew names in two halves, "Zine el-Abidine [Ben Ali]"."""
    surface, person = rows["surface"].to_numpy(), rows["type"].to_numpy() == PERSON
    followed = followed_by(rows, " ") & person & (rows["kind"].to_numpy() == NAME)
    followed[:-1] &= person[1:]
    first = np.flatnonzero(followed)
    return first[which(surface[first + 1], texts, lambda text: text.startswith(SONS))]


def _known_halves(rows: pd.DataFrame, texts: list[str]) -> tuple[Array, str]:
    """Halves of Bündnis 90/Die Grünen, the one well-known name that a slash parts."""
    followed, surface = followed_by(rows, "/Die "), rows["surface"].to_numpy()
    first = np.flatnonzero(where(followed, surface, texts, lambda text: text == "Bündnis 90"))
    return first[which(surface[first + 1], texts, lambda text: text in {"Grünen", "Grüne"})], "/Die "


def _known_neighbours(rows: pd.DataFrame, texts: list[str]) -> Array:
    """Names right behind each other that are one known organisation: "[Bayern] [München]"."""
    surface, name = rows["surface"].to_numpy(), rows["kind"].to_numpy() == NAME
    followed = followed_by(rows, " ") & name
    followed[:-1] &= name[1:]
    first = np.flatnonzero(where(followed, surface, texts, begins_known))
    pairs = zip(surface[first].tolist(), surface[first + 1].tolist(), strict=True)
    known = [known_type(f"{texts[a]} {texts[b]}") == ORGANISATION for a, b in pairs]
    first = first[np.array(known, dtype=bool)]
    return np.asarray(first[np.append(True, np.diff(first) > 1)[: len(first)]])


def _rivers(rows: pd.DataFrame, texts: list[str]) -> Array:
    """Towns with their river: "[Halle] ([Saale])"."""
    surface, place = rows["surface"].to_numpy(), rows["type"].to_numpy() == PLACE
    followed = followed_by(rows, " (") & place
    followed[:-1] &= (place & which(rows["before"].to_numpy(), texts, lambda text: text == "("))[1:]
    first = np.flatnonzero(followed)
    pairs = zip(surface[first].tolist(), surface[first + 1].tolist(), strict=True)
    known = [known_type(f"{texts[a]} ({texts[b]})") == PLACE for a, b in pairs]
    return np.asarray(first[np.array(known, dtype=bool)])


def _join(
    rows: pd.DataFrame, texts: list[str], first: Array, between: str, behind: str = ""
) -> tuple[pd.DataFrame, list[str]]:
    """These mentions, each as one with the next and with what stands behind that."""
    if not len(first):
        return rows, texts
    surface, end, after = (rows[name].to_numpy().copy() for name in ("surface", "end", "after"))
    pairs = [f"{texts[surface[row]]}{between}{texts[surface[row + 1]]}{behind}" for row in first.tolist()]
    surface[first], texts = with_codes(pairs, texts)
    end[first], after[first] = end[first + 1] + len(behind), after[first + 1]
    joined = rows.assign(surface=surface, end=end, after=after)
    return joined.drop(index=rows.index[first + 1]).reset_index(drop=True), texts


def _ends_small(text: str) -> bool:
    return " " in text and text.rsplit(" ", 1)[1].islower()


def _cut_titles(rows: pd.DataFrame, texts: list[str]) -> tuple[pd.DataFrame, list[str]]:
    key = rows["surface"].to_numpy(np.int64) * len(TYPES) + rows["type"].to_numpy()
    titles = np.zeros(len(texts) * len(TYPES), dtype=np.int64)
    unique = used(key, len(titles))
    titles[unique] = [title_length(texts[number // len(TYPES)], number % len(TYPES)) for number in unique.tolist()]
    length = titles[key]
    cut = np.flatnonzero((length > 0) & (rows["kind"].to_numpy() == NAME))
    if not len(cut):
        return rows, texts
    surface, before, start = (rows[name].to_numpy().copy() for name in ("surface", "before", "start"))
    whole = [(texts[code], size) for code, size in zip(surface[cut].tolist(), length[cut].tolist(), strict=True)]
    start[cut] += length[cut]
    before[cut], texts = with_codes([text[:size].rsplit(" ", 2)[-2] + " " for text, size in whole], texts)
    surface[cut], texts = with_codes([text[size:] for text, size in whole], texts)
    return rows.assign(surface=surface, before=before, start=start), texts


def _cut_adjectives(rows: pd.DataFrame, texts: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """The mentions with a place's adjective in front as two: "[niedersächsischen] [Landtag]"."""
    name = (rows["kind"].to_numpy() == NAME) & (rows["type"].to_numpy() == ORGANISATION)
    two = where(name, rows["surface"].to_numpy(), texts, _begins_derived)
    if not two.any():
        return rows, texts
    rows, first = doubled(rows, two)
    surface, before, after, start, end, kind, type_ = (
        rows[column].to_numpy().copy() for column in ("surface", "before", "after", "start", "end", "kind", "type")
    )
    pairs = [texts[code].split(" ", 1) for code in surface[first].tolist()]
    new = [text for one, rest in pairs for text in (one, rest, f"{one} ", "")]
    codes, texts = with_codes(new, texts)
    surface[first], surface[first + 1], before[first + 1], after[first] = codes.reshape(-1, 4).T
    end[first] = start[first] + [len(one) for one, _ in pairs]
    start[first + 1] = end[first] + 1
    kind[first], type_[first] = DERIVED, PLACE
    return rows.assign(surface=surface, before=before, after=after, start=start, end=end, kind=kind, type=type_), texts


def _begins_derived(text: str) -> bool:
    first, _, rest = text.partition(" ")
    derived = first.islower() and rest[:1].isupper() and first in derived_words()
    return derived and (rest in LOCAL or known_type(f"{text[0].upper()}{text[1:]}") < 0)


def _extend_known(rows: pd.DataFrame, texts: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """A mention that is a known name together with the word before or behind it becomes this name.

    "Gewerkschaft [Deutscher Lokomotivführer]", "[Berliner] Verkehrsbetriebe". So does a part with what follows in its
    compound: "[EU]-Kommission".
    """
    surface, before, after, kind = (rows[name].to_numpy() for name in ("surface", "before", "after", "kind"))
    in_front = _alone(rows, texts, _known_pairs(before, surface, texts) & (kind == NAME))
    article = in_front & which(before, texts, lambda text: text.lower() in ARTICLES)
    in_front[article] = ~which(surface[article], texts, lambda text: known_type(text) >= 0)
    behind = _known_pairs(surface, after, texts) & ~in_front
    behind &= (kind != PART) | which(after, texts, lambda text: text.startswith("-"))
    rows, texts = _grow(rows, texts, in_front, behind)
    type_, changed = rows["type"].to_numpy().copy(), np.flatnonzero(in_front | behind)
    type_[changed] = [known_type(texts[code]) for code in rows["surface"].to_numpy()[changed].tolist()]
    return rows.assign(kind=np.where(behind, NAME, kind).astype(np.int8), type=type_), texts


def _extend_named(rows: pd.DataFrame, texts: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """A mention that is a name of its article together with the word before or behind it becomes this name: "Premium
    [Aerotec]", where there is a [Premium Aerotec].
    """
    surface, before, after = (rows[name].to_numpy() for name in ("surface", "before", "after"))
    name = rows["kind"].to_numpy() == NAME
    longer = rows[where(name, surface, texts, lambda text: " " in text)]
    codes = {texts[code]: code for code in used(longer["surface"].to_numpy(), len(texts)).tolist()}
    first, last = {text.partition(" ")[0] for text in codes}, {text.rpartition(" ")[2] for text in codes}
    left = where(where(name, surface, texts, last.__contains__), before, texts, lambda text: text[:-1] in first)
    right = where(where(name, surface, texts, first.__contains__), after, texts, lambda text: text[1:] in last)
    left, right = (
        _are_named(rows, those, codes, longer, *_joined(one, other, those, texts))
        for those, one, other in ((left, before, surface), (right, surface, after))
    )
    left = _alone(rows, texts, left)
    return _grow(rows, texts, left, right & ~left)


def _joined(one: Array, other: Array, those: Array, texts: list[str]) -> tuple[Array, list[str]]:
    """The pairs of texts of those rows, each as one text: of each row its place in the list of them."""
    key = one[those].astype(np.int64) * len(texts) + other[those]
    place, unique = pd.factorize(key)
    pairs = (divmod(number, len(texts)) for number in unique.tolist())
    return place, [texts[a] + texts[b] for a, b in pairs]


def _are_named(
    rows: pd.DataFrame, those: Array, codes: dict[str, int], longer: pd.DataFrame, place: Array, whole: list[str]
) -> Array:
    """Which of those rows would be a name that a mention of their article and type has. `codes`: of such names."""
    surface = np.array([codes.get(text, -1) for text in whole], dtype=np.int64)[place]
    some = np.flatnonzero(those)[surface >= 0]
    columns = ["article", "type", "surface"]
    wanted = rows.iloc[some][columns].assign(surface=surface[surface >= 0])
    found = np.zeros(len(rows), dtype=bool)
    found[some] = rows_among(wanted, longer[columns])
    return found


def _alone(rows: pd.DataFrame, texts: list[str], among: Array) -> Array:
    """Of these mentions, those before which stands a word without another one, unlike the "[US]-Behörde" of NASA."""
    some = np.flatnonzero(among)
    article, start, end, before = (rows[name].to_numpy() for name in ("article", "start", "end", "before"))
    previous = np.maximum(some - 1, 0)
    same = (some > 0) & (article[previous] == article[some])
    found = among.copy()
    found[some] = ~(same & (start[some] - lengths(before[some], texts) < end[previous]))
    return found


def _grow(rows: pd.DataFrame, texts: list[str], left: Array, right: Array) -> tuple[pd.DataFrame, list[str]]:
    """The mentions with the word before them taken in, or that behind them, where so marked; never both."""
    surface, before, after, start, end = (
        rows[name].to_numpy().copy() for name in ("surface", "before", "after", "start", "end")
    )
    front, back = np.flatnonzero(left), np.flatnonzero(right)
    start[front] -= lengths(before[front], texts)
    end[back] += lengths(after[back], texts)
    first, second = np.append(before[front], surface[back]), np.append(surface[front], after[back])
    key = first.astype(np.int64) * len(texts) + second
    pair, unique = pd.factorize(key)
    pairs = (divmod(number, len(texts)) for number in unique.tolist())
    codes, texts = with_codes([texts[a] + texts[b] for a, b in pairs], texts)
    surface[np.concatenate([front, back])] = codes[pair]
    return rows.assign(surface=surface, start=start, end=end), texts


def _known_pairs(one: Array, other: Array, texts: list[str]) -> Array:
    """Whether two texts, one behind the other, are a known name that neither is by itself."""
    may_begin = which(one, texts, begins_known) & which(other, texts, bool)
    place, whole = _joined(one, other, may_begin, texts)
    found = may_begin.copy()
    found[may_begin] = np.array([known_type(text) >= 0 for text in whole], dtype=bool)[place]
    return found


def _complete(rows: pd.DataFrame, texts: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """A given name before a name, or a word behind a given name, belongs to a person; a court or a university before a
    place makes an organisation, an airport or a district another place; an adjective that an organisation's name begins
    with belongs to it; "[Hessischen] Verwaltungsgerichtshof" is an organisation.
    """
    kind, type_, surface, before, after = (
        rows[name].to_numpy() for name in ("kind", "type", "surface", "before", "after")
    )
    left = where((kind == NAME) & which(before, texts, _is_given_before), surface, texts, _may_be_last)
    place = (kind == NAME) & (type_ == PLACE)
    area = place & which(before, texts, _is_area)
    area &= ~which(before, texts, DISTRICTS.__contains__) | which(surface, texts, places().__contains__)
    court = (kind == NAME) & which(before, texts, _is_institution)
    court &= place | where(court & ~place, surface, texts, lambda text: known_type(text) == PLACE)
    court &= ~where(court & which(before, texts, _is_office), surface, texts, is_of_country)
    organisation = (kind == NAME) & (type_ == ORGANISATION)
    begun = where(organisation & which(before, texts, _is_beginning), surface, texts, lambda text: known_type(text) < 0)
    left, court, area, begun = (_alone(rows, texts, those) for those in (left, court, area, begun))
    official = where((kind == DERIVED) & which(before, texts, bool), surface, texts, _is_official)
    official = where(official, after, texts, _is_seat)
    right = _behind(rows, left, texts) | official
    rows, texts = _grow(rows, texts, left | court | area | begun, right)
    type_ = np.select([left, court | official], [PERSON, ORGANISATION], type_).astype(np.int8)
    return rows.assign(type=type_, kind=np.where(official, NAME, kind).astype(np.int8)), texts


def _behind(rows: pd.DataFrame, left: Array, texts: list[str]) -> Array:
    """Which given names have the last name behind them, of those that do not have one before."""
    kind, type_, surface, after = (rows[name].to_numpy() for name in ("kind", "type", "surface", "after"))
    right = (kind == NAME) & ~left & (type_ == PERSON) & which(after, texts, bool)
    right = where(where(right, surface, texts, _is_given), after, texts, _may_follow)
    double, noun = (np.zeros(len(rows), dtype=bool) for _ in range(2))
    double[right] = which(surface[right], texts, lambda text: "-" in text)
    noun[right] = which(after[right], texts, lambda text: is_common_noun(text[1:]))
    return right & (double | ~noun)


def _is_given(text: str) -> bool:
    return text in given_names()


def _is_given_before(text: str) -> bool:
    return text[-1:].isspace() and (text[:-1] in given_names() or text[:-1] in LAMAS)


def _may_be_last(text: str) -> bool:
    """Whether a given name before may belong to it: it is no place, and no given name itself."""
    return text not in given_names() and known_type(text) != PLACE


def _is_institution(text: str) -> bool:
    return text[-1:].isspace() and INSTITUTION.fullmatch(text[:-1]) is not None


def _is_office(text: str) -> bool:
    """Whether what stands before a place may be a state's, "Verfassungsgericht [Rumäniens]"."""
    return OFFICE.search(text) is not None


def _is_area(text: str) -> bool:
    return AREA.fullmatch(text) is not None


def _is_beginning(text: str) -> bool:
    return BEGINNING.fullmatch(text) is not None


def _is_official(text: str) -> bool:
    """Whether an adjective is the beginning of a name: "Hessischen", but not "hessischen"."""
    return OFFICIAL.fullmatch(text) is not None


def _is_seat(text: str) -> bool:
    return head_at_end(f"X{text}") == ORGANISATION


def _may_follow(text: str) -> bool:
    return known_type(text[1:]) < 0
