#!/bin/sh
# Fails in one sentence if a tool that make does not install is missing or too old: go, python or node.
lacks=
lack() { lacks="${lacks:+$lacks; }$1"; }

for tool in "$@"; do
	case $tool in
	go)
		# From 1.21 on Go downloads the version that go.mod names.
		version=$(go version 2>/dev/null | sed -n 's/^go version go\([0-9]*\.[0-9]*\).*/\1/p')
		case $version in
		'') lack "Go 1.21 or newer (there is no go on PATH)" ;;
		1.?|1.1?|1.20) lack "Go 1.21 or newer (go is $version)" ;;
		esac ;;
	python)
		version=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
		case $version in
		'') lack "Python 3.10 or newer (there is no python3 on PATH)" ;;
		2.*|3.?) lack "Python 3.10 or newer (python3 is $version)" ;;
		*) python3 -c 'import ensurepip, venv' 2>/dev/null ||
			lack "Python's module venv (on Debian and Ubuntu: the package python3-venv)" ;;
		esac ;;
	node)
		version=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
		case $version in
		'') lack "Node 20 or newer (there is no node on PATH)" ;;
		?|1?) lack "Node 20 or newer (node is $version)" ;;
		*) command -v npm >/dev/null || lack "npm (it is not on PATH)" ;;
		esac ;;
	esac
done
[ -z "$lacks" ] || { echo "this needs $lacks" >&2; exit 1; }
