"""Label schemes of spaCy pipelines -> our kinds and types."""

PLAIN = {
    "PER": "PER", "PERSON": "PER", "persName": "PER", "I-PER": "PER",
    "LOC": "LOC", "LOCATION": "LOC", "GPE": "LOC", "FAC": "LOC", "FACILITY": "LOC", "placeName": "LOC",
    "geogName": "LOC",
    "ORG": "ORG", "ORGANIZATION": "ORG", "orgName": "ORG",
}  # fmt: skip
LABELS = {
    **{label: ("name", type_) for label, type_ in PLAIN.items()},
    **{f"{type_}part": ("part", type_) for type_ in ("PER", "LOC", "ORG")},
    **{f"{type_}deriv": ("derived", type_) for type_ in ("PER", "LOC", "ORG")},
    "NORP": ("derived", "LOC"),
}
