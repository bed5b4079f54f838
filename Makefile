.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
SIZE ?= S
CLIENTS ?= 32
KILLS ?= 30
ROUNDS ?= 3
BOM ?= var/sbom.cdx.json
BASE ?= localhost/python:bookworm
IMAGE ?= localhost/sinhhoat
BUILD ?= buildah bud --network none
BIN := .venv/bin
# Tests never read the trial's database or secrets.
TEST_ENV := SECRET_KEY=for-tests-only DEBUG=off HTTPS=off ALLOWED_HOSTS=localhost,testserver
# One list for every platform and Python from the oldest supported on, whatever machine writes it.
LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --no-config --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links

.PHONY: help install install-server wheelhouse image lock sbom run test test-quick test-random test-sqlite test-postgres coverage check lint fix messages screenshots bench bench-parts faults cluster-drill restore-drill archive-drill upgrade-drill clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

install: .venv/installed .env ## Make .venv with everything, .env with a fresh key, compiled translations
	@mkdir -p staticfiles
	@$(BIN)/python -m config.translations

.venv/installed: requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …")'
	@echo "Setting up .venv; this takes a minute or two."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

install-server: ## Make .venv anew with what a server runs and nothing else (ARGS="--no-index --find-links wheels")
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check $(ARGS) --require-hashes -r requirements.lock
	@$(BIN)/python -m config.translations

wheelhouse: install ## Fetch what a server runs into wheelhouse/, for machines without internet (same Python as there)
	@rm -rf wheelhouse
	@$(BIN)/pip download --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
		--dest wheelhouse --requirement requirements.lock
	@echo "$$(ls wheelhouse | wc -l) files in wheelhouse/"

image: ## Build the product as a container from wheelhouse/, without a network (BASE=… an image with Python, IMAGE=… its name)
	@test -d wheelhouse || { echo "No wheelhouse/: make it with “make wheelhouse” where there is internet, and carry it here."; exit 1; }
	@$(BUILD) --quiet --format docker --build-arg BASE=$(BASE) --tag $(IMAGE) --file deploy/Containerfile .

lock: install ## Pin what requirements*.txt asks for with hashes: make lock ARGS=--upgrade for newer ones
	$(LOCK) $(ARGS) --output-file requirements.lock requirements.txt
	$(LOCK) $(ARGS) --output-file requirements-dev.lock --constraints requirements.lock requirements-dev.txt

