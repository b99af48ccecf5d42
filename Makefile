# Set-up, demo and checks. Plain `pulumi` works too, in a shell after `eval "$(make -s env)"`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := setup
.PHONY: setup env demo demo-down review unit test newest campaign charts policy lint bench lock clean

PYTHON ?= python3
# all: platform, cluster and tenants with workers. accounts: tenants' accounts on the ClearML simulator, no cluster.
PART ?= all
STACK := $(if $(filter accounts,$(PART)),accounts,dev)
BIN := .venv/bin
# What `make review` compares with, a git reference or a folder, and the page that it writes.
BASE ?= $(shell git rev-parse --quiet --verify HEAD 2>/dev/null)
PAGE ?= .sandbox/review.html
# Renders charts on a machine without helm.
TEMPLATES := .sandbox/bin/chart-templates
# Checks the workflows; built from its Go module, because the package on PyPI downloads a program from GitHub.
ACTIONLINT := .sandbox/bin/actionlint
HAVE_PYTHON := command -v $(PYTHON) >/dev/null || { echo "setup: $(PYTHON) is not installed or not on PATH; expected Python 3.11 to 3.13" >&2; exit 1; }
ENGINE := $(HAVE_PYTHON); $(PYTHON) -m sandbox.toolchain
IN_SANDBOX := exports="$$($(PYTHON) -m sandbox.toolchain env)"; eval "$$exports";
# Tests start their own server and cluster; they must not reach a running demo or a server or cluster of the caller's.
NO_SERVER := unset CLEARML_API_HOST CLEARML_API_ACCESS_KEY CLEARML_API_SECRET_KEY CLEARML_KUBECONFIG CLEARML_KUBE_CONTEXT KUBECONFIG;
# Three on two cores: a test of the engine waits for a cluster half of its time.
AT_ONCE ?= 3
ROOMS := blueprint components providers commands fleet ci policy sandbox tests bench
LOCK := $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header

setup: ## virtual environment, engine, cluster programs and stack; what is current is left unchanged
	@$(ENGINE) setup $(PART)

env: ## export lines for eval "$(make -s env)"
	@$(ENGINE) env

demo: setup ## start simulator and cluster, run `pulumi up`, show the result; PART=accounts: simulator and accounts only
	@$(BIN)/python -m sandbox up $(PART)
	@$(IN_SANDBOX) pulumi up --stack $(STACK) --yes --skip-preview --suppress-outputs
	@$(BIN)/python -m sandbox show $(PART)

demo-down: ## remove everything that the demo made, of both parts, its processes included
	@$(HAVE_PYTHON); $(PYTHON) -m sandbox remove

review: ## what `pulumi up` would change, in words and as a page (PAGE); after `make demo`, for changed tenant files and settings
	@$(IN_SANDBOX) pulumi preview --stack $(STACK) --json | $(BIN)/python -m fleet review - $(if $(BASE),--base $(BASE)) --page $(PAGE) \
		|| case $$? in 2|3) ;; *) exit 1;; esac
	@echo "as a page for a browser: $(PAGE)"

unit: ## tests without the engine and without real time-outs
	@$(ENGINE) venv
	@$(NO_SERVER) $(BIN)/python -m pytest -m "not engine and not slow" --numprocesses 2 --dist loadfile

test: ## all tests, on the real engine and a real Kubernetes API
	@$(NO_SERVER) $(ENGINE) setup
	@$(ENGINE) policy
	@$(IN_SANDBOX) $(NO_SERVER) python -m pytest --numprocesses $(AT_ONCE) --dist loadfile

newest: ## the tenants' engine tests on the newest Pulumi SDK and CLI, in .sandbox/newest; TESTS=… for others
	@$(ENGINE) venv
	@PYTHON=$(PYTHON) sandbox/toolchain/newest.sh $(or $(TESTS),tests/live/tenants)

campaign: setup ## commands disturbed by kills and faults, as in docs/reliability.md; RUNS=200 WORKER_RUNS=24 SEED=1
	@$(IN_SANDBOX) $(NO_SERVER) python -m tests.campaign --runs $(or $(RUNS),200) --seed $(or $(SEED),1)
	@$(IN_SANDBOX) $(NO_SERVER) python -m tests.campaign --with-workers --runs $(or $(WORKER_RUNS),24) --seed $(or $(SEED),1)

charts: ## what charts in a folder would not do with the settings of a stack, as in docs/charts.md; CHARTS=folder STACK=prod
	@$(ENGINE) venv
	@command -v helm >/dev/null || (cd sandbox/toolchain/templates && CGO_ENABLED=0 go build -mod=readonly -trimpath -o $(CURDIR)/$(TEMPLATES) .)
	@$(BIN)/python -m fleet charts $(or $(CHARTS),$(error CHARTS is not set: the folder with the charts)) --stack $(STACK) --templates $(TEMPLATES)

policy: ## environment of the policy pack (docs/policy.md), and its types; prints what to give to `pulumi preview`
	@$(ENGINE) venv
	@$(ENGINE) policy
	@$(BIN)/mypy --python-executable policy/.venv/bin/python --cache-dir .mypy_cache/policy policy

lint: ## style, types, import rules and workflows
	@$(ENGINE) venv
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy __main__.py $(ROOMS)
	@for example in examples/*/; do $(BIN)/mypy --cache-dir .mypy_cache/examples $$example; done
	@$(BIN)/lint-imports --no-logo --no-cache
	@$(BIN)/python -m fleet schema --check
	@$(BIN)/python -m fleet settings --check
	@$(MAKE) -s $(ACTIONLINT)
	@$(ACTIONLINT)
	@$(BIN)/zizmor --offline --quiet --strict-collection .github

$(ACTIONLINT): sandbox/toolchain/actionlint/go.mod sandbox/toolchain/actionlint/go.sum
	@cd $(<D) && GOWORK=off CGO_ENABLED=0 go build -mod=readonly -trimpath -o $(CURDIR)/$@ github.com/rhysd/actionlint/cmd/actionlint

bench: setup ## the benchmark of docs/benchmarks.md
	@$(IN_SANDBOX) $(NO_SERVER) python -m bench

lock: ## renew the requirements files from the .in files
	@$(ENGINE) venv
	@$(LOCK) requirements.in -o requirements.txt
	@$(LOCK) requirements-dev.in -o requirements-dev.txt
	@cd policy && ../$(LOCK) requirements.in -o requirements.txt

clean: demo-down ## remove everything that set-up made; the caches of Go and pip stay
	@rm -rf .venv policy/.venv .sandbox .mypy_cache .ruff_cache .pytest_cache
