"""Which pairs are strongest."""

import pandas as pd


def strongest(pairs: pd.DataFrame, most: int) -> pd.DataFrame:
    """The `most` strongest rows of comentions.csv, the strongest first: together more often than by chance, and by
    Dunning's log-likelihood, which one shared article of two rare names does not win, as it wins PMI; then by Articles.
    """
    surprise = pairs["LogLikelihood"].where(pairs["Articles"] > pairs["Expected"], -pairs["LogLikelihood"])
    order = pairs.assign(surprise=surprise).sort_values(
        ["surprise", "Articles", "Source", "Target"], ascending=[False, False, True, True]
    )
    return order[:most].drop(columns="surprise")
