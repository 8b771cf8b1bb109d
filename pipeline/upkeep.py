"""The store of an output: its size and content, and how it is made small again."""

from pipeline.errors import StoreError
from pipeline.lock import hold
from pipeline.published import recall
from pipeline.report import Watch, amount
from pipeline.settings import Settings
from pipeline.store import Inventory, prune, store_path, take_inventory

_THOUSAND = 1000


def describe_store(settings: Settings) -> str:
    """Where the store of the output is, its size, and how much of what is in it; nothing is changed.

    Raises LockedError while a run has it in use.
    """
    path = store_path(settings.output)
    found, last = take_inventory(path), recall(settings.output)
    if not found.bytes:
        return f"There is no store in {settings.output} yet: a run makes it."
    current = last.model.key if last else ""
    lines = [f"{path}: {_size(found.bytes)}, {amount(found.texts, 'text', 'texts')}"]
    for model, number in found.articles.items():
        lines.append(f"{amount(number, 'text', 'texts')} by {model}{' (the last run)' * (model == current)}")
    if found.aside:
        lines.append(f"{_size(found.aside)} set aside as damaged or of another version")
    return "\n".join(lines)


def prune_store(settings: Settings, watch: Watch) -> str:
    """Keep only what the last finished run has used; what was dropped, in a sentence.

    Raises LockedError while a run is at work, StoreError where no run has been finished.
    """
    path = store_path(settings.output)
    with hold(settings.output, settings.wait, watch.line):
        last = recall(settings.output)
        if last is None:
            raise StoreError(
                f"No run has been finished in {settings.output}, so nothing tells what is still used: "
                "finish one, then prune."
            )
        before, key = take_inventory(path), last.model.key
        prune(path, key, {entry.digest for entry in last.entries}, watch.warn)
        after = take_inventory(path)
    others = sum(number for model, number in before.articles.items() if model != key)
    unused = before.articles.get(key, 0) - after.articles.get(key, 0)
    return (
        f"Dropped {amount(unused, 'text', 'texts')} that no article has any more and "
        f"{amount(others, 'result', 'results')} of other models or versions: "
        f"{_size(_all(before))} before, {_size(_all(after))} now."
    )


def _all(inventory: Inventory) -> int:
    return inventory.bytes + inventory.aside


def _size(number: float) -> str:
    """Bytes as people read them: 1.2 MB."""
    for unit in ("bytes", "kB", "MB"):
        if number < _THOUSAND:
            return f"{number:,.1f} {unit}" if unit != "bytes" else f"{number:,.0f} {unit}"
        number /= _THOUSAND
    return f"{number:,.1f} GB"
