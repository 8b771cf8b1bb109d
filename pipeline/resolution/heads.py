"""Nouns that say what a name is: before it, "Präsident …", "Stadt …", "Agentur …", or at its end, "… Holding"."""

import re
from functools import cache, lru_cache

from pipeline.settings import TYPES

THING = -1  # what is none of the types: ships, films, storms
# Last parts of nouns; a compound has its last part's meaning: "Automarke", "Bundesinnenministerin".
BEFORE = {
    "PER": """
        minister ministerin präsident präsidentin kanzler kanzlerin chef chefin sprecher sprecherin vorsitzende
        vorsitzender vorsitzenden abgeordnete abgeordneter abgeordneten politiker politikerin senator senatorin
        gouverneur gouverneurin bürgermeister bürgermeisterin trainer trainerin spieler spielerin torwart stürmer
        anwalt anwältin richter richterin kommissar kommissarin sekretär sekretärin direktor direktorin professor
        professorin könig königin prinz prinzessin papst kardinal bischof erzbischof pfarrer general oberst
        schauspieler schauspielerin sänger sängerin autor autorin regisseur regisseurin schriftsteller
        schriftstellerin journalist journalistin forscher forscherin physiker historiker ökonom experte expertin herr
        herrn frau kollege kollegen kollegin diktator botschafter botschafterin kandidat kandidatin unternehmer
        gründer gründerin aktivist aktivistin pilot astronaut fahrer fahrerin witwe sohn tochter bruder schwester
        ehefrau ehemann dekan rektor rektorin leiter leiterin geschäftsführer geschäftsführerin manager managerin
        berater beraterin offizier hauptmann leutnant major kapitän polizist lehrer lehrerin pastor imam rabbiner
        premier weltmeister weltmeisterin olympiasieger olympiasiegerin sieger siegerin läufer läuferin boxer dirigent
        komponist komponistin dichter maler bildhauer architekt architektin philosoph philosophin soziologe theologe
        biologe chemiker mathematiker psychologe arzt ärztin chirurg erfinder investor milliardär moderator
        moderatorin reporter reporterin redakteur redakteurin rapper musiker musikerin künstler künstlerin model
        kaiser kaiserin zar obmann obfrau patriarch mufti ajatollah emir sultan scheich kronprinz kronprinzessin
        herzog herzogin zarin lord sir pastorin bischöfin dirigentin pilotin kapitänin vater mutter mdb mdl mdep
        sekretärin landrat landrätin dezernent dezernentin nachfolger nachfolgerin vorgänger vorgängerin popstar
        superstar filmstar rockstar sternchen legende preisträger preisträgerin torhüter torhüterin
        profi schwimmer schwimmerin turnerin skispringer skispringerin boxerin rennfahrer
        admiral marschall feldwebel kommandeur kommandant kosmonaut kosmonautin
        astronautin anführer häuptling dissident dissidentin bürgerrechtler bürgerrechtlerin prediger mönch
        publizist publizistin fotograf fotografin pianist pianistin geiger geigerin gitarrist tänzer tänzerin rapperin
        jurist juristin wissenschaftler wissenschaftlerin politologe politologin soziologin historikerin ökonomin
        psychologin psychiater virologe virologin mediziner medizinerin geologe geologin meteorologe archäologe
        archäologin forscherin attentäter terrorist häftling witwer verlobte monteur ingenieur ingenieurin techniker
        mechaniker handwerker arbeiter arbeiterin polizistin feuerwehrmann beamter beamtin soldat soldatin kellner
        kellnerin student studentin schüler schülerin rentner rentnerin täter friseur hausmeister lokführer matrose
        flugbegleiter flugbegleiterin pfleger pflegerin krankenschwester hebamme notar detektiv spion geiselnehmer
        entführer amokläufer
    """,
    "LOC": """
        stadt hauptstadt gemeinde dorf ort ortschaft insel halbinsel provinz region bundesland bundesstaat landkreis
        stadtteil ortsteil stadtbezirk bezirk département kanton fluss see berg vulkan flughafen bahnhof haltestelle
        airbase stadion justizvollzugsanstalt
        stadtverband kreisverband ortsverband landesverband bezirksverband hafen straße platz planet planeten mond
        nachbarland teilrepublik gefängnis schloss kloster siedlung kraftwerk akw
    """,
    "ORG": """
        agentur partei gewerkschaft firma konzern unternehmen hersteller marke kette bank versicherung zeitung
        zeitschrift magazin sender fernsehsender verlag verein klub club verband stiftung organisation gruppe miliz
        fluggesellschaft gesellschaft behörde institut bündnis ministerium holding netzwerk onlinedienst
        nachrichtendienst geheimdienst börse -tochter bundesligist zweitligist drittligist erstligist rekordmeister
        schlusslicht rockband orchester initiative denkfabrik versorger anbieter reederei airline sparkasse autobauer
        internetplattform onlineplattform videoplattform handelsplattform internetportal
    """,
    "": """
        komet kometen asteroid asteroiden raumsonde sonde satellit satelliten rakete raumfähre raumschiff orbiter
        schiff frachter fregatte tanker fähre yacht film spielfilm roman album serie song oper musical hurrikan taifun
        orkan wirbelsturm virus erkennungsprogramm computerspiel betriebssystem software app browser fahrzeug
        automodell kleinwagen geländewagen limousine smartphone spielkonsole teleskop medikament wirkstoff impfstoff
        präparat theaterstück comic fernsehsendung talkshow krankheit syndrom bakterium
        bohrinsel bohrplattform ölplattform
    """,
}
# Last parts of a name's last word.
AT_THE_END = {
    "LOC": """
        straße strasse platz brücke allee gasse ufer tal see meer fluss gebirge insel inseln halbinsel wüste stadion
        moschee kirche kathedrale synagoge schloss palast turm stadthalle hauptbahnhof
        flughafen bahnhof hafen arena park airport airbase base street square island islands river valley county
    """,
    "ORG": """
        holding holdings ag gmbh kg inc inc. ltd ltd. corp corp. group gruppe bank partei verlag universität
        university hochschule institut institute ministerium gericht gerichtshof verband verein stiftung foundation
        gewerkschaft agentur agency zeitung times post news online airlines airways motors automobile union liga
        league fraktion werke studios sternwarte polizei museum bundesamt landesamt behörde kommission schule party
        association committee council
    """,
    "": """
        spiele spielen weltkrieg weltkriegs weltkrieges weltmeisterschaft weltmeisterschaften europameisterschaft
        europameisterschaften grand-prix nobelpreis preis preises award awards cup cups pokal pokals gesetz gesetzes
        gesetzbuch gesetzbuchs act acts abkommen abkommens konvention deal deals affäre skandal skandals prozess
        prozesses strategie charta statut statuts vertrag vertrags vertrages paket pakets krieg kriegs krieges
        contest contests championship championships gipfel gipfels klimakonferenz klimakongress
        bundesliga festival festivals festspiele festspielen biennale turnier turniers turnieres olympiade marathon
        rallye derby wm em open masters summit trophy grand-slam saison finals playoffs
        play-offs endspiel index aktienindex
    """,
}
# First words of foreign names of organisations.
AT_THE_START = frozenset(
    """Academia Académie Accademia Associação Association Associazione Banca Banco Banque Collège Comité
    Compagnie Conseil Consejo Crédit Federación Fédération Fondation Fondazione Fundación Institut Instituto Istituto
    Lycée Movimiento Mouvement Partido Parti Partito Sindicato Societé Société Sociedad Università Universidad
    Universidade Université""".split()  # noqa: SIM905 - a list of 40 would be 40 lines
)
EVENT = re.compile(
    r"(?:(?:Konferenz|Kongress|Gipfel) (?:für|über|zu[mr]?)|\S*[Pp]reis(?:es)? (?:für|der|des)|.* Festival of) "
)
SHORTEST = 4  # letters of a last part inside a longer word: "Fort" is no Ort
ENDING = 3


