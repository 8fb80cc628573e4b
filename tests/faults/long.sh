#!/bin/bash
# The long version of tests/faults: at least 300 kills. Its result stands in docs/durability.md.
#     tests/faults/long.sh BUILD_FOLDER [KILLS [SEED]]
set -euo pipefail

build=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
export DMN_COHORT=$build/bin/dmn-cohort DMN_BINARY_DIR=$build DMN_FAULTY_CALLS=$build/tests/faults/dmn_faulty_calls.so
DMN_SOURCE_DIR=$(realpath "$here/../..")
export DMN_SOURCE_DIR
exec /usr/bin/python3 "$here/kills.py" "${2:-320}" "${3:-2026}"
