# Inkling's commands. `make run` and `make test` do all of their own set-up: a private environment
# in .venv, made once, with the versions that constraints/ pins, and Qt's system libraries.

VENV := .venv
PYTHON := $(VENV)/bin/python
PYTEST := QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest
APP := $(VENV)/app.stamp
DEV := $(VENV)/dev.stamp

# An environment that no longer starts, or belongs to another checkout, is made again.
ifneq ($(shell $(PYTHON) -c 'import pip' 2>/dev/null && cat $(VENV)/checkout),$(CURDIR))
$(APP) $(DEV): FORCE
endif

.PHONY: help
help:  ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: $(APP)  ## Open the window (without a display: run the self-test and say so)
	@$(PYTHON) packaging/launch.py

.PHONY: test
test: $(DEV)  ## Run the test suite; needs no dataset
	@$(PYTEST)

.PHONY: check-data
check-data: $(DEV)  ## Check the shipped networks' scores on the real datasets
	@$(PYTEST) -m datasets

.PHONY: lint
lint: $(DEV)  ## Check style, imports between packages, shell scripts and workflows
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(VENV)/bin/lint-imports
	@$(VENV)/bin/shellcheck .ci/run packaging/*.sh packaging/*/*.sh
	@sh packaging/lint_workflows.sh

.PHONY: types
types: $(DEV)  ## Check types, strictly
	@$(PYTHON) -m mypy

.PHONY: coverage
coverage: $(DEV)  ## Run the test suite and say which lines it leaves out
	@$(PYTEST) --cov --cov-report=term-missing

.PHONY: bench
bench: $(VENV)/bench.stamp  ## Measure against the peers; writes benchmarks/results.json
	@$(PYTHON) -m benchmarks

.PHONY: screenshots
screenshots: $(APP)  ## Make the pictures in docs/screenshots anew
	@$(PYTHON) docs/make_screenshots.py

.PHONY: package
package: $(DEV)  ## Make the folder build and the packages, in dist/
	@sh packaging/install_system_tools.sh
	@QT_QPA_PLATFORM=offscreen $(PYTHON) packaging/make_packages.py

.PHONY: check-package
check-package: $(DEV)  ## Check the packages: sizes, a bare system, install and removal
	@sh packaging/install_system_tools.sh
	@$(PYTEST) -m packages tests/packaging

.PHONY: pin
pin: $(APP)  ## Pin the newest versions that pyproject.toml admits
	@sh packaging/pin.sh

.PHONY: check-web
check-web: $(VENV)/web-tests.stamp  ## Check the web service in a browser and against its own document
	@$(PYTEST) -m web tests/web_api

.PHONY: check-container
check-container: $(VENV)/web-tests.stamp  ## Build the service's container without an engine, as root
	@$(PYTEST) -m container tests/packaging

.PHONY: clean
clean:  ## Remove what was built, and the environment
	rm -rf build dist $(VENV) $(VENV)-*

$(VENV)/bench.stamp: $(APP)
$(VENV)/web-tests.stamp: $(DEV)

$(VENV)/%.stamp: constraints/%.txt pyproject.toml packaging/environment.sh
	@sh packaging/environment.sh $*

.PHONY: FORCE
FORCE:
