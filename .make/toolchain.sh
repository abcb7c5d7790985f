#!/usr/bin/env bash
# Says in one line what to do when there is no Swift, or one that is too old for Package.swift.
set -euo pipefail
least=6.2
if ! command -v swift >/dev/null; then
    echo "wharf: no swift in PATH: install Swift $least or newer (swift.org/install) and try again" >&2
    exit 1
fi
found=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
if [ "$(printf '%s\n' "$least" "${found:-0}" | sort -V | head -n 1)" != "$least" ]; then
    echo "wharf: swift is ${found:-of an unknown version}: install Swift $least or newer (swift.org/install)" >&2
    exit 1
fi
