# Every command of this repository. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh

PYTHON := .venv/bin/python
SETUP := .venv/.stamp

# make run: which notebook, on which parameter set.
NB ?= instantiation
PROFILE ?= bundled
# make train: the Python (empty: the first >= 3.11 that runs) and the PyTorch, for example
#   make train TRAIN_PYTHON=python3.11 TORCH=torch==2.13.0+cpu
TRAIN_PYTHON ?=
TORCH ?= torch
# make lab: --no-browser, --port=8890, ...
LAB_ARGS ?=
# make bench: --quick, or names of subjects.
BENCH_ARGS ?=

# A notice of the debugger about frozen modules.
export PYDEVD_DISABLE_FILE_VALIDATION := 1
export PYTHONUNBUFFERED := 1

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

$(SETUP): requirements.lock pyproject.toml scripts/setup.sh scripts/llama_cpp.cmake
	@sh scripts/setup.sh

.PHONY: setup
setup: ## make .venv: a Python >= 3.12, the locked packages, llama.cpp compiled once
	@sh scripts/setup.sh

.PHONY: site
site: $(SETUP) ## run every notebook on the bundled model and build the documentation into site/
	@$(PYTHON) -m scripts.notebooks run --profile bundled --profile bundled-zh
	@$(PYTHON) -m scripts.site

.PHONY: serve
serve: site ## build the site and serve it at localhost:8000
	$(PYTHON) -m http.server --bind 127.0.0.1 --directory site 8000

.PHONY: test
test: $(SETUP) ## run every test: tests/, then each notebook once more with nbmake
	@mkdir -p build; status=0; \
	$(PYTHON) -m pytest tests --junitxml=build/tests.xml || status=$$?; \
	$(PYTHON) -m scripts.standard_suites build/tests.xml || status=$$?; \
	$(PYTHON) -m pytest --nbmake notebooks || status=$$?; \
	exit $$status

.PHONY: torture
torture: $(SETUP) ## mistreat the model for some minutes: load, forks, hostile text
	$(PYTHON) -m pytest tests/torture --long --timeout 900 -rP --junitxml=build/torture.xml

.PHONY: check
check: lint typecheck test site ## everything that runs on each change: lint, types, tests, site

.PHONY: lint
lint: $(SETUP) ## check style and formatting, notebooks included
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m scripts.notebooks instructions --check
	$(PYTHON) -m scripts.listings --check

.PHONY: format
format: $(SETUP) ## format the code, fix what can be fixed, clear the notebooks' outputs
	@$(PYTHON) -m scripts.notebooks clear
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

.PHONY: typecheck
typecheck: $(SETUP) ## check types
	$(PYTHON) -m mypy

.PHONY: lab
lab: $(SETUP) ## open JupyterLab on notebooks/
	$(PYTHON) -m jupyter lab --notebook-dir=notebooks \
		$(if $(filter 0,$(shell id -u)),--allow-root) $(LAB_ARGS)

.PHONY: run
run: $(SETUP) ## run one notebook on a parameter set: make run NB=tool_calling PROFILE=hermes
	@$(PYTHON) -m scripts.notebooks run --force --profile $(PROFILE) $(NB)

.PHONY: notebooks
notebooks: $(SETUP) ## run every notebook of a parameter set: make notebooks PROFILE=bundled-zh
	@$(PYTHON) -m scripts.notebooks run --profile $(PROFILE)

.PHONY: instructions
instructions: $(SETUP) ## write the install instructions into the notebooks and the README
	@$(PYTHON) -m scripts.notebooks instructions

.PHONY: listings
listings: $(SETUP) ## write the lists of tutorials into the READMEs, from notebooks/registry.yaml
	@$(PYTHON) -m scripts.listings

.PHONY: translations
translations: $(SETUP) ## list what is not translated, or changed since (ADD=name, REVIEWED=name)
	@$(PYTHON) -m scripts.translations \
		$(if $(ADD),add $(ADD),$(if $(REVIEWED),reviewed $(REVIEWED)))

.PHONY: accept
accept: $(SETUP) ## show what notebooks print now and did not before, and accept it (NB=name: of one)
	@$(PYTHON) -m scripts.notebooks run --profile bundled --profile bundled-zh
	@$(PYTHON) -m scripts.pinned_outputs --accept $(if $(filter command,$(origin NB)),$(NB))

.PHONY: matrix
matrix: $(SETUP) ## run every notebook on every profile whose model is here; report in build/matrix/
	@$(PYTHON) -m scripts.matrix

.PHONY: check-site
check-site: site ## read the site and run a tutorial in Chromium; Lighthouse
	@sh scripts/setup_lighthouse.sh
	$(PYTHON) -m pytest tests/browser --browser --timeout 900

.PHONY: train
train: ## train the bundled model from scratch and export it (TRAIN_PYTHON=, TORCH=, TRAIN_ARGS=)
	@sh scripts/setup_train.sh "$(TRAIN_PYTHON)" "$(TORCH)"
	.venv-train/bin/python -m training.train --work-dir build/training --resume $(TRAIN_ARGS)
	.venv-train/bin/python -m training.export_gguf --work-dir build/training

.PHONY: train-quick
train-quick: ## train a smaller sibling with less text, into build/quick.gguf
	@sh scripts/setup_train.sh "$(TRAIN_PYTHON)" "$(TORCH)"
	.venv-train/bin/python -m training.train --work-dir build/training-quick --quick --resume
	.venv-train/bin/python -m training.export_gguf --work-dir build/training-quick --output build/quick.gguf

.PHONY: evaluate
evaluate: $(SETUP) ## measure the bundled model per task; writes build/evaluation.json
	$(PYTHON) -m training.evaluate

.PHONY: evaluate-accept
evaluate-accept: $(SETUP) ## put the figures of the last `make evaluate` into the model card
	$(PYTHON) -m training.model_card --accept

.PHONY: bench
bench: $(SETUP) ## measure the engine's speed, ten minutes; writes build/bench.json (BENCH_ARGS=)
	@$(PYTHON) -m benchmarks $(BENCH_ARGS)

.PHONY: bench-accept
bench-accept: $(SETUP) ## make the last whole `make bench` the one that the site shows
	@$(PYTHON) -m benchmarks --accept

.PHONY: compare
compare: $(SETUP) ## run LangChain's standard suites over other packages' classes, too: docs/compare.json
	@sh scripts/setup_compare.sh
	@.venv-compare/bin/python -m compare

.PHONY: lock
lock: $(SETUP) ## renew requirements.lock: versions and hashes, no registry address
	.venv/bin/uv pip compile pyproject.toml --extra dev --extra docs --extra lab --extra browser --upgrade \
		--universal --python-version 3.12 --generate-hashes --no-annotate --no-header \
		--no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock

.PHONY: clean
clean: ## remove what was built; the environments and training runs stay
	rm -rf site dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .cache
	@[ ! -d build ] || find build -mindepth 1 -maxdepth 1 ! -name 'training*' -exec rm -rf {} +
