#!/usr/bin/env bash
# The whole suite under address and undefined-behaviour sanitizers (build/sanitize): tests/sanitizers.sh [CTEST_ARGUMENT...]. The first thing
# a sanitizer finds ends that program, so the test fails that ran it.
set -euo pipefail
cd "$(dirname "$0")/.."

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
cmake --preset sanitize >/dev/null
cmake --build --preset sanitize

# The library that makes system calls fail (tests/faults) is loaded before the sanitizer, which would otherwise refuse to start. Signals are left
# to the program: tests kill it with some.
export ASAN_OPTIONS=verify_asan_link_order=0:handle_segv=0:handle_sigbus=0:handle_abort=0:max_allocation_size_mb=4096
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export LSAN_OPTIONS=suppressions=$PWD/tests/parallel/lsan.supp:print_suppressions=0
ctest --preset sanitize -j "$(nproc)" "$@"
