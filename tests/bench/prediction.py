#!/usr/bin/env python3
"""Leave-one-site-out ridge and logistic regression of many labellings: CPU seconds, beside scikit-learn on the same folds.

usage: prediction.py PREDICTION_BENCH ridge|logistic [N P SITES J [--part]]       (the program of prediction.cpp)

Both do: outer sites; scaling on the training rows; inner sites over nine penalties; prediction of the held-out site; J labellings.
scikit-learn (python3-sklearn, needed for this script only) is timed on a stated part of the same work and multiplied; what it
predicts in that part is compared with what we predict. --part: one inner site only, without the comparison. One thread each. Target: 20 for ridge.
"""
import os
import subprocess
import sys
import tempfile
import time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"
import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge

GRID = 10.0 ** np.arange(-4, 5)


def ours(program, method, x, y, n_sites):
    with tempfile.TemporaryDirectory() as folder:
        x.T.tofile(f"{folder}/x.f64")
        y.T.tofile(f"{folder}/y.f64")
        out = subprocess.run([program, folder, *map(str, (*x.shape, n_sites, y.shape[1])), method], check=True, capture_output=True, text=True).stdout
        total_s, prepared_s = map(float, out.split())
        return total_s, prepared_s, np.fromfile(f"{folder}/predicted.f64").reshape(y.shape[1], -1).T


def scaled(x, training):
    mean, sd = x[training].mean(0), x[training].std(0)
    return (x - mean) / sd


def ridge(x, y, site, held, part):
    """All labellings of one outer fold at once, each with its own penalty. A part: the seconds of one inner site, multiplied."""
    training = site != held
    z = scaled(x, training)
    others = [s for s in np.unique(site) if s != held]
    error = np.zeros((len(GRID), y.shape[1]))
    start = time.process_time()
    for s in others:
        inner, out = training & (site != s), site == s
        for k, alpha in enumerate(GRID):
            model = Ridge(alpha=alpha * x.shape[1]).fit(z[inner], y[inner])
            error[k] += ((model.predict(z[out]) - y[out]) ** 2).sum(0)
        if part:
            return (time.process_time() - start) * len(others), None
    best = len(GRID) - 1 - error[::-1].argmin(0)
    predicted = np.empty((np.sum(~training), y.shape[1]))
    for k in np.unique(best):
        predicted[:, best == k] = Ridge(alpha=GRID[k] * x.shape[1]).fit(z[training], y[training][:, best == k]).predict(z[~training])
    return time.process_time() - start, predicted


def logistic(x, y, site, held):
    """One labelling of one outer fold, one inner site of all; the seconds of the others are taken to be the same."""
    training = site != held
    z = scaled(x, training)
    others = [s for s in np.unique(site) if s != held]
    inner = training & (site != others[0])
    start = time.process_time()
    for c in GRID:
        LogisticRegression(C=c, max_iter=10000).fit(z[inner], y[inner, 0])
    return (time.process_time() - start) * len(others)


def main():
    program, method = sys.argv[1], sys.argv[2]
    part = "--part" in sys.argv
    n, p, n_sites, n_labellings = map(int, [a for a in sys.argv[3:7] if a != "--part"] or ["1000", "4950", "10", "1000"])
    random = np.random.default_rng(1)
    site = np.arange(n) % n_sites
    x = random.standard_normal((n, p)) + 0.5 * random.standard_normal((n_sites, p))[site]
    score = random.standard_normal(n) + 0.1 * x[:, :30].sum(1)
    y = np.empty((n, n_labellings))
    for j in range(n_labellings):
        for s in range(n_sites):
            rows = np.flatnonzero(site == s)
            y[rows, j] = score[rows if j == 0 else random.permutation(rows)]
    if method == "logistic":
        y = (y > 0).astype(float)
    total_s, prepared_s, predicted = ours(program, method, x, y, n_sites)
    print(f"{method}, {n} x {p}, {n_sites} sites, {n_labellings} labellings: ours {total_s:.1f} CPU s, {prepared_s:.1f} of them whatever the labels")
    if method == "ridge":
        fold_s, theirs = ridge(x, y, site, 0, part)
        compared = "not compared" if part else f"{abs(theirs - predicted[site == 0]).max():.1e}"
        timed = "one inner site of one outer one" if part else "one outer site"
        print(f"scikit-learn, all labellings in each fit: {fold_s * n_sites:.1f} CPU s ({timed} timed, multiplied); largest difference {compared}; ratio {fold_s * n_sites / total_s:.1f}")
    else:
        labelling_s = logistic(x, y, site, 0) * n_sites
        print(f"scikit-learn: {labelling_s:.0f} CPU s a labelling (nine fits timed, times inner and outer sites), ours {total_s / n_labellings:.2f}; ratio {labelling_s * n_labellings / total_s:.0f}")


main()
