#!/usr/bin/python3
"""Permutation inference on one and two ranks: work per wall second, CPU, memory beside a rank's share of the data.

usage: group_ranks.py BUILD_DIR [PEOPLE ROIS PERMUTATIONS PAIRS]      (default 1000 100 20000 5)
       group_ranks.py BUILD_DIR --large                              50,000 people x 4,950 edges, 1,000 permutations on two ranks

The cohort is invented by make_cohort (ten sites). Ratios within one run of this script against the stated limits; `dmn-cohort group`
without permutations is run too, so that what permutations add can be told from reading and fitting. Two runs of one rank that know
nothing of one another, side by side, tell what the machine grants to two processes at all: its cores share caches and memory.
"""
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from rank_usage import clean_environment, ranks

LIMIT_SPEED_UP = 1.9
LIMIT_MEMORY = 2.2
LIMIT_REST_MIB = 200
LIMIT_LARGE_GIB = 24


def side_by_side(commands):
    """Wall seconds until all of these runs of one rank have ended."""
    start = time.monotonic()
    running = [subprocess.Popen([*map(str, command)], env=clean_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for command in commands]
    if any(process.wait() != 0 for process in running):
        sys.exit("a run side by side failed")
    return time.monotonic() - start


def say(what, values, limit, side):
    print(f"{what}: median {statistics.median(values):.3f} ({side} {limit:.3f}; {min(values):.3f} to {max(values):.3f})", flush=True)


def group(build, cohort, out, permutations, *more):
    command = [build / "bin/dmn-cohort", "group", "--group.data", cohort, "--out", out, "--fresh"]
    return [*command, "--group.correction", "max-t", "--group.permutations", permutations, *more] if permutations else command


def measure(build, people, rois, permutations, pairs):
    speed_up, granted, cpu, memory = [], [], [], []
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        cohort = scratch / "cohort.h5"
        subprocess.run([build / "tests/bench/make_cohort", cohort, str(people), str(rois), "10"], check=True)
        data_mib = people * rois * (rois - 1) / 2 * 8 / 2**20
        for _ in range(pairs):
            plain = ranks(1, group(build, cohort, scratch / "out", 0), scratch)
            one = ranks(1, group(build, cohort, scratch / "out", permutations), scratch)
            plain_two = ranks(2, group(build, cohort, scratch / "out", 0), scratch)
            two = ranks(2, group(build, cohort, scratch / "out", permutations), scratch)
            apart_plain = side_by_side([group(build, cohort, scratch / f"out{k}", 0) for k in (1, 2)])
            apart = side_by_side([group(build, cohort, scratch / f"out{k}", permutations) for k in (1, 2)])
            wall = lambda run: max(r["wall"] for r in run)
            speed_up.append((wall(one) - wall(plain)) / (wall(two) - wall(plain_two)))
            granted.append(2 * (wall(one) - wall(plain)) / (apart - apart_plain))
            cpu.append(sum(r["cpu"] for r in two) / sum(r["cpu"] for r in one))
            memory.append(max((r["mib"] - LIMIT_REST_MIB) / (data_mib / len(run)) for run in (one, two) for r in run))
            print(f"one rank {wall(one):.2f} s, two {wall(two):.2f} s, without permutations {wall(plain):.2f} and {wall(plain_two):.2f} s; "
                  f"peak {max(r['mib'] for r in one):.0f} and {max(r['mib'] for r in two):.0f} MiB of {data_mib:.0f} MiB data", flush=True)
    say("permutations a wall second, two ranks over one", speed_up, LIMIT_SPEED_UP, "at least")
    say("the same of two runs side by side (what the machine grants)", granted, 2.0, "at most")
    say("two ranks of what the machine grants", [a / b for a, b in zip(speed_up, granted)], LIMIT_SPEED_UP / 2, "at least")
    say("CPU of two ranks beside one, everything", cpu, 1.05, "limit")
    say(f"(peak of a rank - {LIMIT_REST_MIB} MiB) / its share of the data", memory, LIMIT_MEMORY, "limit")


def measure_large(build):
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        cohort = scratch / "cohort.h5"
        subprocess.run([build / "tests/bench/make_cohort", cohort, "50000", "100", "20"], check=True)
        run = ranks(2, group(build, cohort, scratch / "out", 1000), scratch)
        print(f"50,000 x 4,950, 1,000 permutations, two ranks: {max(r['wall'] for r in run):.0f} s, peak {' + '.join(format(r['mib'] / 1024, '.2f') for r in run)} GiB "
              f"(limit {LIMIT_LARGE_GIB} GiB together; a rank's share of the data is 0.92 GiB)")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1]).absolute()
    if "--large" in sys.argv:
        measure_large(folder)
    else:
        measure(folder, *map(int, sys.argv[2:6] if len(sys.argv) >= 6 else (1000, 100, 20000, 5)))
