# One command to see Jingwei, one to trust it. `make` alone lists them all.
# Everything that is downloaded or built stands in one cache outside the checkout, so that clones share it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

JINGWEI_CACHE ?= $(HOME)/.cache/jingwei
CARGO_TARGET_DIR ?= $(JINGWEI_CACHE)/target
export JINGWEI_CACHE CARGO_TARGET_DIR

# Tools that scripts/setup-tests compiles stand here; one of the same name found earlier on the PATH is taken instead.
export PATH := $(PATH):$(HOME)/.cargo/bin:$(JINGWEI_CACHE)/bin

PORT ?= 8460

.PHONY: help run ui test check deny bless bench doc test-api-fuzz

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## an imaginary city on http://127.0.0.1:8460 (PORT=… for another port)
	@scripts/need run
	@$(MAKE) ui
	cargo run --locked --profile quick --package jingwei-app --bin jingwei -- demo --port $(PORT)

ui: ## the staff console and the grid worker's phone, built for the program to serve
	@scripts/need run
	scripts/ui build

test: ## everything a change must pass; installs what the tests need
	@scripts/setup-tests
	@$(MAKE) ui check deny
	cargo nextest run --locked --workspace
	cargo test --locked --doc --workspace
	cargo build --locked --package jingwei-app --bin jingwei
	scripts/doors "$(CARGO_TARGET_DIR)/debug/jingwei"
	scripts/browser "$(CARGO_TARGET_DIR)/debug/jingwei"

check: ## format and lints, without running a test
	@scripts/need check
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	scripts/ui check

deny: ## licences, banned crates and sources of the dependencies
	cargo deny --locked --workspace check --hide-inclusion-graph bans licenses sources

bless: ## write the committed expected texts anew; the diff is the review
	@scripts/need test
	JINGWEI_BLESS=1 cargo nextest run --workspace

bench: ## measurements, as ratios in one run (BENCH=name and its arguments; none lists them)
	@scripts/need run
	cargo run --locked --profile bench --package jingwei-bench -- $(BENCH)

doc: ## the API of every crate as pages
	cargo doc --locked --workspace --no-deps

test-api-fuzz: ## schemathesis against a running server (URL=http://127.0.0.1:8460)
	@scripts/api-fuzz "$(or $(URL),http://127.0.0.1:$(PORT))"
