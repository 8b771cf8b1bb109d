# make run: seeds/ -> output/.   make test: all checks.   Both make the virtual environment they need.
PYTHON ?= python3
SHARED ?= ../shared
VENV := .venv
BIN := $(VENV)/bin
PACKAGE := $(shell find pipeline -type f -not -path '*/__pycache__/*') pyproject.toml README.md
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-virtualenv
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: run test model usage columns lock clean

run: $(VENV)/installed
	$(BIN)/mitgenannt run

test: $(VENV)/checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

# A pipeline like the bundled one, from corpora, raw text and vectors in $(SHARED), with PyTorch: about a quarter of an hour with
# a GPU, a day or two without. Its steps are kept in build/model, where it goes on after a stop.
model: $(VENV)/installed
	$(INSTALL) ".[training]"
	$(BIN)/python -m pipeline.model.training --shared $(SHARED)

# How German text uses words, counted with the bundled pipeline in the raw text of $(SHARED); about ten minutes.
usage: $(VENV)/installed
	$(BIN)/python -m pipeline.model.training.usage --shared $(SHARED)

# COLUMNS.md from the schemas of the tables.
columns: $(VENV)/installed
	$(BIN)/python -c 'from pipeline.tables.package import dictionary as made; print(made(), end="")' > pipeline/tables/COLUMNS.md

# What runs and what checks, with hashes, for every supported Python and system.
lock: $(VENV)/checks
	$(INSTALL) uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade --no-header \
	  --group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade --no-header \
	  --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/locked: requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes --only-binary :all: -r requirements.lock
	touch $@

# Not editable: what is tested is what is shipped, the model in the wheel included.
$(VENV)/installed: $(VENV)/locked $(PACKAGE)
	$(INSTALL) --no-deps --no-build-isolation --force-reinstall .
	touch $@

$(VENV)/checks: $(VENV)/installed requirements-dev.lock
	$(INSTALL) --require-hashes --only-binary :all: -r requirements-dev.lock
	touch $@