@cache
def _endings() -> frozenset[str]:
    """The last letters of all heads: most words can be told to have none by these."""
    return frozenset(head[-ENDING:] for place in ("before", "end") for head in _table(place))


@cache
def _table(place: str) -> dict[str, int]:
    heads = BEFORE if place == "before" else AT_THE_END
    return {head: TYPES.index(type_) if type_ else THING for type_, words in heads.items() for head in words.split()}


@lru_cache(maxsize=1 << 16)  # many names begin alike, and many stand behind one word
def head_before(word: str) -> int | None:
    """What stands behind the noun: a code into TYPES, THING, or None if it does not say; the noun may be in a genitive.

    Of "Nachrichtenagentur" it is ORG, of "Konzerns" too.
    """
    if not word[:1].isupper():
        return None
    form, table = word.lower(), _table("before")
    type_ = _last_part(form, table)
    if type_ is None and form.endswith("s"):
        type_ = _last_part(form[:-1], table)
        if type_ is None and form.endswith("es"):
            type_ = _last_part(form[:-2], table)
    return type_


def is_plain(word: str) -> bool:
    """Whether a noun is a head by itself, "Bank", and no compound, "Drogerie-Kette"."""
    form = word.lower()
    return any(form.removesuffix(ending) in _table("before") for ending in ("", "s", "es"))


def head_at_end(name: str) -> int | None:
    """What a name of several words says that it is by its last one: of "Kenon Holdings" it is ORG."""
    start = max(name.rfind(" "), name.rfind("-")) + 1
    return _last_part(name[start:].lower(), _table("end")) if start else None


def head_at_start(name: str) -> int | None:
    """What a name of several words says that it is by its first: of "Lycée Fermat" it is ORG, of "Nationalstadion
    Peking" it is LOC; other nouns before a name are no part of it.
    """
    first, blank, _ = name.partition(" ")
    if not blank:
        return None
    if EVENT.match(name):
        return THING
    if first in AT_THE_START:
        return TYPES.index("ORG")
    return TYPES.index("LOC") if head_before(first) == TYPES.index("LOC") else None


def _last_part(word: str, table: dict[str, int]) -> int | None:
    """What the longest last part says that is in the table."""
    if word in table:
        return table[word]
    if word[-ENDING:] not in _endings():
        return None
    for start in range(1, len(word) - SHORTEST + 1):
        if word[start:] in table:
            return table[word[start:]]
    return None
