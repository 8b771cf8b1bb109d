"""`python -m pipeline.model.training [--shared FOLDER] [--output FOLDER]`: corpora and vectors -> weights and card."""

import argparse
import sys
import tempfile
from pathlib import Path

from pipeline.model.training.card import write_card
from pipeline.model.training.data import Data, write_data
from pipeline.model.training.fit import assemble, fit

NEEDED = {
    "corpora/germeval2014/train.bio": "GermEval 2014, training part, as token TAB BIO tag (CC BY 4.0)",
    "corpora/germeval2014/dev.bio": "GermEval 2014, development part, likewise",
    "corpora/germeval2014/dev_news.bio": "the sentences of it that come from news",
    "corpora/smartdata/news.jsonl": "DFKI SmartData corpus v1, news part, with character spans (CC BY 4.0)",
    "corpora/bundestag": "Korpus-Plenarprotokolle, protocols of 1951 and 1981 as BIO files (Apache-2.0)",
    "vectors/de_floret_50k_128.floret.xz": "floret vectors: 50,000 rows, 128 dimensions, n-grams 3 to 6",
}


def main() -> None:
    """Train both components, put them together, score them, write pipeline and card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="corpora and vectors")
    parser.add_argument("--output", type=Path, default=Path("pipeline/model"), help="folder for de/ and CARD.md")
    options = parser.parse_args()
    if missing := [name for name in NEEDED if not (options.shared / name).exists()]:
        lines = [f"  {options.shared / name}: {NEEDED[name]}" for name in missing]
        sys.exit(
            "\n".join(["The training needs these, which are not there. Fetch them and put them in place:", *lines])
        )
    with tempfile.TemporaryDirectory() as folder:
        data: Data = write_data(options.shared, Path(folder))
        senter = fit("senter", data.sentences, data.sentences_dev, None, Path(folder) / "senter")
        ner = fit("ner", data.names, data.names_dev, data.forms, Path(folder) / "ner")
        assemble(ner, senter, data.floret, options.output / "de")
    write_card(options.shared, options.output)


if __name__ == "__main__":
    main()
