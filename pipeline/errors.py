"""What can go wrong and is not a bug. Every message says what happened, where, and what to do next."""


class MitgenanntError(Exception):
    """The run cannot go on; the tables are left as they are. Shown as one sentence, exit code 1."""

    exit_code = 1


class UsageError(MitgenanntError):
    """Options or settings that make no sense. Exit code 2."""

    exit_code = 2


class SourceError(MitgenanntError):
    """A source folder or file as a whole cannot be used."""


class ModelError(MitgenanntError):
    """A spaCy pipeline is missing or does not fit."""


class StoreError(MitgenanntError):
    """The store cannot be used, nor set aside."""


class DamagedStoreError(StoreError):
    """The store was found damaged while it was used; it is set aside, and a new run rebuilds it."""


class OutputError(MitgenanntError):
    """The tables cannot be written."""


class TablesError(MitgenanntError):
    """The tables cannot be read, or have no such article or name."""


class LockedError(MitgenanntError):
    """Another run works on the same output. Exit code 75 (EX_TEMPFAIL of sysexits.h)."""

    exit_code = 75
