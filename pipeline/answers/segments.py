"""A text cut at its names."""

from collections.abc import Iterator
from typing import Protocol, TypeVar


class Place(Protocol):
    """Where something stands; `end` is exclusive."""

    @property
    def start(self) -> int: ...  # noqa: D102 - as said
    @property
    def end(self) -> int: ...  # noqa: D102 - as said


P = TypeVar("P", bound=Place)


def cut(text: str, start: int, marks: tuple[P, ...]) -> Iterator[tuple[str, P | None]]:
    """The text in pieces, each with the mark that covers it, or None; joined they are the text.

    `start`: the offset of the text in what the marks count. They are sorted; one that begins in another, or outside of
    the text, is passed over.
    """
    done = start
    for mark in marks:
        if done <= mark.start < mark.end <= start + len(text):
            if done < mark.start:
                yield text[done - start : mark.start - start], None
            yield text[mark.start - start : mark.end - start], mark
            done = mark.end
    if done < start + len(text):
        yield text[done - start :], None
