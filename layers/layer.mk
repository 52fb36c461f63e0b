# What the layers' Makefiles share. `sam build` runs a layer's Makefile where it stands, in a copy of the layer's folder;
# ARTIFACTS_DIR is where the layer is to be laid down. LAYERS is this folder, with spaces of the clone's path escaped.
# The wheels are Lambda's (Amazon Linux 2023 has glibc 2.34) unless the local cloud asks for this machine's own.
GREENROOM_PLATFORM ?= aarch64-manylinux_2_28
# uv on PATH, else the one that `make` installs where there is none.
OWN_UV := $(wildcard $(LAYERS)/../.local/uv/bin/uv)
UV ?= $(or $(shell command -v uv 2>/dev/null),$(OWN_UV),$(error uv was not found: run make build, which installs it in .local/uv))

define install
	"$(UV)" pip install --quiet --no-deps --only-binary :all: --python-version 3.13 \
		--python-platform $(GREENROOM_PLATFORM) --target "$(ARTIFACTS_DIR)/python" --requirement requirements.txt
	rm -rf "$(ARTIFACTS_DIR)/python/bin" "$(ARTIFACTS_DIR)/python/.lock"
endef

define without_tests
	find "$(ARTIFACTS_DIR)" -type d \( -name __pycache__ -o -name tests \) -prune -exec rm -rf {} +
endef
