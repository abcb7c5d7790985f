# Every target is a script in .make/, which says in its head what it reads from the environment.
.DEFAULT_GOAL := help
.PHONY: help run start stop status restart test test-faults test-mysql test-galera test-threads test-long \
    test-bucket test-browser test-contract soak counts fuzz check format bench install deb test-vm clean

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 15

run: ## Build, start database, responder and nginx; Ctrl-C ends them (PORT, STATE, SAMPLE=0, DB_HOST ...)
	@.make/stack.sh run

start: ## The same in the background
	@.make/stack.sh start

stop: ## End what run or start started; the data stays
	@.make/stack.sh stop

status: ## What is running
	@.make/stack.sh status

restart: ## Build and restart the responder alone
	@.make/stack.sh restart-responder

test: ## All tests, against a private MariaDB, and the counts (FILTER=CSVTests for some tests alone)
	@.make/test.sh

test-faults: ## Everything that can die or refuse does so, at every state of work (SEED, ROUNDS, FILTER; root for disks)
	@.make/test-faults.sh

test-mysql: ## The same tests against a private MySQL, which is fetched for that (FILTER=...)
	@WHARF_SERVER=mysql .make/test.sh

test-galera: ## The same tests against a Galera cluster of three nodes, with two responders (FILTER=...)
	@WHARF_SERVER=galera .make/test.sh

test-threads: ## The same tests under the thread sanitizer: a race fails them (FILTER=...)
	@SANITIZER=thread .make/test.sh

test-long: ## Uploads of 2 GB, killed and whole, against the release build (20 GB of disk; FILTER=...)
	@.make/toolchain.sh
	@.make/packages.sh build run
	@swift build -c release --product wharf
	@WHARF_LONG_TESTS=1 WHARF_BIN=$(CURDIR)/.build/release/wharf FILTER=$(or $(FILTER),LongTests) .make/test.sh

test-bucket: ## A bucket on an object store, mounted by s3fs and rclone, with faults (FUSE; FILTER=MountTests)
	@.make/test-bucket.sh

test-browser: ## The dashboard in Chromium, on a private stack (FILTER=upload for some)
	@.make/test-browser.sh

test-contract: ## 10,000 requests by schemathesis against /openapi.json, on a private stack (SEED, REQUESTS)
	@.make/contract.sh

soak: ## Everything at once for as long as told, on a private stack (MINUTES=60, SEED, CLIENTS, RESTARTS)
	@.make/soak.sh

counts: ## What a record costs in instructions and allocations, by callgrind (part of make test)
	@.make/counts.sh

fuzz: ## libFuzzer over what reads foreign bytes (TARGET=avro, SECONDS=60 for each)
	@FUZZ_SECONDS=$(or $(SECONDS),60) .make/fuzz.sh $(TARGET)

check: ## Format, shell scripts, nginx configuration, guide, alerts, a build without warnings
	@.make/check.sh

format: ## Format the Swift sources in place
	@.make/toolchain.sh
	@swift format --in-place --recursive Package.swift Sources Tests

bench: ## The benchmarks, against a private stack (ARGS='--only csv-parser', ARGS=--help)
	@.make/bench.sh $(ARGS)

install: ## Every file where Debian expects it (DESTDIR, PREFIX=/usr)
	@DESTDIR=$(DESTDIR) PREFIX=$(PREFIX) .make/install.sh

deb: ## The Debian package, .build/wharf_VERSION_ARCHITECTURE.deb (VERSION, OUT)
	@.make/deb.sh

test-vm: ## The package in a Debian system of its own, booted by systemd (root; systemd-nspawn)
	@.make/test-vm.sh

clean: ## Remove what was built and the tests' database; .wharf with its data stays
	@.make/test.sh clean
	@rm -rf .build .build-thread
