"""mitgenannt: who is mentioned with whom in German news.

From Python: `run(Settings(...))` is the run of the command line, `read_tables(folder)` gives its tables as DataFrames.
"""

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.errors import MitgenanntError
    from pipeline.report import Report, Watch
    from pipeline.run import run
    from pipeline.settings import Settings
    from pipeline.tables.reading import read_tables

__all__ = ["MitgenanntError", "Report", "Settings", "Watch", "__version__", "read_tables", "run"]

try:
    __version__ = version("mitgenannt")
except PackageNotFoundError:  # run from a checkout that is not installed
    __version__ = "0+unknown"

# Imported when they are asked for, so that `mitgenannt --help` does not wait for pandas.
_HOMES = {
    "MitgenanntError": "pipeline.errors",
    "Report": "pipeline.report",
    "Settings": "pipeline.settings",
    "Watch": "pipeline.report",
    "read_tables": "pipeline.tables.reading",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any of the above
    if name == "run":  # the module, which can be called as its function: importing it anywhere puts it here as well
        return import_module("pipeline.run")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
