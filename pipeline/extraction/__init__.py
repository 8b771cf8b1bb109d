"""Texts -> sentences and mentions, with a spaCy pipeline. The only room that imports spaCy."""

from pipeline.extraction.pipelines import Identity, folder_digest, identify
from pipeline.extraction.work import DEADLY, extract

__all__ = ["DEADLY", "Identity", "extract", "folder_digest", "identify"]
