"""A person's decisions, put together: which names are one, which are apart, what is none, types and labels."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.records import Decision
from pipeline.resolution.entities import slug
from pipeline.resolution.spelling import spell
from pipeline.settings import TYPES

ID = re.compile(rf"(?:{'|'.join(TYPES).lower()}):.+")


@dataclass(frozen=True)
class Decided:
    """What all decisions together say. Names are spelled by spell(); a group are the names that `same` makes one.

    `base`: each name in a group, and its representative: the Name of the group's first row. A name outside of `base`
    represents itself. `apart`: pairs of representatives. `dropped`: names that are none.
    `types`, `labels`: of representatives.
    """

    base: Mapping[str, str]
    apart: frozenset[frozenset[str]]
    dropped: frozenset[str]
    types: Mapping[str, str]
    labels: Mapping[str, str]

    def in_words(self, forms: Iterable[str]) -> "Decided":
        """The same with ids ("per:wladimir-putin") put into words: the first of the forms that has such an id. A label
        that a person has given is put into the name that it was given to, unless it is itself one of the forms.
        """
        names = {*self.base, *self.base.values(), *self.dropped, *self.types, *self.labels, *chain(*self.apart)}
        ids = {name for name in names if ID.fullmatch(name)}
        shown = {spell(label): name for name, label in sorted(self.labels.items())}
        if not ids and names.isdisjoint(shown):
            return self
        slugs: dict[str, str] = {}
        for form in sorted(forms):
            shown.pop(form, None)
            slugs.setdefault(slug(form), form)
        put = {name: slugs.get(name[4:], name) if name in ids else shown.get(name, name) for name in names}
        base = _united((put[name], put[one]) for name, one in sorted(self.base.items()))
        return Decided(
            base=base,
            apart=frozenset(frozenset(base.get(put[name], put[name]) for name in pair) for pair in self.apart),
            dropped=frozenset(put[name] for name in self.dropped),
            types={base.get(put[name], put[name]): type_ for name, type_ in self.types.items()},
            labels={base.get(put[name], put[name]): label for name, label in self.labels.items()},
        )

    def type_of(self, name: str) -> int:
        """The type that a person gave the name or one of its group, a position in TYPES; else -1."""
        type_ = self.types.get(self.one(name))
        return -1 if type_ is None else TYPES.index(type_)

    def one(self, name: str) -> str:
        """The representative of a name's group; a name outside of all groups represents itself."""
        return self.base.get(name, name)

    def are_apart(self, some: Iterable[str], others: Iterable[str]) -> bool:
        """Whether a name of some and one of the others must stay apart."""
        return any(frozenset((self.one(a), self.one(b))) in self.apart for a in some for b in others)


NONE = Decided({}, frozenset(), frozenset(), {}, {})


def compile_decisions(decisions: Sequence[Decision], path: Path | None) -> Decided:
    """The decisions of a file, given in its order, as one. `path`: the file, for messages.

    Repetitions do no harm. Raises UsageError, which names all lines at fault, where decisions contradict each other.
    """
    rows: dict[str, list[Decision]] = {action: [] for action in ("same", "different", "drop", "type", "label")}
    for decision in decisions:
        rows[decision.action].append(_spelled(decision))
    try:
        base = _groups(rows["same"])
        return Decided(
            base=base,
            apart=_apart(rows["different"], base, rows["same"]),
            dropped=_dropped(rows["drop"], (*rows["same"], *rows["type"], *rows["label"])),
            types=_by_group(rows["type"], base, rows["same"]),
            labels=_by_group(rows["label"], base, rows["same"]),
        )
    except _Contradiction as error:
        raise UsageError(f"{path}: {error}.") from None


class _Contradiction(Exception):  # noqa: N818 - it never leaves this file
    """Rows that cannot all be right; the message names them."""

    def __init__(self, *rows: Decision) -> None:
        *lines, last = (str(row.line) for row in rows)
        said = "; ".join(f"{row.action}: {row.name}{row.other and ', '}{row.other}" for row in rows)
        if lines:
            fault = f"lines {', '.join(lines)} and {last} contradict each other ({said}): change or delete one of them"
        else:
            fault = f"line {last} calls two spellings of one name different ({said}): change or delete it"
        super().__init__(fault)


def _spelled(row: Decision) -> Decision:
    """The row with its names in one spelling; a type and a label stay as they are written."""
    name, other = (spell(text) or text for text in (row.name, row.other))
    return replace(row, name=name, other=other if row.action in {"same", "different"} else row.other)


def _groups(same: Sequence[Decision]) -> dict[str, str]:
    """Each name of the rows with its representative."""
    return _united((row.other, row.name) for row in same)


def _united(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each name of the pairs with the representative of its group: the second name of the group's first pair."""
    parent: dict[str, str] = {}
    pairs = list(pairs)
    for other, name in pairs:
        parent[root(parent, other)] = root(parent, name)
    first: dict[str, str] = {}
    for _, name in pairs:
        first.setdefault(root(parent, name), name)
    return {name: first[root(parent, name)] for name in list(parent)}


def root(parent: dict[str, str], name: str) -> str:
    """The root of a name's tree in a union-find forest, which is halved on the way (Tarjan and van Leeuwen 1984)."""
    while parent.setdefault(name, name) != name:
        parent[name] = name = parent[parent[name]]
    return name


def _chain(one: str, other: str, same: Sequence[Decision]) -> tuple[Decision, ...]:
    """Rows that lead from one name to another one of its group."""
    ways: dict[str, tuple[Decision, ...]] = {one: ()}
    while other not in ways:
        for row in same:
            for here, there in ((row.name, row.other), (row.other, row.name)):
                if here in ways:
                    ways.setdefault(there, (*ways[here], row))
    return ways[other]


def _apart(
    different: Iterable[Decision], base: Mapping[str, str], same: Sequence[Decision]
) -> frozenset[frozenset[str]]:
    pairs = set()
    for row in different:
        pair = frozenset(base.get(name, name) for name in (row.name, row.other))
        if len(pair) == 1:
            raise _Contradiction(*_chain(row.name, row.other, same), row)
        pairs.add(pair)
    return frozenset(pairs)


def _dropped(drop: Sequence[Decision], others: Iterable[Decision]) -> frozenset[str]:
    """The dropped names. `others`: what no dropped name may stand in; who is in a group stands in one of its rows."""
    dropped = {row.name: row for row in reversed(drop)}
    for row in others:
        for name in (row.name, row.other) if row.action == "same" else (row.name,):
            if name in dropped:
                raise _Contradiction(row, dropped[name])
    return frozenset(dropped)


def _by_group(rows: Iterable[Decision], base: Mapping[str, str], same: Sequence[Decision]) -> dict[str, str]:
    """What the rows say of each representative."""
    found: dict[str, Decision] = {}
    for row in rows:
        known = found.setdefault(base.get(row.name, row.name), row)
        if known.other != row.other:
            raise _Contradiction(known, *_chain(known.name, row.name, same), row)
    return {name: row.other for name, row in found.items()}
