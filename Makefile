# Every command a person or a machine needs; `make` alone lists them.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help install chat test check check-corpus bench bench-retrieval eval gate clean
help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Groundwork needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	@echo "Installing (about 2 GB, a few minutes) ..."
	$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing what the tests need ..."
	$(PIP) --editable '.[dev]'
	@touch $@

install: $(VENV)/.installed ## Set up into .venv

chat: install ## Index the handbook if need be and open the page on 127.0.0.1:7860
	$(BIN)/groundwork chat

test: $(VENV)/.installed-dev ## Install what tests need and run them
	$(BIN)/python -m pytest

check: $(VENV)/.installed-dev check-corpus ## Format, lint, types, the law of imports, the handbook
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check-corpus: $(VENV)/.installed-dev ## Proofread the handbook
	$(BIN)/python -m evals.proofread

bench: install ## Measure speed and memory
	$(BIN)/python -m evals.bench

bench-retrieval: $(VENV)/.installed-dev ## Retrieval beside what people use today (ARGS="--documents DIR --questions FILE")
	$(BIN)/python -m evals.retrieval_bench $(ARGS)

eval: install ## Run the evaluation suite
	$(BIN)/groundwork eval

gate: install ## Hold a fast run against the accepted one, twice, to the same bytes
	$(BIN)/groundwork eval --gate --out runs/gate
	$(BIN)/groundwork eval --gate --out runs/gate-again --jobs 1
	diff --recursive --brief --exclude latency.json runs/gate runs/gate-again

clean: ## Remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist *.egg-info
