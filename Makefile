# Plain `make` lists what can be done. Needs only make and Python >= 3.11: the rest is installed into .venv.
.DEFAULT_GOAL := help
.PHONY: help run test thorough check fix bench bench-edge docs lock clean-venv

ENVIRONMENT := sh tools/environment.sh
BIN := .venv/bin

help: ## list what can be done
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS='	' read -r name text; do \
		printf '  make %-11s %s\n' "$$name" "$$text"; done

run: ## start the platform in demonstration mode, on this machine only
	@$(ENVIRONMENT) run
	@$(BIN)/lianfang serve

test: ## run the tests (about two minutes)
	@$(ENVIRONMENT) dev
	$(BIN)/pytest -n 2

thorough: ## run the tests and the long proofs (about eight minutes)
	@$(ENVIRONMENT) dev
	$(BIN)/pytest -n 2 --thorough

check: ## format, lint, types and the building's import rules, changing nothing
	@$(ENVIRONMENT) dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: ## format and mend what the linter can mend by itself
	@$(ENVIRONMENT) dev
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: ## measure the engines on a million made-up people (about three minutes)
	@$(ENVIRONMENT) run
	$(BIN)/lianfang bench rules --people 1000000 --out var/bench/rules.json

bench-scale: ## measure a whole city of 21.9 million made-up people (about fifteen minutes, 12 GB of memory, 10 GB of disk)
	@$(ENVIRONMENT) run
	$(BIN)/lianfang bench scale --people 21900000 --out var/bench/scale.json

bench-edge: ## measure the edge with wrk, one core for each, and flood it (about three minutes; needs wrk)
	@$(ENVIRONMENT) run
	$(BIN)/lianfang bench edge --out var/bench/edge.json

docs: ## write the generated pages of docs/reference again
	@$(ENVIRONMENT) dev
	$(BIN)/python -m tools.make_reference

lock: ## resolve the dependencies anew and write the locks
	@sh tools/lock.sh

clean-venv: ## remove the environments, to begin anew
	rm -rf .venv .venv-boot
