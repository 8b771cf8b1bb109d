"""One body -> its Extraction: sentences, names, parts and derived words, with offsets in the body."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.extraction.compounds import AMERICANS, DASH, QUOTES, Part, find_parts, split_closed, split_person
from pipeline.extraction.edges import trimmed
from pipeline.extraction.labels import LABELS
from pipeline.extraction.overlooked import find_acronyms, find_offices, find_quoted
from pipeline.extraction.teams import find_teams
from pipeline.extraction.text import Clean, clean, paragraphs, pieces
from pipeline.extraction.words import WORD, Words, find_words
from pipeline.records import Extraction, Sentence, Span, Word

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Span as Entity

DASHES = re.compile(DASH)
PART_OF = re.compile(rf"[{QUOTES}]?[-‐‑](?!\s*\d)(?=\w|\s+(?:und|oder|bzw)\b)")  # "NATO- und", „Reuters“-Reporterin
GREENS = re.compile(r"Bündnis ?90 ?/ ?(?:Die )?Grünen?\b|\bGrünen?/Bündnis ?90\b")
# A last name with what stands before it in the full one: of "Ursula von der Leyen" it is "von der Leyen".
TAIL = re.compile(
    r"(?<!\w)(?:(?:von|van) (?:der|den|dem)|von und zu|de la|von|van|zu|de|da|di|del) ([A-ZÄÖÜ][\w-]*[\w])"
)
NO_ABBREVIATION = 5  # letters of a word that a stop behind ends a sentence
LONGEST = 200  # characters of a name: what is longer is no name
TOGETHER = 100_000  # characters of an article that go through the model at once


@dataclass(frozen=True, slots=True)
class _Found:
    """A mention in one paragraph, offsets in the cleaned text."""

    start: int
    end: int
    kind: str
    type: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A body in words: its stretches with the numbers of their paragraphs, and a document for each."""

    stretches: list[tuple[int, Clean]]
    docs: "list[Doc]"


def extract_body(nlp: "Language", body: str) -> Extraction:
    """All that the pipeline finds in a body. It depends on nothing but the body."""
    return extract_cut(nlp, cut_body(nlp, body))


def cut_body(nlp: "Language", body: str) -> Cut:
    """A body cut into words."""
    stretches = [
        (number, clean(body, *piece))
        for number, (start, end) in enumerate(paragraphs(body), start=1)
        for piece in pieces(body, start, end)
    ]
    return Cut(stretches, [nlp.make_doc(cleaned.text) for _, cleaned in stretches])


def extract_cut(nlp: "Language", cut: Cut) -> Extraction:
    """All that the pipeline finds in a body that is cut into words.

    Articles never share a batch inside the network, since matrix products of other sizes may differ in the last bit.
    """
    stretches = cut.stretches
    docs = [doc for group in _groups(cut) for doc in nlp.pipe(group, batch_size=len(group))]
    found = [list(_names(doc, cleaned.text)) for doc, (_, cleaned) in zip(docs, stretches, strict=True)]
    texts = [cleaned.text for _, cleaned in stretches]
    names = _known_names(texts, found)
    tails = _tails(texts, names)
    sentences: list[Sentence] = []
    spans: list[Span] = []
    unmarked: list[Word] = []
    count = 0
    for doc, (number, cleaned), mentions in zip(docs, stretches, found, strict=True):
        first = len(sentences) + 1
        bounds = [(sent.start_char, sent.end_char) for sent in doc.sents]
        sentences += [Sentence(number, cleaned.starts[a], cleaned.ends[b - 1]) for a, b in bounds]
        starts = [a for a, _ in bounds]
        whole = _with_whole(cleaned.text, mentions, tails)
        kept = _with_teams(cleaned.text, _with_parts(cleaned.text, whole, names), starts)
        words = find_words(cleaned.text, [(m.start, m.end) for m in kept], starts, nlp.Defaults.stop_words)
        spans += _place(kept, words, cleaned, starts, first)
        unmarked += [
            Word(first + sentence, cleaned.starts[a], cleaned.ends[b - 1]) for sentence, a, b in words.unmarked
        ]
        count += words.count
    return Extraction(count, tuple(sentences), tuple(spans), tuple(unmarked))


def _groups(cut: Cut) -> "Iterator[list[Doc]]":
    """Documents that go through the model together: nearly always the whole article."""
    group: list[Doc] = []
    size = 0
    for doc, (_, cleaned) in zip(cut.docs, cut.stretches, strict=True):
        if group and size + len(cleaned.text) > TOGETHER:
            yield group
            group, size = [], 0
        group.append(doc)
        size += len(cleaned.text)
    if group:
        yield group


def _names(doc: "Doc", text: str) -> Iterator[_Found]:
    """The model's entities in our kinds and types, without titles and punctuation at their edges.

    `text` is doc.text, which spaCy joins anew each time.
    """
    for ent in doc.ents:
        if ent.label_ in LABELS:
            for start, end in _within_sentences(ent):
                kind, type_ = LABELS[ent.label_]
                if (edges := trimmed(text, start, end, kind, type_)) and edges[1] - edges[0] <= LONGEST:
                    yield _Found(*edges, kind, type_)


def _within_sentences(ent: "Entity") -> Iterator[tuple[int, int]]:
    """Offsets of an entity, or of its parts where a sentence ends inside it, but not behind an abbreviation."""
    stops = (t.i + 1 for t in ent[1:-1] if t.is_punct and len(ent.doc[t.i - 1]) >= NO_ABBREVIATION)
    cuts = [ent.start, *(place for place in stops if ent.doc[place].is_sent_start), ent.end]
    for first, last in pairwise(cuts):
        part = ent.doc[first:last]
        yield part.start_char, part.end_char


