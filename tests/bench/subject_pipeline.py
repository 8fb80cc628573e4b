#!/usr/bin/python3
"""CPU and memory of the whole subject pipeline beside inflating the same files with ISA-L.

usage: subject_pipeline.py BUILD_DIR IMAGE_FOLDER [PAIRS]

IMAGE_FOLDER is made by make_bold.py (2 mm whole-brain runs of 200 volumes, label images of 100, 200 and 400 ROIs); eight runs are links to its
images. Measures whole processes, in turn, by the CPU time the kernel counted for them; prints the median ratio of the pairs against the stated
limit and the peak resident memory, then the same for six strategies and three ROI sets at once beside one of each. Ratios only: machines differ
and are noisy.
"""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

LIMIT_RATIO = 1.10
LIMIT_ALL_AT_ONCE = 1.25
LIMIT_MIB = 64
RUNS = 8
STRATEGIES = ["24p", "simple", "none", "trans_*,rot_*", "trans_*,rot_*,csf,white_matter"]


def cpu_and_memory(command):
    """User + system seconds and peak resident MiB of one process."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    messages = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command}\n{messages.decode()}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def write_confounds(path, volumes, number):
    """36P columns from a small congruential generator: fMRIPrep's names, plausible sizes."""
    state = 12345 + number
    base = ["trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z", "csf", "white_matter", "global_signal"]
    values = {}
    for name in base:
        series = []
        for _ in range(volumes):
            state = (1103515245 * state + 12345) % 2**31
            series.append((state / 2**31 - 0.5) * (0.02 if name.startswith("trans") else 0.0002 if name.startswith("rot") else 5.0))
        derivative = [None] + [b - a for a, b in zip(series, series[1:])]
        values[name] = series
        values[f"{name}_derivative1"] = derivative
        values[f"{name}_power2"] = [x * x for x in series]
        values[f"{name}_derivative1_power2"] = [None if x is None else x * x for x in derivative]
    names = list(values)
    rows = ["\t".join(names)]
    rows += ["\t".join("n/a" if values[n][t] is None else repr(values[n][t]) for n in names) for t in range(volumes)]
    path.write_text("\n".join(rows) + "\n")


def lay_out(images, root, volumes):
    """An fMRIPrep-style tree of links to the images."""
    rows = ["participant_id\tgroup\tsite"]
    for number, image in enumerate(images, 1):
        folder = root / f"sub-{number:02d}/func"
        folder.mkdir(parents=True)
        stem = folder / f"sub-{number:02d}_task-rest_space-MNI152NLin2009cAsym_desc-preproc_bold"
        os.link(image, f"{stem}.nii.gz") if image.stat().st_dev == root.stat().st_dev else shutil.copy(image, f"{stem}.nii.gz")
        pathlib.Path(f"{stem}.json").write_text(json.dumps({"RepetitionTime": 2.0}))
        write_confounds(folder / f"sub-{number:02d}_task-rest_desc-confounds_timeseries.tsv", volumes, number)
        rows.append(f"sub-{number:02d}\tcontrol\ts1")
    (root / "participants.tsv").write_text("\n".join(rows) + "\n")


def compare(what, below, above, limit, pairs):
    """Median ratio of the CPU of two commands, in turn."""
    ratios, memory = [], []
    for _ in range(pairs):
        floor, _ = cpu_and_memory(below)
        whole, mebibytes = cpu_and_memory(above)
        ratios.append(whole / floor)
        memory.append(mebibytes)
    print(f"{what}: CPU {statistics.median(ratios):.3f} x (limit {limit}; {min(ratios):.3f} to {max(ratios):.3f}), "
          f"peak {max(memory):.1f} MiB (limit {LIMIT_MIB})", flush=True)


def measure(build, folder, pairs):
    images = sorted(folder.glob("*_bold.nii.gz"))
    images = [images[run % len(images)] for run in range(RUNS)]
    inflate = [build / "tests/bench/inflate_only", *images]
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        root = pathlib.Path(scratch)
        lay_out(images, root / "data", 200)

        def pipeline(rois):
            return [build / "bin/dmn-cohort", "connectivity", "--input.derivatives", root / "data", "--rois.set", folder / f"labels_{rois}.nii.gz", "--fresh", "--out"]

        for rois in (100, 400):
            compare(f"{rois} ROIs, {RUNS} runs, beside inflating alone", inflate, [*pipeline(rois), root / f"out{rois}"], LIMIT_RATIO, pairs)
        also = [word for name in STRATEGIES for word in ("--denoise.also", name)]
        also += [word for rois in (200, 400) for word in ("--rois.also", folder / f"labels_{rois}.nii.gz")]
        compare("six strategies and three ROI sets beside one", [*pipeline(100), root / "one"], [*pipeline(100), root / "all", *also], LIMIT_ALL_AT_ONCE, pairs)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    measure(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 7)
