"""What the tables of an output folder say about a name, a pair or an article, with the sentences behind it.

Needs no model and no lock: it may be asked while a run is at work.
"""

from pipeline.answers.articles import show
from pipeline.answers.explain import explain

__all__ = ["explain", "show"]
