#!/usr/bin/python3
"""Strong scaling of every job that MPI shares: CPU seconds of all ranks and wall seconds, 1 to 4 ranks beside one.

usage: strong_scaling.py BUILD_DIR [--jobs NAME,...] [--ranks N,...] [--pairs K]      (default: all jobs, 1,2,3,4 ranks, 1 pair)

The work is the same whatever the ranks, so CPU(r) / CPU(1) tells what sharing it costs; it may grow by LIMIT_A_RANK for each further rank
(every rank starts MPI and reads its own tables). That ratio holds on a busy machine too; walls need free cores, and there are no more of
them than the machine has. In `connectivity` the master of two or more ranks only deals out: three ranks are two workers.
Cohorts are invented: by make_cohort (1,000 people at ten sites, 100 regions; 1,500 people with two sessions), or series of 100 regions x 400 volumes.
"""
import argparse
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile

from rank_usage import ranks

LIMIT_A_RANK = 0.05
REGIONS, VOLUMES, RUNS = 100, 400, 400
TR_S = 2


def make_series(folder):
    """Runs of white noise with a shared signal: each has the same volumes in an order of its own."""
    draw = random.Random(1)
    volumes = []
    for _ in range(VOLUMES):
        shared = draw.gauss(0, 1)
        volumes.append("\t".join(f"{shared + draw.gauss(0, 1):.4f}" for _ in range(REGIONS)))
    header = "\t".join(f"R{region:03d}" for region in range(REGIONS))
    rows = ["participant_id\tgroup\tsite"]
    for number in range(RUNS):
        func = folder / f"sub-{number:03d}" / "func"
        func.mkdir(parents=True)
        draw.shuffle(volumes)
        (func / f"sub-{number:03d}_task-rest_timeseries.tsv").write_text("\n".join([header, *volumes]) + "\n")
        rows.append(f"sub-{number:03d}\t{'patient' if number % 2 else 'control'}\tS{number % 10}")
    (folder / "participants.tsv").write_text("\n".join(rows) + "\n")


def make_inputs(build, scratch):
    make_series(scratch / "series")
    make = build / "tests/bench/make_cohort"
    subprocess.run([make, scratch / "one.h5", "1000", str(REGIONS), "10"], check=True)
    subprocess.run([make, scratch / "two.h5", "1500", str(REGIONS), "10", "2", "2"], check=True)


def commands(scratch):
    one, two = ["--group.data", scratch / "one.h5"], ["--group.data", scratch / "two.h5"]
    series = ["--input.series", scratch / "series", "--input.participants", scratch / "series/participants.tsv", "--input.tr_s", TR_S]
    off = [word for name in ("high_pass_hz", "low_pass_hz", "fd_mm", "max_mean_fd", "min_dof") for word in (f"--denoise.{name}", "off")]
    connectivity = ["connectivity", *series, "--denoise.strategy", "none", "--denoise.filter", "none", *off, "--fresh"]
    return {
        "connectivity": connectivity,
        "connectivity, measures": [*connectivity, "--connectivity.measures", "amplitude", "--connectivity.measures", "graph"],
        "connectivity, tangent": [*connectivity, "--connectivity.kind", "tangent"],
        "group, max-T": ["group", *one, "--group.correction", "max-t", "--group.permutations", 10000, "--fresh"],
        "group, NBS": ["group", *one, "--group.correction", "nbs", "--group.permutations", 5000, "--fresh"],
        "group, ComBat": ["group", *one, "--group.harmonise", "combat", "--group.correction", "max-t", "--group.permutations", 10000, "--fresh"],
        "group, CovBat": ["group", *one, "--group.harmonise", "covbat", "--fresh"],
        "predict, ridge": ["predict", *one, "--predict.outcome", "age", "--predict.permutations", 1000],
        "predict, logistic": ["predict", *one, "--predict.outcome", "group", "--predict.permutations", 20],
        "symptoms": ["symptoms", *one, "--symptoms.score", "depression", "--symptoms.bootstrap", 50000, "--group.permutations", 20000],
        "change": ["change", *two, "--group.permutations", 100000],
        "profile": ["profile", *two, "--profile.cards", "none"],
    }


def measure(command, counts, scratch):
    """CPU and wall seconds of each rank count, one after the other so that the machine is the same for all."""
    found = {}
    for count in counts:
        run = ranks(count, [*command, "--out", scratch / f"out{count}"], scratch)
        found[count] = (sum(rank["cpu"] for rank in run), max(rank["wall"] for rank in run))
    return found


def report(name, pairs, counts):
    first = counts[0]
    cells = []
    for count in counts:
        cpu = statistics.median(pair[count][0] / pair[first][0] for pair in pairs)
        wall = statistics.median(pair[count][1] / pair[first][1] for pair in pairs)
        limit = 1 + LIMIT_A_RANK * (count - first)
        cells.append(f"{count}: CPU {cpu:.2f} x (limit {limit:.2f}{', above' if cpu > limit else ''}), wall {wall:.2f} x")
    last = counts[-1]
    further = statistics.median((pair[last][0] - pair[first][0]) / (last - first) for pair in pairs)
    cpu_s, wall_s = (statistics.median(pair[first][part] for pair in pairs) for part in (0, 1))
    print(f"{name} ({first} rank: {cpu_s:.1f} CPU s, {wall_s:.1f} s): " + "; ".join(cells[1:]) + f"; {further:.2f} CPU s a further rank", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--jobs", help="those whose name begins so, separated by commas (group also means all of its kinds)")
    parser.add_argument("--ranks", default="1,2,3,4")
    parser.add_argument("--pairs", type=int, default=1)
    arguments = parser.parse_args()
    build, counts = arguments.build.resolve(), [int(word) for word in arguments.ranks.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        make_inputs(build, scratch)
        for name, job in commands(scratch).items():
            if arguments.jobs and not name.startswith(tuple(arguments.jobs.split(","))):
                continue
            report(name, [measure([build / "bin/dmn-cohort", *job], counts, scratch) for _ in range(arguments.pairs)], counts)


if __name__ == "__main__":
    sys.exit(main())
