"""Makes the bundled pipeline from ../shared: `make model`, or `python -m pipeline.model.training`."""
