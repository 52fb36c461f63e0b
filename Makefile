# Everything starts here. Each target sets up what it needs first: see local/bootstrap.py.
MAKEFLAGS += --no-print-directory
PYTHON := .venv/bin/python

# Behind a proxy, requests to the local cloud would go to the proxy. An asterisk excepts all already.
COMMA := ,
EXCEPTED := $(subst $(COMMA), ,$(no_proxy) $(NO_PROXY))
export NO_PROXY := $(if $(filter *,$(EXCEPTED)),*,$(subst $() ,$(COMMA),$(strip $(EXCEPTED) localhost 127.0.0.1 .localhost)))
export no_proxy := $(NO_PROXY)

.DEFAULT_GOAL := help
.PHONY: help ready demo up test check bench storm build deploy org token requirements env-file document permissions pause resume table-settings erase-again story replay sam sam-api doctor quick

help:
	@echo "make demo    the whole path on this machine: books an interview, shows the e-mail and the link (ONCE=1, PORT=, HEADLESS=1)"
	@echo "make up      the local cloud with Greenroom deployed, until Ctrl-C (PORT=)"
	@echo "make org     an organisation and its token: NAME=\"Acme\" POLICY='{\"min_notice_minutes\": 0}' (AWS_PROFILE= for AWS)"
	@echo "make token   a new admin token for an organisation that lost its last one: ORG= (AWS_PROFILE= for AWS)"
	@echo "make test    all checks and tests"
	@echo "make quick   the checks and tests of what changed (SINCE=main)"
	@echo "make check   formatting, types, lint, templates"
	@echo "make bench   what it costs and how fast it is"
	@echo "make storm   the long runs under load and faults"
	@echo "make doctor  what is missing on this machine and, with AWS_PROFILE=, in the account"
	@echo "make build   builds for Lambda"
	@echo "make deploy  builds and deploys to AWS"
	@echo "make document      writes the API's document anew, after a change to a route"
	@echo "make permissions   prints what each function's role may do, from template.yaml"
	@echo "make requirements  writes the lock and each artefact's requirements anew, after a change to pyproject.toml"
	@echo "make sam         one function in Lambda's container, with Docker: FUNCTION=BookSlotFunction (EVENT=book_slot)"
	@echo "make sam-api     the API in Lambda's containers, on port 3000 (API_PORT=)"
	@echo "make env-file      what sam local needs to know of the running local cloud"
	@echo "make pause         streams, queues and schedules off, while a table is restored"
	@echo "make resume        streams, queues and schedules on again"
	@echo "make table-settings  stream, time to live, recovery and protection of a restored table (TABLE=, AS=)"
	@echo "make erase-again   erases again whom a restored table brought back (SINCE=2026-11-01)"
	@echo "make story         all that happened to an interview, in order (INTERVIEW=int_...)"
	@echo "make replay        does again what failed for good: the dead letters of all queues, or of one (QUEUE=FailedWorkQueue)"

ready:
	@python=$$(command -v python3 || command -v python3.13) || \
		{ echo "Greenroom needs Python to set itself up: install Python 3.13 and run make again." >&2; exit 1; }; \
		"$$python" local/bootstrap.py

demo: ready
	@$(PYTHON) -m local.demo

up: ready
	@$(PYTHON) -m local.up

test: ready
	@$(PYTHON) -m local.suite

quick: ready
	@$(PYTHON) -m local.quick

check: ready
	@$(PYTHON) -m local.check

bench: ready
	@$(PYTHON) -m bench

storm: ready
	@$(PYTHON) -m pytest -m storm

build: ready
	@$(PYTHON) -m local.build

doctor: ready
	@$(PYTHON) -m local.doctor

deploy: ready
	@$(PYTHON) -m local.deploy

org: ready
	@$(PYTHON) -m local.organisation

# A new admin token for an organisation whose last one is lost: make token ORG=org_… See docs/operations.md.
token: ready
	@$(PYTHON) -m local.admin_token

# After a change to pyproject.toml: the lock, and each artefact's requirements.txt from it.
requirements:
	@$(PYTHON) -m local.requirements
	@$(MAKE) ready

# After a change to a route or a model: the OpenAPI document.
document: ready
	@$(PYTHON) -m local.document

# For a review of IAM: who may do what with which table, bucket, queue or secret.
permissions: ready
	@$(PYTHON) -m local.permissions

# While a table is restored: everything that acts by itself off, and on again. See docs/operations.md.
pause: ready
	@$(PYTHON) -m local.pause pause

resume: ready
	@$(PYTHON) -m local.pause resume

table-settings: ready
	@$(PYTHON) -m local.table_settings

# After a table was restored: erases again who had been erased since SINCE. See docs/operations.md.
erase-again: ready
	@$(PYTHON) -m local.erasures

# From the logs and the audit log, with AWS_PROFILE on AWS, else of the local cloud. See docs/operations.md.
story: ready
	@$(PYTHON) -m local.story

# Dead letters, with AWS_PROFILE on AWS, else on the local cloud. May be repeated. See docs/operations.md.
replay: ready
	@$(PYTHON) -m local.replay

# In Lambda's own containers, against the running local cloud: see docs/sam-local.md.
sam: ready
	@$(PYTHON) -m local.sam invoke

sam-api: ready
	@$(PYTHON) -m local.sam api

# Names and addresses of the running local cloud, for sam local: see docs/sam-local.md.
env-file: ready
	@$(PYTHON) -m local.env_file
