"""Joins the fibromyalgia cohort's connectivity files into the one wide table of config/data/fibromyalgia.

    git clone https://github.com/TulaneMBB/ImageNomer && git -C ImageNomer checkout 7a69b3746c4d2e01d826974923ddd633a720fae4
    python3 convert_fibromyalgia.py ImageNomer/data/Fibromyalgia/fc config/data/fibromyalgia

Reads every sub-*_task-rest*.npy of the folder (float64, 34,716 Pearson correlations: the row-major upper triangle of
264 regions without diagonal) and rois.tsv of the output folder, whose labels name the edges. Writes matrices.tsv.gz
(participant_id, session, one column an edge) and matrices.json. Values are rounded to 11 decimals: SOURCE.md says why.
"""
import json
import argparse
from pathlib import Path

import numpy as np

from tables import edge_names, read_text, write_text, write_tsv

NOTE = (
    "No confound regression, no censoring and no motion table upstream: "
    "differences between groups may come from motion or the global signal."
)

DECIMALS = 11


def labels_of(rois):
    lines = read_text(rois).splitlines()
    column = lines[0].split("\t").index("label")
    return [line.split("\t")[column] for line in lines[1:]]


def convert(folder, out):
    names = edge_names(labels_of(out / "rois.tsv"))
    rows = []
    for path in sorted(folder.glob("sub-*_task-rest*.npy")):
        values = np.load(path)
        assert values.shape == (len(names),) and np.abs(values).max() <= 1, path.name
        rows.append([path.name.split("_")[0], "n/a"] + [f"%.{DECIMALS}f" % r for r in values])
    write_tsv(out / "matrices.tsv.gz", ["participant_id", "session"] + names, rows)
    write_text(out / "matrices.json", json.dumps({"Values": "correlation", "Note": NOTE}) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="upstream folder of .npy files")
    parser.add_argument("out", type=Path, help="folder with rois.tsv to write into")
    arguments = parser.parse_args()
    convert(arguments.folder, arguments.out)
