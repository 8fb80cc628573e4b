#!/usr/bin/env bash
# MPI code under valgrind's memcheck: the parallel tests on 2 and 3 ranks and one small `connectivity` on 2 ranks. Any invalid access, use of
# uninitialised bytes or memory definitely lost, but for what memcheck.supp explains, fails. Its result stands in docs/durability.md.
#     tests/parallel/memcheck.sh BUILD_FOLDER
set -euo pipefail

build=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1

# Stacks deep enough to reach the call that began them, with the names of modules that Open MPI has unloaded by then.
memcheck=(valgrind --quiet --error-exitcode=9 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite
          --num-callers=60 --keep-debuginfo=yes --suppressions="${OPENMPI_SUPPRESSIONS:-/usr/share/openmpi/openmpi-valgrind.supp}"
          --suppressions="$here/memcheck.supp" --log-file="$work/memcheck.%p")

on_ranks() {
  local ranks=$1
  shift
  echo "memcheck, $ranks ranks: $(basename "$1") $2"
  if ! mpirun --oversubscribe --bind-to none -n "$ranks" "${memcheck[@]}" "$@" >"$work/said" 2>&1; then
    tail -40 "$work/said"
    cat "$work"/memcheck.*
    exit 1
  fi
}

# Two tests count on tasks that take less than a second; nothing does here.
timed=--gtest_filter=-Dispatch.DoesNotStartAQueuedTaskAfterAStop:Dispatch.ASilentRankThatAnswersAfterAllIsWelcome
on_ranks 2 "$build/tests/parallel/parallel_tests" --ranks=2 "$timed"
on_ranks 3 "$build/tests/parallel/parallel_tests" --ranks=3 "$timed"

"$build/bin/dmn-cohort" simulate --out "$work/cohort" --simulate.participants 4 --simulate.sites 2 --simulate.volumes 200 >/dev/null 2>&1
folders=()
for site in "$work"/cohort/site-*; do folders+=(--input.derivatives "$site"); done
on_ranks 2 "$build/bin/dmn-cohort" connectivity "${folders[@]}" --input.participants "$work/cohort/participants.tsv" --out "$work/out" \
  --denoise.strategy none --connectivity.kind correlation --connectivity.kind tangent
echo "no error"
