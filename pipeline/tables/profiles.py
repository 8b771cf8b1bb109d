"""How a CSV file of ours is written: as the contract says, or as German Excel opens it with a double click."""

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO

from pipeline.guards import FORMULA, VALUE, guard, unguard


@dataclass(frozen=True, slots=True)
class Profile:
    """`mark`: the bytes a file begins with. `month`: what stands between year and month. `risky`: texts that are
    guarded: formulas, and where a double click opens the file all that Excel would take for a number or a date.

    Excel takes "2022-02" for a date and shows it as Feb 22; "2022-M02", the form of SDMX, the standard of the
    statistical offices, is no date or number in any language, and sorts by time. A whole date is left as it is: Excel
    and LibreOffice take 2022-02-05 for that day in every language.
    """

    delimiter: str
    decimal: str
    newline: str
    mark: bytes
    month: str
    risky: re.Pattern[str]

    def guard(self, text: str) -> str:
        """A text as cells have it."""
        return guard(text, self.risky)

    def unguard(self, text: str) -> str:
        """The text that guard() was given."""
        return unguard(text, self.risky)

    def dated(self, text: str) -> str:
        """A date as cells have it: YYYY-MM gets the form of this profile, all else is left."""
        return text.replace("-", self.month) if text.count("-") == 1 else text


STANDARD = Profile(",", ".", "\n", b"", "-", FORMULA)
EXCEL_DE = Profile(";", ",", "\r\n", codecs.BOM_UTF8, "-M", VALUE)
PROFILES = {"standard": STANDARD, "excel-de": EXCEL_DE}


def undated(text: str) -> str:
    """The date that dated() of some profile was given."""
    return text.replace(EXCEL_DE.month, STANDARD.month)


def profile_of(file: BinaryIO) -> Profile:
    """The profile of one of our files, from how it begins; it is then read from its beginning."""
    start = file.read(len(codecs.BOM_UTF8))
    file.seek(0)
    return EXCEL_DE if start == EXCEL_DE.mark else STANDARD
