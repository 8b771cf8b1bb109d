"""Text files: one article each, with an optional date header."""

import re

from pipeline.records import Article, Skipped
from pipeline.sources.dates import is_date
from pipeline.sources.names import shown

_HEADER = re.compile(r"\s*date[^\S\r\n]+([0-9]\S*)\s*", re.IGNORECASE)


def text_article(name: str, text: str) -> Article | Skipped:
    """The article `name` from the whole `text` of its file.

    A header is `date` and what begins with a digit: a month YYYY-MM or a day YYYY-MM-DD, or the article is skipped.
    """
    if "\0" in text:
        return Skipped(name, "holds a NUL byte")
    if not text.strip():
        return Skipped(name, "empty")
    header = _HEADER.match(text)
    if header is None:
        return Article(name, text)
    if not is_date(header[1]):
        return Skipped(name, f"date {shown(header[1])} is none")
    if header.end() == len(text):
        return Skipped(name, "only a date header, no text")
    return Article(name, text, start=header.end(), date=header[1])
