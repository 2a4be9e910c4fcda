# Everything a newcomer types. Each target makes what it needs.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SOURCES := src tests benchmarks examples

.PHONY: demo test lint check bench bench-env nano clean

$(BIN)/lekalo: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $(BIN)/lekalo

$(VENV)/.tools: $(BIN)/lekalo
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[test,lint]"
	touch $(VENV)/.tools

demo: $(BIN)/lekalo  ## the whole circle on the embedded model
	$(BIN)/lekalo demo

test: $(VENV)/.tools  ## all tests
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.tools  ## format, rules, types, layers, spelling
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell $(SOURCES) docs *.md

check: lint test  ## what a change must pass
