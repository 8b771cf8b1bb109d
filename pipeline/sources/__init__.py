"""Find and read articles: text, CSV and JSON Lines, plain or gzipped."""

from pipeline.sources.read import read_sources

__all__ = ["read_sources"]
