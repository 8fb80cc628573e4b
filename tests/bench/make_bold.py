#!/usr/bin/env python3
"""Makes images for the image benchmarks: noisy runs on the 2 mm MNI grid and label images of 100, 200 and 400 ROIs.

usage: make_bold.py FOLDER [N_RUNS] [N_VOLUMES] [int16|float32]

Inside a brain-shaped support: smooth anatomy around 10,000, plus noise of 1 % that is partly smooth in space (as fMRIPrep's
resampling leaves it), stored with slope 1 and rounded if int16; 0 outside. Compressed as gzip level 6. Needs numpy and scipy.
"""
import gzip
import struct
import sys
from pathlib import Path

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

SHAPE = (97, 115, 97)
AFFINE = [[2, 0, 0, -96], [0, 2, 0, -132], [0, 0, 2, -78]]


def header(n_volumes, datatype, bitpix):
    h = bytearray(352)
    struct.pack_into("<i", h, 0, 348)
    struct.pack_into("<8h", h, 40, 4 if n_volumes > 1 else 3, *SHAPE, n_volumes, 1, 1, 1)
    struct.pack_into("<2h", h, 70, datatype, bitpix)
    struct.pack_into("<8f", h, 76, 1, 2, 2, 2, 2, 0, 0, 0)
    struct.pack_into("<3f", h, 108, 352, 1, 0)
    h[123] = 2 | 8
    struct.pack_into("<2h", h, 252, 0, 4)
    for row in range(3):
        struct.pack_into("<4f", h, 280 + 16 * row, *AFFINE[row])
    h[344:348] = b"n+1\0"
    return bytes(h)


def brain():
    x, y, z = np.meshgrid(*(np.arange(n) - (n - 1) / 2 for n in SHAPE), indexing="ij")
    return (x / 34) ** 2 + (y / 43) ** 2 + (z / 33) ** 2 < 1


def write_labels(path, inside, n_rois, random):
    voxels = np.argwhere(inside)
    seeds = voxels[random.choice(len(voxels), n_rois, replace=False)]
    labels = np.zeros(SHAPE, np.int16)
    labels[inside] = cKDTree(seeds).query(voxels)[1] + 1
    with gzip.GzipFile(path, "wb", 6, mtime=0) as out:
        out.write(header(1, 4, 16) + labels.tobytes(order="F"))


def write_run(path, inside, n_volumes, kind, random):
    anatomy = 10000 + 15000 * ndimage.gaussian_filter(random.standard_normal(SHAPE), 3)
    with gzip.GzipFile(path, "wb", 6, mtime=0) as out:
        out.write(header(n_volumes, 4, 16) if kind == "int16" else header(n_volumes, 16, 32))
        for _ in range(n_volumes):
            noise = random.standard_normal(SHAPE, dtype=np.float32)
            smooth = ndimage.gaussian_filter(noise, 0.8)
            volume = anatomy + 100 * (smooth / smooth.std())
            stored = np.rint(volume).astype("<i2") if kind == "int16" else volume.astype("<f4")
            out.write(np.where(inside, stored, stored.dtype.type(0)).tobytes(order="F"))


def main():
    folder = Path(sys.argv[1])
    n_runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    n_volumes = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    kind = sys.argv[4] if len(sys.argv) > 4 else "int16"
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(1)
    inside = brain()
    for n_rois in (100, 200, 400):
        write_labels(folder / f"labels_{n_rois}.nii.gz", inside, n_rois, random)
    for run in range(1, n_runs + 1):
        write_run(folder / f"run-{run}_bold.nii.gz", inside, n_volumes, kind, random)


main()
