"""Group statistics of config/data/fibromyalgia from the original matrices and from the shipped table, with numpy alone.

    python3 check_fibromyalgia.py ImageNomer/data/Fibromyalgia/fc config/data/fibromyalgia

Fits Fisher z ~ group + Age to every edge of the 66 women with a phenotype and prints the largest difference of t
(patient - control) between the two, relative to max(1, |t|).
"""
import sys
from pathlib import Path

import numpy as np

from tables import read_text


def table(path):
    lines = read_text(path).splitlines()
    return lines[0].split("\t"), [line.split("\t") for line in lines[1:]]


def t_of_group(r, design):
    z = np.arctanh(np.clip(r, -(1 - 1e-7), 1 - 1e-7))
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ z
    variance = ((z - design @ beta) ** 2).sum(0) / (len(z) - design.shape[1])
    return beta[1] / np.sqrt(variance * inverse[1, 1])


def check(originals, folder):
    names, participants = table(folder / "participants.tsv")
    patient = np.array([row[names.index("group")] == "patient" for row in participants], dtype=float)
    age = np.array([float(row[names.index("Age")]) for row in participants])
    design = np.column_stack([np.ones(len(age)), patient, age - age.mean()])
    shipped = {row[0]: np.array(row[2:], dtype=float) for row in table(folder / "matrices.tsv.gz")[1]}
    order = [row[0] for row in participants]
    rounded = np.array([shipped[name] for name in order])
    exact = np.array([np.load(next(originals.glob(f"{name}_task-rest*.npy"))) for name in order])
    t, reference = t_of_group(rounded, design), t_of_group(exact, design)
    error = (np.abs(t - reference) / np.maximum(1, np.abs(reference))).max()
    print(f"{len(shipped)} matrices, {len(order)} with a phenotype, largest difference of t {error:.2e}")


if __name__ == "__main__":
    check(Path(sys.argv[1]), Path(sys.argv[2]))
