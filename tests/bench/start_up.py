#!/usr/bin/python3
"""Seconds from the start of `connectivity` to the first run in a rank's hands, for 5,000 participants.

usage: start_up.py PROGRAM [--participants 5000] [--volumes 200] [--columns 40] [--folder DIR]

The tree is that of index_benchmark.py. The moment is when the folder of notes in hand appears; then the program is ended. Limit: 1 s.
"""
import argparse
import pathlib
import statistics
import subprocess
import tempfile
import time

import index_benchmark

LIMIT_S = 1


def seconds_to_first_run(program, tree, out):
    command = [program, "connectivity", "--input.derivatives", tree, "--rois.set", "dmn-pain", "--denoise.strategy", "trans_*,rot_*", "--out", out]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not any(out.glob("**/in_hand")):
        if process.poll() is not None:
            raise SystemExit(f"{program} ended before its first run")
        time.sleep(0.002)
    seconds = time.perf_counter() - start
    process.terminate()
    process.wait()
    return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--participants", type=int, default=5000)
    parser.add_argument("--volumes", type=int, default=200)
    parser.add_argument("--columns", type=int, default=40)
    parser.add_argument("--folder", type=pathlib.Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as temporary:
        tree = pathlib.Path(temporary) / "tree"
        index_benchmark.make_tree(tree, arguments.participants, 1, arguments.volumes, arguments.columns)
        seconds = [seconds_to_first_run(arguments.program.resolve(), tree, pathlib.Path(temporary) / f"out-{k}") for k in range(5)]
    print(f"{arguments.participants} participants: first run after {statistics.median(seconds):.2f} s (limit {LIMIT_S}; {min(seconds):.2f} to {max(seconds):.2f})")


if __name__ == "__main__":
    main()
