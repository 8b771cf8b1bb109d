"""mitgenannt: who is mentioned with whom in German news."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("mitgenannt")
except PackageNotFoundError:  # run from a checkout that is not installed
    __version__ = "0+unknown"
