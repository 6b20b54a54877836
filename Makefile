# Two commands do everything on a fresh machine with Python 3.11 or newer: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
SPREAD := --numprocesses auto --dist loadfile
UV_COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --quiet

.PHONY: demo test check coverage lock bench wheel pages

demo: $(READY)  ## make the sample office in ./demo, run its months and say the update
	@$(BIN)/isu demo --again

test: $(READY)  ## run every test and doctest, on every core
	@$(BIN)/python -m pytest $(SPREAD)

wheel: $(READY)  ## build dist/isu_ledger-….whl, the one file that an office installs
	@rm -rf build
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/isu_ledger-*.whl

pages: $(READY)  ## write anew what is made from the program: list of commands, reference, refusals, tutorial, pictures
	@$(BIN)/python -m tests.listing_page
	@$(BIN)/python -m tests.reference_page
	@$(BIN)/python -m tests.commands.refusal_page
	@$(BIN)/python -m tests.tutorial_page
	@$(BIN)/python -m tests.pictures

check: $(READY)  ## lint, format, types, tests, documents
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest $(SPREAD)

coverage: $(READY)  ## run every test and show which lines and branches none of them reaches
	@$(BIN)/python -m pytest $(SPREAD) --cov

bench: $(READY)  ## measure, and print ratios
	@$(BIN)/python -m benchmarks.start
	@$(BIN)/python -m benchmarks.bank_import
	@$(BIN)/python -m benchmarks.matching
	@$(BIN)/python -m benchmarks.workbook
	@$(BIN)/isu demo --again >/dev/null && $(BIN)/python -m benchmarks.letters demo/ledger.sqlite
	@$(BIN)/python -m benchmarks.chain demo/ledger.sqlite
	@$(BIN)/python -m benchmarks.byte_flips demo/ledger.sqlite
	@$(BIN)/python -m benchmarks.growth

lock: $(READY)  ## pin the dependencies anew, with hashes
	$(UV_COMPILE) --upgrade requirements.in --output-file requirements.lock
	$(UV_COMPILE) --upgrade requirements-dev.in --output-file requirements-dev.lock

$(READY): requirements.lock requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version)'
	@echo "Setting up .venv (once, a minute or two) …"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		-r requirements.lock -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m pip check --quiet
	@touch $(READY)
