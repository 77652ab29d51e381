# Needs Python 3.11 or later and make; everything else goes into .venv and var/.

PYTHON ?= python3
RUN = .venv/bin/python

.PHONY: run stop test judges soak bench lint lock clean help venv tools

run: venv  ## Start database, web server and worker; PORT= and BIND= choose where.
	@exec $(RUN) manage.py run

stop: venv  ## Stop everything of this checkout, the embedded PostgreSQL too.
	@$(RUN) manage.py stop

test: tools  ## Run the tests.
	@$(RUN) -m pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder

judges: tools  ## Let tools from outside judge the API and its pages.
	@.ci/judges

soak: tools  ## Run the long tests.
	@$(RUN) -m pytest --config-file=tests/soak/pytest.ini --rootdir=. tests/soak

bench: tools  ## Measure the API against a baseline; docs/performance.md says how.
	@$(RUN) -m tests.bench

lint: tools  ## Check style, types and the order of the layers.
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

lock: tools  ## Find versions and hashes anew after a change in requirements.txt.
	@$(RUN) .ci/lock

clean:  ## Remove what can be made again; the data in var/ stays.
	@rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache var/static
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## List these commands.
	@sed -n 's/^\([a-z]*\):.*  ## /\1\t/p' Makefile

venv:
	@.ci/venv $(PYTHON) requirements.txt

tools:
	@.ci/venv $(PYTHON) requirements.txt tests/requirements.txt
