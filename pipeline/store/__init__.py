"""What has been extracted, keyed by content: digest(body) within the identity of the model. One DuckDB file.

The only package that imports DuckDB. All results depend on what was added, never on the order or the batches: the ids
inside the file differ between two stores of the same articles, so no id leaves it.
"""

from pipeline.store.contents import Store
from pipeline.store.file import store_path
from pipeline.store.rows import digest
from pipeline.store.upkeep import Inventory, prune, stored, stored_sentences, stored_texts, take_inventory

__all__ = [
    "Inventory",
    "Store",
    "digest",
    "prune",
    "store_path",
    "stored",
    "stored_sentences",
    "stored_texts",
    "take_inventory",
]
