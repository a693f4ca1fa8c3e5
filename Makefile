# `make demo` and `make test` do all the set-up they need. Variables: PYTHON (which one makes the environment), VENV (where it is),
# WHEEL (test this wheel instead of building one), PYTEST (more arguments for pytest).
PYTHON ?= python3
VENV   ?= .venv
WHEEL  ?=
PYTEST ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

SOURCES := setup.py pyproject.toml MANIFEST.in README.md \
	$(shell find clonal ext -type f ! -name '*.so' ! -name '*.pyc' 2>/dev/null)

# The tests see the package as it is installed: the safe path keeps this folder off sys.path in every process they start, and
# CLONAL_INSTALLED makes tests/conftest.py refuse any other copy.
# Tests run on all cores; one file is a process's own, since its tests share what they build. Each process multiplies its small
# matrices on one core: threads of several processes would wait for each other.
RUN_TESTS := env -u PYTHONPATH PYTHONSAFEPATH=1 CLONAL_INSTALLED=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist loadfile

.PHONY: help demo test battery external lint wheel docs outcomes verification clean

help:
	@echo "make demo       simulate a built-in scenario: leaves demo/cml-imatinib.h5 and .png"
	@echo "make test       pass the tests on the installed package; with WHEEL=FILE on that wheel"
	@echo "make battery    the longer battery of tests"
	@echo "make external   tests that need more than Python, a compiler and PyPI: it names what is missing"
	@echo "make lint       style and types, with pinned tools"
	@echo "make wheel      dist/: the sdist, and the wheel built from it"
	@echo "make docs       the pages made from code: docs/keys.md, docs/program.md"
	@echo "make outcomes   docs/outcomes.md: what partners of chemotherapy change, simulated anew"
	@echo "make verification  docs/verification.md: the smallest errors that the tests see"
	@echo "make clean      remove what was built"

demo: $(VENV)/installed
	@mkdir -p demo
	@rm -f demo/cml-imatinib.h5 demo/cml-imatinib.png
	$(BIN)/clonal run cml-imatinib --runs 200 --seed 1 --out demo/cml-imatinib.h5
	$(BIN)/clonal info demo/cml-imatinib.h5
	$(BIN)/clonal plot demo/cml-imatinib.h5 --out demo/cml-imatinib.png
	@echo "demo/cml-imatinib.h5 and demo/cml-imatinib.png are ready"

test: test-environment
	$(RUN_TESTS) $(PYTEST)

battery: test-environment
	$(RUN_TESTS) -m battery $(PYTEST)

external: test-environment
	$(RUN_TESTS) -m external $(PYTEST)

.PHONY: test-environment
ifeq ($(strip $(WHEEL)),)
test-environment: $(VENV)/installed
	$(PIP) install "$$(ls dist/clonal-*.whl)[test]"
else
test-environment: $(BIN)/python
	@test -f "$(WHEEL)" || { echo "make: there is no wheel $(WHEEL)" >&2; exit 2; }
	$(PIP) install "$(WHEEL)[test]"
	$(PIP) install --force-reinstall --no-deps "$(WHEEL)"
	@rm -f $(VENV)/installed
endif

lint: $(VENV)-lint/bin/python
	$(VENV)-lint/bin/python -m pip --disable-pip-version-check --quiet install -r .ci/lint.txt
	$(VENV)-lint/bin/ruff check .
	$(VENV)-lint/bin/mypy

wheel: $(BIN)/python
	$(PIP) install build
	@rm -rf dist
	$(BIN)/python -m build --outdir dist .

$(VENV)/installed: $(SOURCES)
	@$(MAKE) --no-print-directory wheel
	$(PIP) install "$$(ls dist/clonal-*.whl)[plot]"
	$(PIP) install --force-reinstall --no-deps dist/clonal-*.whl
	@touch $@

$(BIN)/python $(VENV)-lint/bin/python:
	@$(PYTHON) .ci/prerequisites.py
	$(PYTHON) -m venv $(patsubst %/bin/python,%,$@)

docs:
	PYTHONPATH=. $(PYTHON) docs/keys.py
	PYTHONPATH=. $(PYTHON) docs/program.py

outcomes: $(VENV)/installed
	$(BIN)/python docs/outcomes.py

verification: test-environment
	$(BIN)/python docs/verification.py

clean:
	rm -rf build dist demo $(VENV) $(VENV)-lint *.egg-info clonal/*.so
