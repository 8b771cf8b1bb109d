"""Sentences as careless or other writers have them, so that a network learns to bear them."""

import random
import re

TRANSCRIBED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
FEMININE = re.compile(r"(?<=[a-zäöüß])innen$")
GENDERED = (":innen", "*innen", "_innen", "Innen", "/innen")
STOPS = {".", "!", "?"}


def disturbed(words: tuple[str, ...], rng: random.Random) -> tuple[str, ...]:
    """The words as careless or other writers have them, one for one, maybe without the last full stop."""
    way = rng.choice(["capitals", "headline", "transcribed", "first", "gendered", "open"])
    if way == "capitals":
        return tuple(word.upper() for word in words)
    if way == "gendered":
        return tuple(FEMININE.sub(rng.choice(GENDERED), word) for word in words)
    if way == "headline":
        words = tuple(word[:1].upper() + word[1:] for word in words)
    elif way == "transcribed":
        words = tuple(word.translate(TRANSCRIBED) for word in words)
    elif way == "first":
        words = (words[0].upper(), *words[1:])
    return words[:-1] if words[-1] in STOPS else words
