# Needs Python 3.11 or newer and make; everything else is set up in this folder.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
LOCK := requirements.lock
DEV_LOCK := requirements-dev.lock

.PHONY: setup run test check bench realdata docs screenshots messages lock clean debian

setup: $(VENV)/.ready ## everything that `run` needs

$(VENV)/bin/python:
	@echo "[1/5] Making a Python environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Upside needs Python 3.11 or newer; try make run PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv || echo "      (uv is not to be had; going on with pip, which is slower)"

# $(1) is a lock file: hashes are checked, so what is installed is what was tried.
define install_lock
	@if $(BIN)/python -m uv --version >/dev/null 2>&1; \
	then $(BIN)/python -m uv pip install -q --python $(BIN)/python --require-hashes -r $(1); \
	else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1); fi
endef

$(VENV)/.ready: $(LOCK) pyproject.toml $(wildcard src/upside/locale/*/LC_MESSAGES/django.po) | $(VENV)/bin/python
	@echo "[2/5] Installing the libraries of $(LOCK)"
	$(call install_lock,$(LOCK))
	@echo "[3/5] Putting the commands upside and upmatch in $(BIN)"
	@if $(BIN)/python -m uv --version >/dev/null 2>&1; \
	then $(BIN)/python -m uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .; fi
	@echo "[4/5] Compiling the French messages"
	@$(BIN)/pybabel -q compile -f -D django -d src/upside/locale
	@echo "[5/5] Compiling the matching engine, once"
	@$(BIN)/python -c "from upmatch.warm import warm; warm()"
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready $(DEV_LOCK)
	@echo "[+] Installing what the tests need"
	$(call install_lock,$(DEV_LOCK))
	@touch $@

run: setup ## the demo company, in a browser
	@UPSIDE_DEMO=yes $(BIN)/upside serve --port $(PORT)

debian: ## Chromium and gettext for the tests, where they are missing
	@sh scripts/debian_packages.sh

check: $(VENV)/.ready-dev debian ## format, lint, types, fences, translations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@git ls-files 'src/*.html' -co --exclude-standard | xargs $(BIN)/djade --check --target-version 5.2
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m upside.config.manage makemigrations --check --dry-run

test: check ## everything, as CI runs it
	@echo "The engine's kernels as plain Python, on tiny problems: compiled code cannot be watched"
	UPMATCH_UNCOMPILED=yes $(BIN)/python -m pytest -n auto --cov --cov-report= tests/engine/large tests/engine/test_sparse.py
	@echo "Everything"
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-append --cov-report=
	$(BIN)/python scripts/coverage_gate.py
	$(MAKE) docs

docs: $(VENV)/.ready-dev ## the guide as pages, warnings are errors
	$(BIN)/sphinx-build -q -W -b html docs docs/_build

# Each in a folder of its own: two of them install a module of the same name. One that cannot be
# installed on this Python is left out, and the benchmark says so.
$(VENV)/matchers/.ready: $(wildcard benchmarks/matchers/*.lock) | $(VENV)/bin/python
	@for f in $(basename $(notdir $^)); do \
	  if $(BIN)/python -m uv --version >/dev/null 2>&1; \
	  then $(BIN)/python -m uv pip install -q --python $(BIN)/python --target $(@D)/$$f --require-hashes -r benchmarks/matchers/$$f.lock; \
	  else $(BIN)/python -m pip install -q --disable-pip-version-check --target $(@D)/$$f --require-hashes -r benchmarks/matchers/$$f.lock; fi \
	  || { rm -rf $(@D)/$$f; echo "      ($$f is not to be had here; going on without it)"; }; \
	done
	@mkdir -p $(@D) && touch $@

bench: $(VENV)/.ready-dev $(VENV)/matchers/.ready ## the quick benchmarks; FULL=1 for the whole table, which takes long
	@for f in benchmarks/*.py; do $(BIN)/python $$f $(if $(FULL),--full) || exit 1; done

realdata: setup ## the main job on the real files in ../shared/data
	@$(BIN)/python -m scripts.realdata.main

screenshots: $(VENV)/.ready-dev debian ## the pictures of the README
	@$(BIN)/python scripts/screenshots.py

messages: $(VENV)/.ready-dev debian ## collect the sentences to translate
	cd src/upside && ../../$(BIN)/django-admin makemessages -l fr --no-obsolete --add-location file --no-wrap
	$(BIN)/pybabel -q compile -f -D django -d src/upside/locale

lock: $(VENV)/bin/python ## new lock files from requirements*.in
	$(BIN)/python -m uv pip compile -q --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate requirements.in -o $(LOCK)
	$(BIN)/python -m uv pip compile -q --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate requirements-dev.in -o $(DEV_LOCK)
	@for f in $(basename $(wildcard benchmarks/matchers/*.in)); do \
	  $(BIN)/python -m uv pip compile -q --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate $$f.in -o $$f.lock || exit 1; \
	done

clean: ## forget the environment; data in var/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache docs/_build
