"""The figures of a pair with their ingredients, as they are checked by hand."""

from collections.abc import Iterator, Mapping

Line = tuple[str, str, str]  # name, value, how it comes about


def figure_lines(figures: Mapping[str, int | float | str]) -> Iterator[Line]:
    """Each figure of a row of comentions.csv, with what it counts or how it is calculated from those above."""
    one, other = figures["SourceLabel"], figures["TargetLabel"]
    a, s, t, n = (int(figures[name]) for name in ("Articles", "SourceArticles", "TargetArticles", "TotalArticles"))
    hows = {
        "Weight": "windows that mention both",
        "Articles": "articles that mention both",
        "Paragraphs": "paragraphs that mention both",
        "Sentences": "sentences that mention both",
        "SourceArticles": f"articles that mention {one}",
        "TargetArticles": f"articles that mention {other}",
        "TotalArticles": "all articles that count",
        "Expected": f"= {s} × {t} / {n}",
        "PMI": f"= log2({a} / Expected)",
        "NPMI": "1 where both are in every article" if a == n else f"= PMI / -log2({a} / {n})",
        "LogLikelihood": f"= {_log_likelihood(a, s, t, n)}",
        "Jaccard": f"= {a} / ({s} + {t} - {a})",
        "Dice": f"= 2 × {a} / ({s} + {t})",
        "FirstMonth": "first month of an article with both",
        "LastMonth": "last month of an article with both",
    }
    for name, how in hows.items():
        if figures[name] != "":
            yield name, str(figures[name]), how


def _log_likelihood(a: int, s: int, t: int, n: int) -> str:
    """G² = 2 Σ O ln(O / E) over articles with both, only the one, only the other, neither; 0 ln 0 is left out."""
    cells = ((a, s, t), (s - a, s, n - t), (t - a, n - s, t), (n - s - t + a, n - s, n - t))
    terms = [f"{seen} × ln({seen} / ({row} × {column} / {n}))" for seen, row, column in cells if seen]
    return f"2 × ({' + '.join(terms)})"
