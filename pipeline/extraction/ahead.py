"""What costs less for many bodies at once. None of it changes what is found in them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Any

from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # Cython, no stubs
from thinc.api import Model

from pipeline.extraction.embedding import ROWS, embed_ahead
from pipeline.extraction.tagger import Tagger

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

CHUNKS = 50_000  # stretches between blanks whose tokens are kept, at most
LONGEST = 40  # characters of one
TOGETHER = 10_000  # words that are embedded at once


class Chunks:
    """Lets spaCy's tokenizer keep the tokens of stretches between blanks that come again and again.

    Inside a memory zone it keeps none by itself, and cuts each "der" anew.
    """

    def __init__(self, nlp: "Language") -> None:
        self._tokenizer: Any = nlp.tokenizer
        self._kept = set[str]()
        if isinstance(self._tokenizer, Tokenizer):
            self._tokenizer.max_cache_size = CHUNKS

    def keep(self, bodies: Sequence[str]) -> None:
        """Keep what these bodies repeat. For outside of memory zones."""
        if isinstance(self._tokenizer, Tokenizer) and len(self._kept) < CHUNKS:
            counts = Counter(chain.from_iterable(body.split() for body in bodies))
            often = {chunk for chunk, count in counts.items() if count > 1 and len(chunk) <= LONGEST}
            whole = [chunk for chunk in sorted(often - self._kept) if chunk.isprintable()]  # no half of a character
            new = whole[: CHUNKS - len(self._kept)]
            for chunk in new:  # one by one: behind a special case in a text, spaCy keeps nothing either
                self._tokenizer(chunk)
            self._kept.update(new)


def embed(nlp: "Language", docs: Sequence["Doc"]) -> None:
    """Let the components keep the embeddings of all word forms of these documents, computed together."""
    for group in _groups(docs):
        for _, component in nlp.pipeline:
            with suppress(Exception):  # where a document cannot be embedded, its own extraction will say so
                if isinstance(component, Tagger):
                    component.keep(group)
                elif isinstance(model := getattr(component, "model", None), Model):
                    embed_ahead(model, group)


def _groups(docs: Sequence["Doc"]) -> "Iterator[list[Doc]]":
    """Documents with words, some TOGETHER at a time, none of the words beyond those that are kept at once."""
    group: list[Doc] = []
    size = total = 0
    for doc in docs:
        total += len(doc)
        if total > ROWS:
            break
        if group and size + len(doc) > TOGETHER:
            yield group
            group, size = [], 0
        group += [doc] if len(doc) else []
        size += len(doc)
    if group:
        yield group