def _known_names(texts: list[str], found: list[list[_Found]]) -> dict[str, str]:
    """Names of the article that may stand in its compounds -> type: whole names, and the last names of people."""
    names: dict[str, str] = {}
    for text, mentions in zip(texts, found, strict=True):
        for mention in mentions:
            if mention.kind != "name":
                continue
            name = text[mention.start : mention.end]
            if mention.type == "PER" and " " not in name and DASHES.search(name):
                continue  # "Putin-Biden" is no evidence for itself; somebody's last name is
            names.setdefault(name, mention.type)
            if mention.type == "PER":
                names.setdefault(name.rsplit(" ", 1)[-1], "PER")
    return names


def _with_whole(text: str, mentions: list[_Found], tails: frozenset[str]) -> list[_Found]:
    """The mentions, where last names with the particles before them, `tails`, are whole, and the one party with a slash
    in its name.
    """
    whole = [_Found(*match.span(), "name", "ORG") for match in GREENS.finditer(text)]
    found = TAIL.finditer(text) if tails else ()
    whole += [_Found(*match.span(), "name", "PER") for match in found if not tails.isdisjoint(_bases(match[0]))]
    if not whole:
        return mentions
    starts = [m.start for m in mentions]
    kept = dict.fromkeys(mentions)
    for name in sorted(whole, key=lambda m: m.start):
        first = max(bisect_right(starts, name.start) - 1, 0)
        there = [m for m in mentions[first : bisect_left(starts, name.end)] if m.end > name.start]
        if name.type == "ORG" or all(name.start <= m.start and m.end <= name.end for m in there):
            for mention in there:
                kept.pop(mention, None)
            kept[name] = None
    return sorted(kept, key=lambda m: (m.start, m.end))


def _tails(texts: list[str], names: dict[str, str]) -> frozenset[str]:
    """The last names of the article's people with their particles, "von der Leyen"; with one that may be a preposition
    only if the last name never stands without it.
    """
    people = (name for name, type_ in names.items() if type_ == "PER" and " " in name)
    tails = {match[0]: match[1] for name in people if (match := TAIL.search(name)) and match.end() == len(name)}
    unsure = {last: tail for tail, last in tails.items() if tail.count(" ") == 1}
    bare = {
        unsure[last]
        for text in (texts if unsure else ())
        for match in WORD.finditer(text)
        for last in _bases(match[0])
        if last in unsure and not text.endswith(unsure[last].removesuffix(last), 0, match.start())
    }
    return frozenset(tails.keys() - bare)


def _bases(word: str) -> tuple[str, str]:
    """The word, and what it is the genitive of."""
    return word, word.removesuffix("s")


def _with_parts(text: str, mentions: list[_Found], names: dict[str, str]) -> list[_Found]:
    """The mentions with compounds cut: marked words, those taken for one name, and what the model overlooked."""
    kept: list[_Found] = []
    for mention in mentions:
        parts = _parts(text, mention, names) if mention.kind == "name" else []
        kept += [_Found(p.start, p.end, "part", p.type) for p in parts]
        if not parts and mention.kind != "part":
            kept.append(mention)
    taken = bytearray(len(text))
    for m in mentions:
        taken[m.start : m.end] = b"\1" * (m.end - m.start)
    marked = {(m.start, m.end): m.type for m in mentions if m.kind == "part"}
    kept += [_Found(p.start, p.end, "part", p.type) for p in find_parts(text, marked, names, taken)]
    overlooked = (*find_quoted(text, taken), *find_offices(text, taken))
    kept += [_Found(start, end, "name", "ORG") for start, end in overlooked]
    organisations = [(m.start, m.end) for m in kept if m.type == "ORG" and m.kind == "name"]
    kept += [_Found(start, end, "name", "ORG") for start, end in find_acronyms(text, organisations, taken)]
    kept = [_derived(text, m) for m in kept]
    kept = [replace(m, kind="part") if m.kind == "name" and PART_OF.match(text, m.end) else m for m in kept]
    return sorted(kept, key=lambda m: (m.start, m.end))


def _derived(text: str, mention: _Found) -> _Found:
    match = AMERICANS.match(text, mention.start) if mention.kind == "part" else None
    return replace(mention, end=match.end(), kind="derived") if match else mention


def _with_teams(text: str, mentions: list[_Found], sentences: list[int]) -> list[_Found]:
    places = ((m.start, m.end) for m in mentions if m.kind == "name" and m.type == "LOC")
    teams = set(find_teams(text, places, sentences))
    return [replace(m, type="ORG") if (m.start, m.end) in teams else m for m in mentions]


def _parts(text: str, name: _Found, names: dict[str, str]) -> list[Part]:
    """The parts of a compound that the model takes for one name."""
    if name.type == "PER":
        return split_person(text, name.start, name.end, names)
    return split_closed(text, name.start, name.end, name.type)


def _place(mentions: list[_Found], words: Words, cleaned: Clean, starts: list[int], first: int) -> Iterator[Span]:
    """Mentions -> spans with offsets in the body; `starts`: those of the sentences, `first`: the first one's number."""
    for mention in mentions:
        start, end = cleaned.starts[mention.start], cleaned.ends[mention.end - 1]
        before = cleaned.starts[words.before.get(mention.start, mention.start)]
        after = cleaned.ends[words.after.get(mention.end, mention.end) - 1]
        sentence = first + bisect_right(starts, mention.start, lo=1) - 1
        yield Span(sentence, start, end, mention.kind, mention.type, before, after)
