#!/usr/bin/env python3
"""ComBat of 1,000 participants x 79,800 edges, 10 sites: CPU seconds and memory, beside the same algorithm in numpy.

usage: combat.py COMBAT [N_PARTICIPANTS N_EDGES N_SITES]      (COMBAT: the program of combat.cpp)

Age, sex and FD are preserved. The two programs run in turn, one thread each. Targets: 2.4 CPU s (a tenth of the 24 s that
neuroCombat takes) and a peak of at most twice the data. The numpy version is not neuroCombat: it holds whole matrices in the
same way, but its sums over features are matrix products.
"""
import os
import resource
import subprocess
import sys

LIMIT_S, LIMIT_DATA, N_PAIRS = 2.4, 2.0, 3


def shrink(z, gamma_hat, delta2_hat):
    """sva's it.sol for one site, all features at once."""
    n = len(z)
    mean, tau2 = gamma_hat.mean(), gamma_hat.var(ddof=1)
    m, s2 = delta2_hat.mean(), delta2_hat.var(ddof=1)
    a, b = (2 * s2 + m * m) / s2, (m * s2 + m**3) / s2
    gamma, delta2, change = gamma_hat, delta2_hat, 1.0
    while change > 1e-4:
        new = (n * tau2 * gamma_hat + delta2 * mean) / (n * tau2 + delta2)
        new2 = (0.5 * ((z - new) ** 2).sum(0) + b) / (n / 2 + a - 1)
        change = max((abs(new - gamma) / gamma).max(), (abs(new2 - delta2) / delta2).max())
        gamma, delta2 = new, new2
    return gamma, delta2


def combat(data, site, covariates):
    import numpy as np

    sites = (site[:, None] == np.unique(site)).astype(float)
    design = np.hstack([sites, covariates])
    coefficients = np.linalg.solve(design.T @ design, design.T @ data)
    sigma = np.sqrt(((data - design @ coefficients) ** 2).mean(0))
    preserved = sites.mean(0) @ coefficients[: sites.shape[1]] + covariates @ coefficients[sites.shape[1] :]
    z = (data - preserved) / sigma
    for rows in sites.T.astype(bool):
        gamma, delta2 = shrink(z[rows], z[rows].mean(0), z[rows].var(0, ddof=1))
        z[rows] = (z[rows] - gamma) / np.sqrt(delta2)
    return z * sigma + preserved


def in_numpy(n_rows, n_edges, n_sites):
    import numpy as np

    random = np.random.default_rng(1)
    site = np.arange(n_rows) * n_sites // n_rows
    covariates = np.column_stack(
        [45 + 12 * random.standard_normal(n_rows), random.integers(0, 2, n_rows), random.standard_normal(n_rows)])
    data = random.standard_normal((n_rows, n_edges))
    data *= 0.2
    data += 0.3 + 0.02 * site[:, None]
    before = resource.getrusage(resource.RUSAGE_SELF)
    total = combat(data, site, covariates).sum()
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{cpu_s:.4f}\t{after.ru_maxrss * 1024 / data.nbytes:.4f}\t{total}")


def run(*command):
    one_thread = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    out = subprocess.run(command, check=True, capture_output=True, text=True, env=one_thread).stdout
    cpu_s, memory, _ = out.split()
    return float(cpu_s), float(memory)


def main():
    if sys.argv[1] == "--numpy":
        return in_numpy(*map(int, sys.argv[2:]))
    sizes = sys.argv[2:5] or ["1000", "79800", "10"]
    for _ in range(N_PAIRS):
        ours_s, ours_memory = run(sys.argv[1], *sizes, "combat")
        numpy_s, numpy_memory = run(sys.executable, __file__, "--numpy", *sizes)
        print(f"ours {ours_s:.2f} CPU s (limit {LIMIT_S}), peak {ours_memory:.2f} x data (limit {LIMIT_DATA}); "
              f"numpy {numpy_s:.2f} CPU s, {numpy_memory:.2f} x data; ratio {numpy_s / ours_s:.1f}")
    return None


main()
