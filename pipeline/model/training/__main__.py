"""`python -m pipeline.model.training`: corpora, raw text and vectors -> weights and card."""

import argparse
import logging
import sys
import tempfile
from pathlib import Path

from pipeline.model.training.card import write_card
from pipeline.model.training.steps import train

NEEDED = {
    "corpora/germeval2014/train.bio": "GermEval 2014, training part, as token TAB BIO tag (CC BY 4.0)",
    "corpora/germeval2014/dev.bio": "GermEval 2014, development part, likewise",
    "corpora/germeval2014/dev_news.bio": "the sentences of it that come from news",
    "corpora/germeval2014/dev_inner.bio": "the nested marks of it",
    "corpora/smartdata/news.jsonl": "DFKI SmartData corpus v1, news part, with character spans (CC BY 4.0)",
    "corpora/bundestag": "Korpus-Plenarprotokolle, protocols of 1951 and 1981 as BIO files (Apache-2.0)",
    "vectors/de_floret_50k_128.floret.xz": "floret vectors: 50,000 rows, 128 dimensions, n-grams 3 to 6",
    "raw/wikinews.jsonl.xz": "articles of the German Wikinews, `text` in each line (CC BY 2.5)",
    "raw/speeches.jsonl.xz": "speeches of the Bundestag, likewise (official works)",
    "raw/encyclopedia.jsonl.xz": "articles of the German Wikipedia, likewise (CC BY-SA 3.0)",
}


def main() -> None:
    """Train both components, put them together, score them, write pipeline and card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="corpora, raw text and vectors")
    parser.add_argument("--output", type=Path, default=Path("pipeline/model"), help="folder for de/ and CARD.md")
    parser.add_argument("--work", type=Path, help="folder for what is half done, so that it can go on after a stop")
    options = parser.parse_args()
    if missing := [name for name in NEEDED if not (options.shared / name).exists()]:
        lines = [f"  {options.shared / name}: {NEEDED[name]}" for name in missing]
        sys.exit(
            "\n".join(["The training needs these, which are not there. Fetch them and put them in place:", *lines])
        )
    logging.basicConfig(level=logging.INFO)
    with tempfile.TemporaryDirectory() as folder:
        train(options.shared, options.output, options.work or Path(folder))
    write_card(options.shared, options.output)


if __name__ == "__main__":
    main()
