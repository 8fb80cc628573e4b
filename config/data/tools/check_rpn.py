"""Recomputes the published partial correlations from the shipped series, with numpy alone.

    python3 check_rpn.py config/data/rpn_pain_sensitivity

Recipe of the publication: volumes with FD > 0.15 mm are deleted (the first volume counts as 0), the series z-scored
(population SD), their covariance shrunk after Ledoit and Wolf and inverted, r = -P_ij / sqrt(P_ii P_jj). Prints the
largest difference to published/*.tsv.gz of each site and the participants left out, whose series have a constant region.
"""
import sys
from pathlib import Path

import numpy as np

from tables import read_text


def table(path):
    lines = read_text(path).splitlines()
    return lines[0].split("\t"), [line.split("\t") for line in lines[1:]]


def numbers(rows):
    return np.array([[float("nan") if cell == "n/a" else float(cell) for cell in row] for row in rows])


def ledoit_wolf(x):
    n, p = x.shape
    s = x.T @ x / n
    target = np.trace(s) / p * np.eye(p)
    d2 = ((s - target) ** 2).sum() / p
    b2 = min(d2, (((x ** 2).sum(1) ** 2).sum() - n * (s ** 2).sum()) / (p * n * n))
    return (1 - b2 / d2) * s + b2 / d2 * target


def partial_correlation(series):
    x = series - series.mean(0)
    precision = np.linalg.inv(ledoit_wolf(x / x.std(0)))
    scale = np.sqrt(np.diag(precision))
    return (-precision / np.outer(scale, scale))[np.triu_indices(series.shape[1], 1)]


def check(folder):
    for published in sorted((folder / "published").glob("*.tsv.gz")):
        worst, n_compared, constant = 0.0, 0, []
        for row in table(published)[1]:
            series = numbers(table(folder / "series" / f"{row[0]}.tsv.gz")[1])
            displacement = numbers(table(folder / "confounds" / f"{row[0]}.tsv.gz")[1])[:, 0]
            if (series.std(0) == 0).any():
                constant.append(row[0])
                continue
            found = partial_correlation(series[~(displacement > 0.15)])
            worst = max(worst, np.abs(found - np.array(row[2:], dtype=float)).max())
            n_compared += 1
        print(f"{published.name}\t{n_compared} participants\tlargest difference {worst:.2e}\tconstant region: {' '.join(constant) or 'none'}")


if __name__ == "__main__":
    check(Path(sys.argv[1]))
