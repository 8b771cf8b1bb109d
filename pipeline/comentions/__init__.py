"""Who stands with whom: pairs of entities with counts, measures, months and evidence."""

from pipeline.comentions.counts import count_entities_by_month, count_pairs, count_pairs_by_month, pick_evidence

__all__ = ["count_entities_by_month", "count_pairs", "count_pairs_by_month", "pick_evidence"]
