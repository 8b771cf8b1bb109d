"""Files in, articles and decisions out."""

from pipeline.sources.decisions import read_decisions
from pipeline.sources.read import read_sources

__all__ = ["read_decisions", "read_sources"]
