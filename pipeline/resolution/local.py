"""Courts and parliaments, of which each city or region has its own: "das Kölner Landgericht", "der Landtag in Kiel"."""

from pipeline.resolution.inflection import genitive_bases
from pipeline.resolution.lexicon import adjectives_of, citation, countries, states

LOCAL = frozenset(
    """Amtsgericht Arbeitsgericht Bürgerschaft Finanzgericht Landesarbeitsgericht Landessozialgericht
    Landgericht Landtag Oberlandesgericht Oberverwaltungsgericht Sozialgericht Verwaltungsgericht""".split()  # noqa: SIM905 - they may become many
)
PARLIAMENT = "Landtag"
# Where a Landtag is, and whose it is.
SEATS = {
    "Dresden": "Sachsen", "Düsseldorf": "Nordrhein-Westfalen", "Erfurt": "Thüringen", "Hannover": "Niedersachsen",
    "Kiel": "Schleswig-Holstein", "Magdeburg": "Sachsen-Anhalt", "Mainz": "Rheinland-Pfalz", "München": "Bayern",
    "Potsdam": "Brandenburg", "Saarbrücken": "Saarland", "Schwerin": "Mecklenburg-Vorpommern",
    "Stuttgart": "Baden-Württemberg", "Wiesbaden": "Hessen", "Bozen": "Südtirol", "Bregenz": "Vorarlberg",
    "Eisenstadt": "Burgenland", "Graz": "Steiermark", "Innsbruck": "Tirol", "Klagenfurt": "Kärnten",
    "Linz": "Oberösterreich",
}  # fmt: skip
STARTS = tuple(LOCAL)


def of_place(name: str, place: str) -> str:
    """What a place's own is called: "Sächsischer Landtag", if that is known, else "Landgericht Köln"; "" of what has
    none, "das Landgericht in Deutschland", "der Landtag in Köln zu Gast".
    """
    place = SEATS.get(place, place) if name == PARLIAMENT else place
    if place in states() or (name == PARLIAMENT and place not in countries()):
        return ""
    adjectives = [f"{place}er", *(f"{stem.title()}{ending}" for stem in adjectives_of(place) for ending in ("er", "e"))]
    known = (citation(own) for own in (*(f"{adjective} {name}" for adjective in adjectives), f"{name} von {place}"))
    return next(filter(None, known), f"{name} {place}")


def placed(text: str) -> str:
    """What is LOCAL with its place behind it, "Landgerichts Köln", without the genitive; else ""."""
    if not text.startswith(STARTS):
        return ""
    first, _, place = text.partition(" ")
    name = next((form for form in (first, *genitive_bases(first)) if form in LOCAL), "") if place else ""
    return f"{name} {place}" if name else ""
