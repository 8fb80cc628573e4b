#!/usr/bin/env bash
# Builds the fuzzers with clang (build/fuzz) and runs each: tests/fuzz/run.sh CPU_SECONDS [TARGET...]; 0 only builds. A line a target:
# executions, CPU seconds, finds. A find lies in build/fuzz/finds/TARGET/; once fixed it goes to tests/fuzz/regressions/TARGET/.
# DMN_FUZZ_BUILT=1: they are built already.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=$1
shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(nifti gzip table sidecar npy roi_table config formula shard cohort site_summary)

build=$PWD/build/fuzz
if [ -z "${DMN_FUZZ_BUILT:-}" ]; then
  cmake --preset fuzz >/dev/null
  cmake --build --preset fuzz --target fuzzers >"$build/build.log" 2>&1 || { tail -40 "$build/build.log"; exit 1; }
  rm -rf "$build/seeds"
  "$build/tests/fuzz/fuzz_write_seeds" "$PWD" "$build/seeds"
  "$build/tests/fuzz/fuzz_write_result_seeds" "$build/seeds"
fi
[ "$seconds" -gt 0 ] || exit 0

cpu_seconds() {  # of a process that runs or has ended and was not waited for
  awk -v ticks="$(getconf CLK_TCK)" '{ sub(/^.*\) /, ""); print int(($12 + $13) / ticks) }' "/proc/$1/stat"
}

# A single allocation above 256 MiB, more than 2 GiB in all or ten seconds for one input of at most 64 KiB are finds, as are crashes, leaks
# and undefined behaviour.
export LSAN_OPTIONS=suppressions=$PWD/tests/fuzz/lsan.supp:print_suppressions=0
limits=(-timeout=10 -malloc_limit_mb=256 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1)
status=0
for target in "${targets[@]}"; do
  corpus=$build/corpus/$target
  finds=$build/finds/$target
  former=tests/fuzz/regressions/$target
  mkdir -p "$corpus" "$finds"
  folders=("$corpus" "$build/seeds/$target")
  [ ! -d "$former" ] || folders+=("$former")
  log=$build/$target.log
  nice -n 19 "$build/tests/fuzz/fuzz_$target" "${limits[@]}" -artifact_prefix="$finds/" "${folders[@]}" >"$log" 2>&1 &
  fuzzer=$!
  used=0
  latest=$((SECONDS + 12 * seconds))  # of a machine that has better things to do
  while [ -e "/proc/$fuzzer/fd/0" ] && [ "$used" -lt "$seconds" ] && [ "$SECONDS" -lt "$latest" ]; do
    sleep 0.5
    used=$(cpu_seconds "$fuzzer" 2>/dev/null || echo "$used")
  done
  kill -USR1 "$fuzzer" 2>/dev/null || true  # libFuzzer ends with its figures
  verdict="no find"
  wait "$fuzzer" || { verdict="FIND: $log"; status=1; tail -60 "$log"; }
  rm -rf "/dev/shm/dmn-fuzz-$fuzzer" "${TMPDIR:-/tmp}/dmn-fuzz-$fuzzer"
  executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -1)
  printf '%-14s %10s executions %6s CPU s  %s\n' "$target" "${executed:-0}" "$used" "$verdict"
done
exit $status
