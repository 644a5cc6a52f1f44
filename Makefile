# Thin wrappers: everything happens in tools/dev.py, which needs nothing but Python 3.
# Arguments go through ARGS: make test ARGS="tests/engine -q", make run ARGS=picture.png
PYTHON ?= python3

.PHONY: run test lint bench shots clean help

help run test lint bench shots clean:
	@$(PYTHON) tools/dev.py $@ $(ARGS)
