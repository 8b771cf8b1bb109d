"""The bundled German pipeline: `de` (weights), CARD.md (what it is), training (how it is made)."""
