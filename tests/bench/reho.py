#!/usr/bin/python3
"""What asking for ReHo adds to a run: CPU and peak memory beside the same command without it.

usage: reho.py BUILD_DIR IMAGE_FOLDER [PAIRS]

IMAGE_FOLDER is made by make_bold.py. Whole processes in turn, by the CPU time the kernel counted for them: the shipped spheres, the 400 ROIs of a
whole brain, and both at once under two strategies. Every command indexes, streams, denoises, estimates, writes shards and gathers; median of the pairs.
"""
import pathlib
import statistics
import sys
import tempfile

from subject_pipeline import cpu_and_memory, lay_out

RUNS = 4


def compare(what, command, pairs):
    ratios, memory, seconds = [], [], []
    for _ in range(pairs):
        below, mebibytes = cpu_and_memory(command)
        above, more = cpu_and_memory([*command, "--connectivity.measures", "reho"])
        ratios.append(above / below)
        memory.append((mebibytes, more))
        seconds.append((above - below) / RUNS)
    print(f"{what}: CPU {statistics.median(ratios):.3f} x ({min(ratios):.3f} to {max(ratios):.3f}), {statistics.median(seconds):.2f} s a run more; "
          f"peak {max(m[0] for m in memory):.0f} MiB without, {max(m[1] for m in memory):.0f} MiB with", flush=True)


def measure(build, folder, pairs):
    images = sorted(folder.glob("*_bold.nii.gz"))
    images = [images[run % len(images)] for run in range(RUNS)]
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        root = pathlib.Path(scratch)
        lay_out(images, root / "data", 200)
        program = [build / "bin/dmn-cohort", "connectivity", "--input.derivatives", root / "data", "--fresh", "--out"]
        atlas = folder / "labels_400.nii.gz"
        compare("shipped spheres", [*program, root / "spheres"], pairs)
        compare("400 ROIs of the whole brain", [*program, root / "brain", "--rois.set", atlas], pairs)
        compare("both, two strategies", [*program, root / "both", "--rois.also", atlas, "--denoise.also", "24p"], pairs)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    measure(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 5)
