"""Forms of names, each with how often the model takes it for each type."""

from collections.abc import Mapping

from pipeline.settings import TYPES

# Mentions of a form, of kind name and part, by the type that the model gave them: PER, LOC, ORG. A plain tuple, because
# there are millions, and only these cost the garbage collector nothing.
Votes = tuple[int, int, int]
Forms = Mapping[str, Votes]


def type_of(votes: Votes) -> str:
    """The type with most votes; ties go in the order of TYPES."""
    return TYPES[votes.index(max(votes))]


def is_organisation(form: str, forms: Forms) -> bool:
    """Whether a form occurs, and is an organisation's by most votes."""
    return type_of(forms.get(form, (0, 0, 0))) == "ORG"


def full_names(forms: Forms) -> list[str]:
    """The names of several words that are persons' by most votes."""
    return [form for form, (per, loc, org) in forms.items() if per >= loc and per >= org and " " in form]
