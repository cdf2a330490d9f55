# The commands of the project. Each one says what it lacks; none needs root, but as root on Debian they install it.
.PHONY: setup demo test check bench format messages lock

PORT ?= 8000
ARGS ?=

setup: ## .venv from the lock file; instant when nothing changed
	@scripts/setup requirements-dev.lock

demo: ## the demo study at http://localhost:$(PORT), ready to sign in
	@PORT=$(PORT) scripts/demo

test: ## the suite on SQLite and on PostgreSQL, in a browser, and the JavaScript; ARGS go to pytest
	@scripts/test $(ARGS)

check: ## format, lint, types, layers, settings, French, budgets
	@scripts/check

bench: setup ## measure against the floor; results are kept in var/bench
	@.venv/bin/python -m benchmarks

format: setup ## put Python files into the project's format
	@.venv/bin/ruff check --fix . && .venv/bin/ruff format .

messages: setup ## bring locale/fr up to date with the code (needs gettext), ready to be translated
	@DEBUG=1 .venv/bin/python manage.py makemessages -l fr --no-obsolete --add-location file --ignore '.venv/*' --ignore 'var/*'

lock: ## pin what requirements*.in ask for, with hashes
	@scripts/lock
