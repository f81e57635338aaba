# make demo   the main job, told on the terminal: a commit becomes the state of a cluster
# make test   everything the project asserts, conformance suites included
# make lint   formatting, warnings
# make bench  the benchmarks, in release builds
#
# Each target first installs the system libraries it lacks; see .ci/dependencies.

SWIFT ?= swift
JOBS  ?=
BUILD_FLAGS = $(if $(JOBS),-j $(JOBS),)
# A test that hangs ends the run, not the day.
TEST_LIMIT ?= 60m
# Tests that begin get a share of the machine; what they wait for is not kept waiting by hundreds of others.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 8
BOUNDED = $(if $(shell command -v timeout),timeout -k 30s $(TEST_LIMIT),)

.PHONY: all demo test lint format bench build dependencies clean

all: build

dependencies:
	@.ci/dependencies

build: dependencies
	$(SWIFT) build $(BUILD_FLAGS)

test: dependencies
	$(SWIFT) build --build-tests $(BUILD_FLAGS)
	$(BOUNDED) $(SWIFT) test --skip-build

demo: dependencies
	$(SWIFT) build $(BUILD_FLAGS) --product gitops
	$(SWIFT) build $(BUILD_FLAGS) --product gitops-demo
	@"$$($(SWIFT) build --show-bin-path)/gitops-demo"

lint:
	$(SWIFT) format lint --strict --parallel -r Package.swift Sources Tests Examples Benchmarks

format:
	$(SWIFT) format -i --parallel -r Package.swift Sources Tests Examples Benchmarks

bench: dependencies
	$(SWIFT) package --package-path Benchmarks benchmark

clean:
	$(SWIFT) package clean
