"""What a person at a terminal wants to see first after a run."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.answers.strongest import strongest
from pipeline.errors import TablesError
from pipeline.report import Report, amount
from pipeline.tables.cells import one_line
from pipeline.tables.reading import read_table
from pipeline.tables.schemas import CHANGES, COMENTIONS

_SHOWN = 5
_LOOKED_AT = 20_000  # pairs with most windows: no pair of few articles has a great log-likelihood
_CHANGES = 500_000  # rows; new pairs come early


def top(report: Report, output: Path) -> RenderableType:
    """The strongest pairs, the strongest of those that are new since the run before, the articles that were skipped."""
    try:
        pairs = read_table(output, COMENTIONS, most=_LOOKED_AT)
        new = _new(output, pairs) if report.changed else pairs[:0]
    except TablesError:  # another run has begun to replace them
        return Text()
    pairs = pairs[pairs["Articles"] > pairs["Expected"]]
    if pairs.empty:
        return Text()
    table = Table(box=box.SIMPLE)
    for name in ("Strongest pairs", "Articles", "Expected", "LogLikelihood"):
        table.add_column(name, justify="left" if name == "Strongest pairs" else "right")
    _fill(table, strongest(pairs, _SHOWN))
    if not new.empty:
        table.add_section()
        table.add_row("New pairs", style="bold")
        _fill(table, strongest(new, _SHOWN))
    example = strongest(pairs, 1).iloc[0]
    where = "" if output == Path("output") else f' -o "{output}"'
    asked = f"mitgenannt explain {example['Source']} {example['Target']}{where}"
    return Group(table, *_skipped(report), Text(f"The sentences behind a pair: {asked}"))


def _fill(table: Table, pairs: pd.DataFrame) -> None:
    for row in pairs.to_dict("records"):
        label = Text(f"{row['SourceLabel']} – {row['TargetLabel']}")
        table.add_row(label, f"{row['Articles']:,}", f"{row['Expected']:,.1f}", f"{row['LogLikelihood']:,.1f}")


def _new(output: Path, pairs: pd.DataFrame) -> pd.DataFrame:
    """Those of the pairs that changes.csv calls new."""
    changes = read_table(output, CHANGES, ("What", "Change", "Id", "OtherId"), _CHANGES)
    new = changes[(changes["What"] == "pair") & (changes["Change"] == "new")]
    ends = pd.MultiIndex.from_frame(new[["Id", "OtherId"]])
    mine = pairs[["Source", "Target"]]
    return pairs[pd.MultiIndex.from_frame(mine).isin(ends) | pd.MultiIndex.from_frame(mine.iloc[:, ::-1]).isin(ends)]


def _skipped(report: Report) -> Iterator[Text]:
    """In one line: which ones, and why."""
    if report.skipped:
        some = "; ".join(one_line(f"{article.id}: {article.reason}") for article in report.skipped[:_SHOWN])
        more = "; … (Status in articles.csv)" * (len(report.skipped) > _SHOWN)
        yield Text(f"{amount(len(report.skipped), 'article', 'articles')} skipped: {some}{more}", "yellow")
