# The one door: people, pre-commit and CI all come in here. `make` alone lists what there is.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

built := src/roundtable/foundation/web/static/built/roundtable.css
assets := $(shell find src/roundtable/foundation/web/assets -type f 2>/dev/null)

# uv's own settings stay with the machine; the locks say nothing of where packages come from.
pip_compile := .venv/bin/uv pip compile --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet

.PHONY: help
help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: run
run: setup ## set up, load the example year and serve it on http://127.0.0.1:8000
	@exec .venv/bin/roundtable demo $(ARGS)

.PHONY: setup
setup: .venv/.runtime $(built) ## install what the site needs, without starting it

.PHONY: develop
develop: setup .venv/.dev ## install what tests and checks need as well

.PHONY: test
test: develop ## set up and run every check and test that this machine can run
	@scripts/test $(ARGS)

.PHONY: check
check: develop ## locks, style, floors, types, templates and documentation, in under a minute
	@scripts/check

.PHONY: fix
fix: develop ## let the linter and the formatter put right what they can
	@.venv/bin/python -m ruff check --fix . ; .venv/bin/python -m ruff format .

.PHONY: bench
bench: develop .venv/.bench ## run the benchmarks (make bench ARGS=name for one)
	@scripts/bench $(ARGS)

.PHONY: fuzz
fuzz: develop ## feed each reader of files what a fuzzer makes up, a minute each (make fuzz ARGS=seconds)
	@PYTHONPATH=src ROUNDTABLE_FUZZ_SECONDS=$(or $(ARGS),60) .venv/bin/python -m pytest -q tests/intake/test_fuzzing.py

.PHONY: docs
docs: .venv/.dev ## build the documentation into site-docs/
	@scripts/step "Documentation" .venv/bin/python -m mkdocs build --strict
	@echo "Open site-docs/index.html"

.PHONY: wheel
wheel: develop ## build the wheel, with the built assets in it, into dist/
	@scripts/step "Wheel" .venv/bin/python -m build --wheel --no-isolation --outdir dist .
	@ls dist/*.whl

.PHONY: lock
lock: .venv/.runtime ## choose the versions of packages anew
	@$(pip_compile) - -o requirements-uv.txt <<<'uv~=0.13'
	@scripts/step "requirements.txt" $(pip_compile) pyproject.toml --extra web -o requirements.txt
	@scripts/step "requirements-dev.txt" $(pip_compile) --group dev -c requirements.txt -o requirements-dev.txt
	@scripts/step "requirements-bench.txt" $(pip_compile) --group bench -c requirements.txt -c requirements-dev.txt -o requirements-bench.txt
	@scripts/step "package-lock.json" npm install --package-lock-only --ignore-scripts
	@scripts/check-locks

.PHONY: clean
clean: ## remove what was built and installed; the data in var/ stays
	rm -rf .venv node_modules dist site-docs src/roundtable/foundation/web/static/built src/roundtable/measures/fonts
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamp files: each is newer than what it was made from, so that the second time is instant.
.venv/.runtime: requirements.txt requirements-uv.txt scripts/setup-python
	@scripts/step "Python packages" scripts/setup-python requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	@scripts/step "Packages for tests and checks" scripts/setup-python requirements.txt requirements-dev.txt
	@touch $@

.venv/.bench: requirements-bench.txt .venv/.dev
	@scripts/step "Packages that benchmarks compare with" scripts/setup-python requirements.txt requirements-dev.txt requirements-bench.txt
	@touch $@

node_modules/.installed: package.json package-lock.json scripts/setup-node
	@scripts/step "Packages from npm" scripts/setup-node

$(built): node_modules/.installed scripts/build-assets.mjs $(assets)
	@scripts/step "Styles, scripts and fonts" npm run build
	@touch $@
