"""What stands in front of a name and is none of it: titles, offices, and what the thing is."""

import re

from pipeline.resolution.entities import ORGANISATION, PERSON, PLACE
from pipeline.resolution.heads import head_before, is_plain
from pipeline.resolution.lexicon import given_names, known_type, places
from pipeline.resolution.usage import is_common_noun

# What belongs to the name, since without it nobody would know who is meant: "Prinz William", "Mutter Teresa".
NAMELY = {"Prinz", "Prinzessin", "Fürst", "Graf", "Gräfin", "Herzog", "Kronprinz", "Kronprinzessin", "Lord", "Mutter",
          "Bruder", "Schwester"}  # fmt: skip
ACADEMIC = {"Dr.", "Prof.", "Dr", "Prof", "Dipl.-Ing.", "h.c.", "med.", "jur.", "phil.", "Sir"}
FAMILIAR = {"Mama", "Papa", "Mutti", "Mister", "Mr.", "Mrs.", "Ms.", "Monsieur"}
# What makes an affair of a person, who is the one that is named.
FRAMES = {"Causa", "Fall", "Affäre", "Ära", "Akte", "Lex", "Regierung", "Kabinett", "System", "Team"}
NO_PART_OF_A_NAME = ACADEMIC | FAMILIAR | FRAMES
PLACES = {"Stadt", "Gemeinde", "Dorf", "Ort", "Provinz", "Region", "Fluss", "Insel", "Halbinsel", "Land",
          "Freistaat", "Hansestadt"}  # fmt: skip
# Of a town, whose name another thing has; other districts' names are their own.
DISTRICT = frozenset(("Kreis", "Kreises", "Landkreis", "Landkreises"))
# What an organisation is, as a rule no part of its name: "Nachrichtenagentur Reuters", but "Bundesverband Windenergie".
KINDS_OF_ORGANISATION = ("agentur", "sender", "zeitung", "konzern", "hersteller", "börse", "marke", "kette", "firma",
                         "unternehmen", "fluggesellschaft", "organisation", "gruppe", "miliz",
                         "gewerkschaft")  # fmt: skip


PLANT = re.compile(r"(?:(?:Atom|Kern|Kohle)kraftwerk(?:e?s)?|AKW) (?!Emsland|Isar|Unterweser)(?=[A-ZÄÖÜ])")
FRACTION = re.compile(r"\w*[Ff]raktion der (?=[A-ZÄÖÜ])")  # it is called by its party: "Fraktion der Grünen"


def title_length(name: str, type_: int) -> int:
    """How many characters at the front of a name are no part of it: of "Bundeskanzlerin Dr. Angela Merkel" all up to
    Angela. `type_`: the name's type, a code into TYPES.
    """
    if type_ == ORGANISATION and (match := FRACTION.match(name)):
        return match.end()
    if type_ != PERSON and (match := PLANT.match(name)):
        return match.end()
    length = 0
    first, blank, rest = name.partition(" ")
    while blank and (rest[:1].isupper() or rest.partition(" ")[0] in ACADEMIC) and _is_title(first, type_, rest):
        length += len(first) + len(blank)
        first, blank, rest = rest.partition(" ")
    return 0 if length and known_type(name) >= 0 else length  # "General Motors"


def _is_title(word: str, type_: int, rest: str) -> bool:
    if type_ == PERSON:
        first, *more = rest.split(" ")
        retired = word == "D." and first in given_names() and bool(more)  # "Bundeskanzlerin a. D. Angela Merkel"
        thing = word.isupper() and len(word) > 1 and is_common_noun(word)  # "DNA Schmidts"
        return word in NO_PART_OF_A_NAME or retired or thing or (word not in NAMELY and head_before(word) == PERSON)
    if type_ == PLACE and (word in PLACES or (word in DISTRICT and rest not in places())):
        return True
    if head_before(word) != type_:
        return False
    if type_ == PLACE:
        return not is_plain(word)
    return word.lower().endswith(KINDS_OF_ORGANISATION) and " " not in rest and known_type(rest) != PLACE
