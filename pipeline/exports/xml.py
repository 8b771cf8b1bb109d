"""Text in XML 1.0."""

import re
from xml.sax.saxutils import escape, quoteattr

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def legal(text: str) -> str:
    """The text with U+FFFD for each character that XML 1.0 cannot hold."""
    return _NO_XML.sub("\ufffd", text)


def attribute(value: object) -> str:
    """A text or number as the value of an attribute, in quotes."""
    return quoteattr(legal(value)) if isinstance(value, str) else f'"{value}"'


def content(value: object) -> str:
    """A text or number as the content of an element."""
    return escape(legal(value)) if isinstance(value, str) else str(value)
