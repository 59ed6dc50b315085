# Two ways in: `make demo` shows what the program does, `make test` shows that it does it.
# PYTHON picks the interpreter that makes .venv (3.10 or later).
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test test-all lint clean

demo: $(VENV)/installed
	$(BIN)/bhxh-search index seeds/
	$(BIN)/bhxh-search query "bảo hiểm tự nguyện"

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -m "not slow" --numprocesses auto --dist loadfile

test-all: $(VENV)/installed-dev
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
