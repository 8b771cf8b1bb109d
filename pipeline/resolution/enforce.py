"""A person's decisions, once all rules have spoken: what they say holds, whatever the rules did."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import pandas as pd

from pipeline.resolution.decisions import Decided, root
from pipeline.resolution.entities import Array


def enforce(
    rows: pd.DataFrame, forms: list[str], bases: list[str], led: Mapping[str, str], decided: Decided
) -> tuple[Array, Array, list[str]]:
    """Base of each mention (code) and whether it is dropped, as decided; the bases with new ones.

    `rows`: form and base (codes) of the mentions. `led`: the step that the rules took from a form or base to the next.
    A decision on a name holds for every form that was led through it.
    """
    key = rows["form"].to_numpy(np.int64) * len(bases) + rows["base"].to_numpy()
    code, unique = pd.factorize(key)
    pairs = [divmod(number, len(bases)) for number in unique.tolist()]
    chains = [chain(forms[form], led) for form, _ in pairs]
    target = _united(chains, [bases[base] for _, base in pairs], decided)
    paths = [[*names, bases[base]] for names, (_, base) in zip(chains, pairs, strict=True)]
    _part(target, paths, decided)
    codes = {name: number for number, name in enumerate(bases)}
    of_pair = np.array([codes.setdefault(name, len(codes)) for name in target], dtype=np.int32)
    gone = np.array([any(name in decided.dropped for name in names) for names in paths], dtype=bool)
    return of_pair[code], gone[code], list(codes)


def chain(form: str, led: Mapping[str, str]) -> list[str]:
    """The names that a form was led through by the rules that hold in all articles, itself included, in this order."""
    names = [form]
    while names[-1] in led:
        names.append(led[names[-1]])
    return names


def _united(chains: list[list[str]], bases: list[str], decided: Decided) -> list[str]:
    """The base of each, those of one group united. What a person has decided on by itself does not go to the full name
    that its article suggests.
    """
    parent: dict[str, str] = {}
    target = []
    for names, base in zip(chains, bases, strict=True):
        said = [name for name in names if name in decided.base]
        target.append(names[-1] if said else base)
        for name in said or [base]:
            if name in decided.base:
                parent[root(parent, target[-1])] = root(parent, decided.one(name))
    return [root(parent, base) for base in target]


def _part(target: list[str], paths: list[list[str]], decided: Decided) -> None:
    """Take what goes through one of two names that are apart out of the base that the other one goes to."""
    groups: dict[str, set[int]] = defaultdict(set)
    for number, names in enumerate(paths):
        for name in names:
            groups[decided.one(name)].add(number)
    for one, other in sorted(map(sorted, decided.apart)):
        shared = {target[number] for number in groups[one]} & {target[number] for number in groups[other]}
        for base in sorted(shared):
            moved, stays = (one, other) if decided.one(base) != one else (other, one)
            for number in groups[moved]:
                names = [decided.one(name) for name in paths[number]]
                first = moved not in names[1:] or stays not in names or names.index(moved) < names.index(stays)
                if target[number] == base and first:
                    target[number] = moved
