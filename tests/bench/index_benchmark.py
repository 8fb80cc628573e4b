#!/usr/bin/env python3
"""CPU time and memory of `dmn-cohort index` on a large tree of small files, against `find` listing the same tree.

Makes a derivatives folder as fMRIPrep writes it (real NIfTI headers, images without meaning), runs the program on a fraction and on
all of it, and prints CPU seconds (user + system, the smallest of three), the ratio to `find`, peak memory, and how the time grows with the
number of participants (1 = linear).

usage: index_benchmark.py PROGRAM [--participants 5000] [--runs 2] [--volumes 10] [--columns 40] [--folder DIR]
"""
import argparse
import gzip
import json
import math
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

REPETITION_TIME = 2.0
SHAPE = (2, 2, 2)
SPACE = "MNI152NLin2009cAsym"
MOTION = ["trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"]
REPEATS = 3


def nifti_bytes(n_volumes):
    """A NIfTI-1 file of int16 zeros with an sform and a repetition time in seconds."""
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 4, *SHAPE, n_volumes, 1, 1, 1)
    struct.pack_into("<2h", header, 70, 4, 16)
    struct.pack_into("<8f", header, 76, 1, 3, 3, 3, REPETITION_TIME, 1, 1, 1)
    struct.pack_into("<f", header, 108, 352)
    struct.pack_into("<f", header, 112, 1)
    header[123] = 2 | 8
    struct.pack_into("<2h", header, 252, 0, 4)
    struct.pack_into("<12f", header, 280, 3, 0, 0, -3, 0, 3, 0, -3, 0, 0, 3, -3)
    header[344:348] = b"n+1\0"
    return bytes(header) + bytes(2 * math.prod(SHAPE) * n_volumes)


def confounds_text(n_volumes, n_columns):
    names = MOTION + [f"confound_{i:03d}" for i in range(n_columns - len(MOTION))]
    row = "\t".join(["0.0123456789"] * n_columns)
    return "\n".join(["\t".join(names)] + [row] * n_volumes) + "\n"


def make_tree(folder, n_participants, n_runs, n_volumes, n_columns):
    image = gzip.compress(nifti_bytes(n_volumes), 1)
    confounds = confounds_text(n_volumes, n_columns)
    sidecar = json.dumps({"RepetitionTime": REPETITION_TIME})
    rows = ["participant_id\tgroup\tsite"]
    for number in range(n_participants):
        participant = f"sub-{number:05d}"
        func = folder / participant / "func"
        func.mkdir(parents=True)
        rows.append(f"{participant}\t{'patient' if number % 2 else 'control'}\tS{number % 20:02d}")
        for run in range(1, n_runs + 1):
            stem = f"{participant}_task-rest_run-{run}"
            (func / f"{stem}_space-{SPACE}_desc-preproc_bold.nii.gz").write_bytes(image)
            (func / f"{stem}_space-{SPACE}_desc-preproc_bold.json").write_text(sidecar)
            (func / f"{stem}_desc-confounds_timeseries.tsv").write_text(confounds)
            (func / f"{stem}_desc-confounds_timeseries.json").write_text("{}")
    (folder / "participants.tsv").write_text("\n".join(rows) + "\n")


def best_usage(command, accepted):
    """The smallest CPU seconds, and the largest peak in MiB."""
    seconds, mebibytes = [], []
    for _ in range(REPEATS):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if os.waitstatus_to_exitcode(status) not in accepted:
            sys.exit(f"{' '.join(map(str, command))} ended with {os.waitstatus_to_exitcode(status)}")
        seconds.append(usage.ru_utime + usage.ru_stime)
        mebibytes.append(usage.ru_maxrss / 1024)
    return min(seconds), max(mebibytes)


def count_usable(manifest):
    lines = manifest.read_text().splitlines()
    status = lines[0].split("\t").index("status")
    return sum(line.split("\t")[status] == "usable" for line in lines[1:])


def measure(program, folder, out, n_expected):
    listing, _ = best_usage(["find", folder, "-printf", "%p\n"], accepted=(0,))
    index, mebibytes = best_usage([program, "index", "--input.derivatives", folder, "--out", out, "--denoise.strategy", "none"], accepted=(0,))
    usable = count_usable(out / "manifest.tsv")
    if usable != n_expected:
        sys.exit(f"{usable} usable runs in the manifest, expected {n_expected}")
    return listing, index, mebibytes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--participants", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--volumes", type=int, default=10)
    parser.add_argument("--columns", type=int, default=40)
    parser.add_argument("--folder", type=pathlib.Path, help="where the tree is made (default: a temporary folder)")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory(dir=arguments.folder) as temporary:
        seconds = {}
        for n_participants in (arguments.participants // 5, arguments.participants):
            tree = pathlib.Path(temporary) / f"tree-{n_participants}"
            make_tree(tree, n_participants, arguments.runs, arguments.volumes, arguments.columns)
            n_runs = n_participants * arguments.runs
            listing, index, mebibytes = measure(arguments.program.resolve(), tree, pathlib.Path(temporary) / f"out-{n_participants}", n_runs)
            seconds[n_participants] = index
            print(f"participants={n_participants} runs={n_runs} find_cpu_s={listing:.3f} index_cpu_s={index:.3f} "
                  f"ratio={index / listing:.1f} runs_per_s={n_runs / index:.0f} peak_MiB={mebibytes:.0f}", flush=True)
        small, large = sorted(seconds)
        growth = math.log(seconds[large] / seconds[small]) / math.log(large / small)
        print(f"growth_exponent={growth:.2f}")


if __name__ == "__main__":
    main()
