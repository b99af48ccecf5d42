# Set-up, demo and checks. None of it is the only door: `eval "$(make -s env)"` gives a shell for plain `pulumi`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := setup
.PHONY: setup env demo demo-down unit test lint bench lock clean

PYTHON ?= python3
BIN := .venv/bin
HAVE_PYTHON := command -v $(PYTHON) >/dev/null || { echo "setup: $(PYTHON) is not installed or not on PATH; wanted is Python 3.11 to 3.13" >&2; exit 1; }
ENGINE := $(HAVE_PYTHON); $(PYTHON) -m sandbox.toolchain
IN_SANDBOX := exports="$$($(PYTHON) -m sandbox.toolchain env)"; eval "$$exports";
# Tests bring their own server and cluster; neither a running demo nor the caller's own may be met by accident.
NO_SERVER := unset CLEARML_API_HOST CLEARML_API_ACCESS_KEY CLEARML_API_SECRET_KEY CLEARML_KUBECONFIG CLEARML_KUBE_CONTEXT KUBECONFIG;
# Three on two cores: half of the time an engine's test waits for a cluster.
AT_ONCE ?= 3
ROOMS := blueprint components providers commands fleet sandbox tests bench
LOCK := $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header

setup: ## virtual environment, engine, Kubernetes programs and stack; what is there and current is left alone
	@$(ENGINE) setup

env: ## export lines for eval "$(make -s env)"
	@$(ENGINE) env

demo: setup ## simulator and cluster, `pulumi up` of stack dev, and what now exists
	@$(BIN)/python -m sandbox up
	@$(IN_SANDBOX) pulumi up --stack dev --yes --skip-preview --suppress-outputs
	@$(BIN)/python -m sandbox show

demo-down: ## everything that the demo made, its processes included
	@$(HAVE_PYTHON); $(PYTHON) -m sandbox remove

unit: ## tests without the engine and without real time-outs
	@$(ENGINE) venv
	@$(NO_SERVER) $(BIN)/python -m pytest -m "not engine and not slow" --numprocesses 2 --dist loadfile

test: ## all tests, on the real engine and a real Kubernetes API
	@$(NO_SERVER) $(ENGINE) setup
	@$(IN_SANDBOX) $(NO_SERVER) python -m pytest --numprocesses $(AT_ONCE) --dist loadfile

lint: ## style, types and import rules
	@$(ENGINE) venv
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy __main__.py $(ROOMS)
	@$(BIN)/lint-imports --no-logo --no-cache
	@$(BIN)/python -m fleet schema --check
	@$(BIN)/python -m fleet settings --check

bench: setup ## the benchmark of docs/benchmarks.md
	@$(IN_SANDBOX) $(NO_SERVER) python -m bench

lock: ## new requirements files from the .in files
	@$(ENGINE) venv
	@$(LOCK) requirements.in -o requirements.txt
	@$(LOCK) requirements-dev.in -o requirements-dev.txt

clean: demo-down ## everything that set-up made; caches of Go and pip stay
	@rm -rf .venv .sandbox .mypy_cache .ruff_cache .pytest_cache
