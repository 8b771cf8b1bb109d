"""How a CSV file of ours is written: as the contract says, or as German Excel opens it with a double click."""

import codecs
from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Profile:
    """`mark`: the bytes a file begins with. `month`: what stands between year and month.

    Excel takes "2022-02" for a date and shows it as Feb 22; "2022-M02", the form of SDMX, the standard of the
    statistical offices, is no date or number in any language, and sorts by time. A whole date is left as it is: Excel
    and LibreOffice take 2022-02-05 for that day in every language.
    """

    delimiter: str
    decimal: str
    newline: str
    mark: bytes
    month: str

    def dated(self, text: str) -> str:
        """A date as cells have it: YYYY-MM gets the form of this profile, all else is left."""
        return text.replace("-", self.month) if text.count("-") == 1 else text


STANDARD = Profile(",", ".", "\n", b"", "-")
EXCEL_DE = Profile(";", ",", "\r\n", codecs.BOM_UTF8, "-M")
PROFILES = {"standard": STANDARD, "excel-de": EXCEL_DE}


def undated(text: str) -> str:
    """The date that dated() of some profile was given."""
    return text.replace(EXCEL_DE.month, STANDARD.month)


def profile_of(file: BinaryIO) -> Profile:
    """The profile of one of our files, from how it begins; it is then read from its beginning."""
    start = file.read(len(codecs.BOM_UTF8))
    file.seek(0)
    return EXCEL_DE if start == EXCEL_DE.mark else STANDARD
