#!/usr/bin/python3
"""A cohort file of 50,000 people x 4,950 edges: writing it beside `dd` with the same bytes, and reading pieces of it with h5py.

usage: cohort_access.py BUILD_DIR FOLDER [PEOPLE ROIS]      (needs h5py and 6 GB in FOLDER for the default 50000 100)

`dd` and the program write in turn, both end with an fsync. Reading: the file is opened anew each time, median of 9; from the page cache.
"""
import os
import pathlib
import statistics
import subprocess
import sys
import time

import h5py


def usage_of(command):
    start = time.monotonic()
    process = subprocess.Popen(list(map(str, command)), stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command} failed")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def median_ms(work):
    times = []
    for _ in range(9):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1e3 * statistics.median(times)


def piece(path, rows, columns):
    with h5py.File(path) as file:
        return file["/connectivity/correlation"][rows, columns]


def measure(build, folder, people, rois):
    cohort, copy, edges = folder / "cohort.h5", folder / "zeros", rois * (rois - 1) // 2
    for _ in range(3):
        wall, cpu, mib = usage_of([build / "tests/bench/make_cohort", cohort, people, rois, 20])
        size = cohort.stat().st_size
        dd_wall, dd_cpu, _ = usage_of(["dd", "if=/dev/zero", f"of={copy}", "bs=1M", f"count={size >> 20}", "conv=fsync"])
        print(f"writing {size / 2**30:.2f} GiB: make_cohort (inventing numbers included) {wall:.1f} s wall, {cpu:.1f} s CPU, {mib:.0f} MiB; "
              f"dd {dd_wall:.1f} s wall, {dd_cpu:.1f} s CPU; wall ratio {wall / dd_wall:.1f}", flush=True)
    copy.unlink()
    everything, middle = slice(None), slice(edges // 2, edges // 2 + 256)
    print(f"h5py, ms: open {median_ms(lambda: h5py.File(cohort).close()):.1f}; one edge of everybody {median_ms(lambda: piece(cohort, everything, edges // 2)):.0f}; "
          f"one participant {median_ms(lambda: piece(cohort, people // 2, everything)):.1f}; 256 edges of everybody {median_ms(lambda: piece(cohort, everything, middle)):.0f}")
    cohort.unlink()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    measure(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), *(map(int, sys.argv[3:5]) if len(sys.argv) >= 5 else (50000, 100)))
