#!/usr/bin/python3
"""What ranks cost: the master while workers are busy, two workers beside one, gathering, memory.

usage: ranks.py BUILD_DIR IMAGE_FOLDER [PAIRS]

IMAGE_FOLDER is made by make_bold.py. Forty-eight runs (links to its images), 100 ROIs. Every figure is a ratio within one run of this script,
against the stated limit; CPU is what the kernel counted for each rank's process.
"""
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from rank_usage import ranks
from subject_pipeline import lay_out

LIMIT_MASTER_SHARE = 0.03
LIMIT_TWO_WORKERS_CPU = 1.05
LIMIT_WALL = 1 / 0.95
LIMIT_SPEED_UP = 0.95
LIMIT_GATHER = 0.01
LIMIT_MIB = 64
COPIES = 16


def side_by_side(commands):
    start = time.monotonic()
    processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for command in commands]
    for process in processes:
        process.wait()
    return time.monotonic() - start


def say(what, values, limit, side="limit"):
    print(f"{what}: median {statistics.median(values):.3f} ({side} {limit:.3f}; {min(values):.3f} to {max(values):.3f})", flush=True)


def measure(build, folder, pairs):
    images = sorted(folder.glob("*_bold.nii.gz")) * COPIES
    half = images[: len(images) // 2]
    inflate = [str(build / "tests/bench/inflate_only"), *map(str, half)]
    cpu, wall, speed_up, master, gather, memory = [], [], [], [], [], []
    with tempfile.TemporaryDirectory(dir=folder) as name:
        scratch = pathlib.Path(name)
        lay_out(images, scratch / "data", 200)
        program = [str(build / "bin/dmn-cohort"), "connectivity", "--input.derivatives", str(scratch / "data"), "--rois.set", str(folder / "labels_100.nii.gz"),
                   "--out", str(scratch / "out")]
        for _ in range(pairs):
            one = ranks(2, [*program, "--fresh"], scratch)
            two = ranks(3, [*program, "--fresh"], scratch)
            floor = side_by_side([inflate, inflate])
            floor_of_one = side_by_side([[*inflate, *map(str, half)]])
            kept = ranks(3, program, scratch)
            cpu.append(sum(r["cpu"] for r in two) / sum(r["cpu"] for r in one))
            wall.append(two[0]["wall"] / floor)
            speed_up.append((one[0]["wall"] / two[0]["wall"]) / (floor_of_one / floor))
            master.append(two[0]["cpu"] / two[0]["wall"])
            gather.append(kept[0]["cpu"] / sum(r["cpu"] for r in two))
            memory.append(max(r["mib"] for r in two))
    say("CPU of two workers beside one, all ranks", cpu, LIMIT_TWO_WORKERS_CPU)
    say("wall of two workers beside two inflates side by side, start-up and gather included", wall, LIMIT_WALL)
    say("speed-up of two workers over one beside that of two inflates over one", speed_up, LIMIT_SPEED_UP, "at least")
    say("master: CPU share of its life, start-up and gather included", master, LIMIT_MASTER_SHARE)
    say("master of a run that only gathers: CPU beside the whole first run, start-up included", gather, LIMIT_GATHER)
    say("peak MiB of a rank", memory, LIMIT_MIB)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    measure(pathlib.Path(sys.argv[1]).absolute(), pathlib.Path(sys.argv[2]).absolute(), int(sys.argv[3]) if len(sys.argv) > 3 else 7)
