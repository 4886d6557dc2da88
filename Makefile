# The two commands of the README: make run, make test.
GO ?= go
BIN := bin/xiaohao
# HEIC by the sandboxed decoder only, and a binary without dynamic libraries (platform/photo/heic_helper.go).
TAGS := -tags nodynamic
# What is tested is what is shipped: the same flags for all, so that everything is compiled once.
export CGO_ENABLED := 0
export GOFLAGS := $(GOFLAGS) -trimpath
VERSION := $(shell git describe --always --dirty 2>/dev/null || echo dev)

.PHONY: run build test lint bench clean

run: build ## build, make the demo city (once), serve it on http://127.0.0.1:8080
	$(BIN) demo -data data
	$(BIN) serve -data data -listen 127.0.0.1:8080

build: ## leaves bin/xiaohao
	$(GO) build $(TAGS) -ldflags "-s -w -X xiaohao/app.Version=$(VERSION)" -o $(BIN) ./cmd/xiaohao

# Where there is room in memory the tests make their databases there, and wait for no disk; programs are still built
# where the system wants them.
MEMORY := $(shell sh .ci/memory)
test: ## everything that runs on a newcomer's machine; docs/testing.md says what, and how long it takes
	@command -v chromium >/dev/null || echo "the tests in the browser are skipped: there is no chromium on this machine"
	$(GO) vet $(TAGS) ./...
	$(if $(MEMORY),GOTMPDIR=$${GOTMPDIR:-$${TMPDIR:-/tmp}} TMPDIR=$(MEMORY)) $(GO) run ./tools/slowest $(TAGS) -timeout 45m ./...

lint: ## what must be clean, and known vulnerabilities where their database answers; tools come by themselves
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo "gofmt: run gofmt -w on these"; exit 1; }
	$(GO) mod tidy -diff
	$(GO) vet $(TAGS) ./...
	$(GO) test $(TAGS) -run 'TestLinesAndFiles|TestImportTable' ./e2e
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 $(TAGS) ./...
	@dead=$$($(GO) run golang.org/x/tools/cmd/deadcode@v0.52.0 -test $(TAGS) ./...) || exit 1; \
		test -z "$$dead" || { echo "$$dead"; echo "deadcode: nobody calls these"; exit 1; }
	$(GO) run golang.org/x/vuln/cmd/govulncheck@v1.9.0 $(TAGS) ./... || echo "govulncheck: no answer from its database, or findings above"

bench: build ## speed and size, beside the raw engine
	$(BIN) bench

clean:
	rm -rf bin
