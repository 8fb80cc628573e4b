#!/usr/bin/env python3
"""CPU of averaging ROIs against that of inflating the same files, in pairs taken in turn.

usage: compare_cpu.py INFLATE_ONLY ROI_MEANS FOLDER [N_PAIRS]     (FOLDER: what make_bold.py made)

Prints each pair, then the median ratio and the peak memory. Target: a median ratio of at most 1.10.
"""
import statistics
import subprocess
import sys
from pathlib import Path


def run(*command):
    cpu_s, peak_kib, _ = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(cpu_s), int(peak_kib)


def main():
    inflate_only, roi_means, folder = sys.argv[1:4]
    n_pairs = int(sys.argv[4]) if len(sys.argv) > 4 else 7
    bold = sorted(map(str, Path(folder).glob("run-*_bold.nii.gz")))
    labels = ",".join(sorted(map(str, Path(folder).glob("labels_*.nii.gz"))))
    ratios, peaks = [], []
    for _ in range(n_pairs):
        floor_s, _ = run(inflate_only, *bold)
        ours_s, peak_kib = run(roi_means, labels, *bold)
        ratios.append(ours_s / floor_s)
        peaks.append(peak_kib)
        print(f"inflate {floor_s:.3f} s, ROI means {ours_s:.3f} s, ratio {ratios[-1]:.3f}")
    print(f"median ratio {statistics.median(ratios):.3f}, peak {max(peaks)} KiB")


main()
