# Everything a contributor types. Each target calls one script in scripts/, which also runs alone.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help deps build demo test check format bench prove clean

help: ## Lists these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

deps: ## Installs what the build and the tests need from Debian's packages (Swift itself must be there)
	@scripts/deps.sh

build: ## Builds the programs into dist/, fully static, and checks that they are
	@scripts/build.sh

demo: deps build ## Shows the whole flow on this machine: build, deploy, update, roll back
	@scripts/demo.sh

test: deps build ## Runs every test: Swift, end to end, Tomcat; needs no root
	@scripts/test.sh

check: ## Checks format, sizes, scripts and tracked files, and that each check can fail; builds nothing
	@scripts/check.sh

format: ## Formats the Swift sources in place
	@swift format --in-place --recursive Sources Tests Fuzz Package.swift

bench: deps build ## Measures Slipway beside its peers
	@scripts/deps.sh bench
	@Benchmarks/run.sh

prove: deps build ## Every fault, power cut and fuzz target, the tests twice here, once as another user; hours
	@scripts/deps.sh prove
	@scripts/prove.sh

clean: ## Removes what the builds left
	@rm -rf .build .build-dist dist
