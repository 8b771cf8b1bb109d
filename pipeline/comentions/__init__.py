"""Who stands with whom: pairs of entities with counts, measures, months and evidence."""

from pipeline.comentions.bounds import MOST_PAIRS, Bounded, bound
from pipeline.comentions.counts import count_entities_by_month, count_pairs, count_pairs_by_month, pick_evidence

__all__ = [
    "MOST_PAIRS",
    "Bounded",
    "bound",
    "count_entities_by_month",
    "count_pairs",
    "count_pairs_by_month",
    "pick_evidence",
]