sbom: install ## Write what a server installs as a CycloneDX bill of materials (BOM=… for another file)
	@mkdir -p $(dir $(BOM))
	@PYTHONWARNINGS=ignore $(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible \
		--output-file $(BOM) requirements.lock
	@echo "Written to $(BOM)"

.env: | .venv/installed
	@umask 077; printf 'DEBUG=off\nHTTPS=off\nALLOWED_HOSTS=localhost,127.0.0.1,[::1]\nSECRET_KEY="%s"\n' "$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" > .env

run: install ## Serve the product with demo data on http://localhost:8000/ (PORT=… for another)
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py load_demo --if-empty
	@$(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@echo "Serving http://localhost:$(PORT)/ (stop with Ctrl+C)"
	@$(BIN)/gunicorn config.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --log-level warning --no-control-socket

test: install ## Run the whole suite on SQLite, then what needs a database on a real PostgreSQL
	@$(BIN)/python -m tests.browser_setup
	$(MAKE) --no-print-directory test-sqlite
	$(MAKE) --no-print-directory test-postgres

test-quick: install ## Run what takes a minute or two, on SQLite: no browser, no `slow` test, few random cases
	HYPOTHESIS_PROFILE=quick $(TEST_ENV) DATABASE_URL= $(BIN)/python -m pytest -n auto --dist worksteal -m "not browser and not slow" $(ARGS)

test-random: install ## Try thousands of random cases, other ones each time: make test-random ARGS=tests/exchange/layout
	HYPOTHESIS_PROFILE=thorough $(TEST_ENV) DATABASE_URL= $(BIN)/python -m pytest -n auto --dist worksteal -m "not browser" $(ARGS)

test-sqlite: install ## Run the suite on SQLite only: make test-sqlite ARGS="-n 0 -k figures"
	$(TEST_ENV) DATABASE_URL= $(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

test-postgres: install ## Run what needs a database on PostgreSQL only (DATABASE_URL, or one that it starts itself)
	$(TEST_ENV) $(BIN)/python -m tests.postgres $(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

coverage: install ## Run the suite on SQLite and tell which lines it leaves out (Python 3.11 takes twice as long for it)
	$(TEST_ENV) DATABASE_URL= $(BIN)/python -m pytest -n auto --dist worksteal --cov $(ARGS)

check: lint ## Lint and all that must hold of Django: migrations, deployment settings
	$(TEST_ENV) DATABASE_URL= $(BIN)/python manage.py makemigrations --check --dry-run
	SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" DEBUG=off HTTPS=on ALLOWED_HOSTS=example.org DATABASE_URL= \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

lint: install ## Look at the source only, in seconds: style, layers, dependencies, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djhtml --check --tabwidth 2 templates
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/mypy

fix: install ## Format code and templates, and repair what ruff can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djhtml --tabwidth 2 templates

messages: install ## Collect the strings to translate into locale/vi (needs gettext)
	$(TEST_ENV) $(BIN)/python manage.py makemessages --locale vi --no-wrap --no-location --ignore .venv --ignore var --ignore tests

screenshots: install ## Take the pictures of the user guide anew from the running product
	@$(BIN)/python -m tests.browser_setup
	@$(BIN)/python -m tests.screenshots

bench: install ## Measure every page on made-up data: make bench SIZE=S (a province; M ten, L the nation), never a verdict
	$(TEST_ENV) $(BIN)/python -m tests.postgres $(BIN)/python -m benchmarks.nation $(SIZE) $(ARGS)

bench-parts: install ## Measure single parts against what they may take, on generated data
	$(TEST_ENV) $(BIN)/python -m tests.postgres $(BIN)/python -m benchmarks.figures
	$(TEST_ENV) $(BIN)/python -m tests.postgres $(BIN)/python -m benchmarks.exports
	$(TEST_ENV) DATABASE_URL= $(BIN)/python -m benchmarks.documents
	$(TEST_ENV) $(BIN)/python -m tests.postgres $(BIN)/python -m benchmarks.submission
	$(TEST_ENV) DATABASE_URL= $(BIN)/python -m benchmarks.tables
	$(TEST_ENV) DATABASE_URL= $(BIN)/python -m benchmarks.plans
	$(TEST_ENV) $(BIN)/python -m tests.postgres $(BIN)/python -m benchmarks.calendar
	$(TEST_ENV) $(BIN)/python -m tests.postgres $(BIN)/python -m benchmarks.forms

faults: install ## Kill processes and the database while clients write, and look for what is lost (KILLS=… of each kind, CLIENTS=…)
	$(TEST_ENV) $(BIN)/python -m tests.faults --clients $(CLIENTS) --kills $(KILLS) $(ARGS)

cluster-drill: install ## Let machines of a PostgreSQL cluster fail while clients write, as root on Debian (ROUNDS=… of each fault, FAULTS="…,…", CLIENTS=…)
	$(TEST_ENV) $(BIN)/python -m tests.faults.cluster_drill --clients $(CLIENTS) --rounds $(ROUNDS) $(if $(FAULTS),--faults "$(FAULTS)") $(ARGS)

restore-drill: install ## Back up the demo, or what DATABASE_URL names, restore it beside, compare everything
	$(TEST_ENV) $(BIN)/python -m tests.faults.restore $(ARGS)

archive-drill: install ## Destroy a database while people write, bring it back from its archive (needs Debian's pgbackrest; 15 minutes)
	$(TEST_ENV) $(BIN)/python -m tests.faults.archive $(ARGS)

upgrade-drill: install ## Fill databases by earlier versions (ARGS="REVISION …"), bring them to this one, compare figures
	$(TEST_ENV) $(BIN)/python -m tests.faults.upgrade $(ARGS)

clean: ## Remove what the commands above made, the trial's database included
	rm -rf .venv .env var staticfiles .pytest_cache .ruff_cache .mypy_cache .coverage .hypothesis
