#!/usr/bin/env python3
"""CPU of a permutation of the group comparison: N = 1,000, group + age + sex + mean_fd + site, exchange within site.

usage: permutation_engine.py PERMUTATION_ENGINE [N_REPEATS]     (PERMUTATION_ENGINE: the program of permutation_engine.cpp)

Prints for 4,950 and 79,800 edges the milliseconds a permutation of the screened engine and of the double-precision one, each beside
the rate of the linked BLAS at the same block shape (limit: at least 0.85 of it), the share of statistics that screening computes
again, whether counts are equal and how far maxima differ, what engines need that multiply every column of the model, and the growth
from 2 to 50 sites (limit: 1.05). Then screening at N = 10,000 and 50,000. Beside it the loop of nilearn's permuted_ols, written anew
here in numpy (nilearn itself is not used): a permutation at a time, one product with the tested column, one with the orthonormal
covariates, t from the normalised residuals (limit: at least 20 times the screened engine at 4,950 edges). Its published cost at 4,950
edges is 8.4 to 10 ms on another machine; compare ratios of one run only.
"""
import os
import statistics
import subprocess
import sys
import time

PINNED = [name for name in os.environ if name.startswith("OPENBLAS_")]
if PINNED or os.environ.get("OMP_NUM_THREADS") != "1":
    clean = {name: value for name, value in os.environ.items() if name not in PINNED}
    os.execve(sys.executable, [sys.executable, *sys.argv], {**clean, "OMP_NUM_THREADS": "1"})

import numpy as np  # noqa: E402  (after the environment is clean)

N_PARTICIPANTS, N_SITES = 1000, 10


def engine(program, n_edges, n_sites, n_permutations, n_participants=N_PARTICIPANTS):
    command = [program, str(n_participants), str(n_edges), str(n_sites), str(n_permutations)]
    line = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    kernel, rest = line.removeprefix("kernel=").split(" edges=")
    return {"kernel": kernel, **{k: float(v) for k, v in (word.split("=") for word in ("edges=" + rest).split())}}


def model(random):
    site = np.arange(N_PARTICIPANTS) % N_SITES
    columns = [np.ones(N_PARTICIPANTS), *random.standard_normal((3, N_PARTICIPANTS)), *(site[None, :] == np.arange(1, N_SITES)[:, None])]
    covariates = np.linalg.svd(np.column_stack(columns).astype(float), full_matrices=False)[0]
    tested = (random.random(N_PARTICIPANTS) > 0.5).astype(float)
    tested -= covariates @ (covariates.T @ tested)
    return tested[:, None] / np.linalg.norm(tested), covariates


def one_at_a_time_ms(n_edges, n_permutations):
    """The loop of permuted_ols in float64: residualise and normalise once, then a permutation at a time."""
    random = np.random.default_rng(1)
    tested, covariates = model(random)
    outcomes = random.standard_normal((N_PARTICIPANTS, n_edges))
    outcomes -= covariates @ (covariates.T @ outcomes)
    outcomes = np.asfortranarray(outcomes / np.linalg.norm(outcomes, axis=0))
    df = N_PARTICIPANTS - covariates.shape[1] - 1
    observed, rank = np.zeros((n_edges, 1)), np.zeros((1, n_edges))
    maxima = []
    start = time.process_time()
    for _ in range(n_permutations):
        order = random.permutation(N_PARTICIPANTS)
        effect = outcomes.T @ tested[order]
        explained = (outcomes.T @ covariates[order]) ** 2
        t = effect * np.sqrt(df / (1 - explained.sum(axis=1)[:, None] - effect**2))
        maxima.append(np.nanmax(np.abs(t)))
        rank += maxima[-1] < np.abs(observed).T
    return 1000 * (time.process_time() - start) / n_permutations


def median(runs, name):
    return statistics.median(run[name] for run in runs)


def describe(runs):
    ms = median(runs, "ms")
    print(f"  screened: {ms:.3f} ms a permutation, {median(runs, 'sgemm_gflops'):.1f} GFlop/s sgemm, share of it {median(runs, 'share_of_sgemm'):.3f} (limit 0.85); "
          f"{100 * median(runs, 'recomputed'):.2f} % computed again")
    print(f"  double precision: {median(runs, 'double_ms'):.3f} ms, {median(runs, 'dgemm_gflops'):.1f} GFlop/s dgemm, share of it {median(runs, 'share_of_dgemm'):.3f} (limit 0.85); "
          f"{median(runs, 'double_ms') / ms:.2f} x")
    equal = all(run["counts_equal"] == 1 for run in runs)
    print(f"  counts {'equal' if equal else 'DIFFER'}; largest difference of max |t| {max(run['max_t_difference'] for run in runs):.1e}; "
          f"outcomes prepared once in {median(runs, 'preparation_s'):.2f} s")


def main():
    program = sys.argv[1]
    n_repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    for n_edges, n_permutations in ((4950, 2048), (79800, 128)):
        runs, slow = [], []
        for _ in range(n_repeats):
            runs.append(engine(program, n_edges, N_SITES, n_permutations))
            slow.append(one_at_a_time_ms(n_edges, max(8, n_permutations // 32)))
        print(f"{n_edges} edges, {N_SITES} sites, {n_permutations} permutations, {runs[0]['kernel']}")
        describe(runs)
        print(f"  every column of the model: {median(runs, 'plain_ms'):.3f} ms screened, {median(runs, 'plain_double_ms'):.3f} ms in double precision")
        ratio = statistics.median(s / r["ms"] for s, r in zip(slow, runs))
        print(f"  the loop of permuted_ols in numpy float64: {statistics.median(slow):.2f} ms, {ratio:.1f} x (limit 20 at 4,950 edges)")
    for n_participants, n_permutations in ((10000, 128), (50000, 64)):
        print(f"{n_participants} participants, 1024 edges, {N_SITES} sites, {n_permutations} permutations")
        describe([engine(program, 1024, N_SITES, n_permutations, n_participants)])
    few, many = [], []
    for _ in range(n_repeats):
        few.append(engine(program, 4950, 2, 512))
        many.append(engine(program, 4950, 50, 512))
    growth = statistics.median(b["ms"] / a["ms"] for a, b in zip(few, many))
    print(f"4950 edges: {median(few, 'ms'):.3f} ms with 2 sites, {median(many, 'ms'):.3f} with 50: growth {growth:.3f} (limit 1.05); "
          f"every column: {median(few, 'plain_ms'):.3f} and {median(many, 'plain_ms'):.3f}")


main()
