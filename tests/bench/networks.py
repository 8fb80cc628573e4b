#!/usr/bin/python3
"""What NBS and TFNBS add to a permutation of max-T: CPU of `dmn-cohort group` on one rank, pairs in turn, against the stated limits.

usage: networks.py BUILD_DIR [PEOPLE ROIS PERMUTATIONS PAIRS]      (default 1000 400 1000 3)

The cohort is invented by make_cohort (ten sites). What `group` without permutations costs is taken from each.
"""
import pathlib
import statistics
import subprocess
import sys
import tempfile

from rank_usage import ranks

LIMITS = {"NBS": 1.3, "TFNBS": 3.0}
CORRECTIONS = {"max-T": ["max-t"], "NBS": ["max-t", "nbs"], "TFNBS": ["max-t", "tfnbs"]}


def cpu_seconds(build, cohort, scratch, permutations, corrections=()):
    more = ["--group.permutations", permutations] if corrections else []
    for correction in corrections:
        more += ["--group.correction", correction]
    command = [build / "bin/dmn-cohort", "group", "--group.data", cohort, "--out", scratch / "out", "--fresh", *more]
    return sum(rank["cpu"] for rank in ranks(1, command, scratch))


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    people, rois, permutations, pairs = (int(word) for word in sys.argv[2:]) if len(sys.argv) > 2 else (1000, 400, 1000, 3)
    ratios = {name: [] for name in LIMITS}
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        cohort = scratch / "cohort.h5"
        subprocess.run([build / "tests/bench/make_cohort", cohort, str(people), str(rois), "10"], check=True)
        for _ in range(pairs):
            rest = cpu_seconds(build, cohort, scratch, 0)
            spent = {name: cpu_seconds(build, cohort, scratch, permutations, which) - rest for name, which in CORRECTIONS.items()}
            print("; ".join(f"{name} {1000 * seconds / permutations:.2f} ms" for name, seconds in spent.items()), f"a permutation; the rest {rest:.1f} s", flush=True)
            for name in LIMITS:
                ratios[name].append(spent[name] / spent["max-T"])
    for name, values in ratios.items():
        print(f"{name} beside max-T: median {statistics.median(values):.2f} x (limit {LIMITS[name]}; {min(values):.2f} to {max(values):.2f})")


if __name__ == "__main__":
    main()
