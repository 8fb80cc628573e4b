#!/usr/bin/python3
"""What the master costs in a cohort of 50,000: ranks answer with finished shards, so that dealing out, listening and gathering are all there is.

usage: rehearsal.py BUILD_DIR FOLDER [PARTICIPANTS] [RANKS...]      (default 50000 2 8 32 64; FOLDER takes 0.12 MiB a participant)

The runs are links to one small table of series (100 regions). The first pass computes them; from then on the same command finds every shard
there and each rank answers with what the shard holds: that is the rehearsal. The master's CPU time is taken apart by three commands: `--dry-run`
only indexes; a slice (1 of 2) indexes and deals out half the runs without gathering; the whole command gathers as well.
"""
import os
import pathlib
import random
import shutil
import sys
import time

from rank_usage import ranks

REGIONS, VOLUMES, TR_S = 100, 30, 12
LIMIT_RANKS = 2000
OPTIONS = ["--input.tr_s", TR_S, "--denoise.strategy", "none", "--denoise.filter", "none", "--denoise.high_pass_hz", "off", "--denoise.low_pass_hz", "off",
           "--denoise.fd_mm", "off", "--denoise.max_mean_fd", "off", "--denoise.min_dof", "off"]


def make_series(root, n):
    random.seed(1)
    lines = ["\t".join(f"R{region:03d}" for region in range(REGIONS))]
    lines += ["\t".join(f"{random.gauss(0, 1):.4f}" for _ in range(REGIONS)) for _ in range(VOLUMES)]
    table = root.parent / "series.tsv"
    table.write_text("\n".join(lines) + "\n")
    rows = ["participant_id\tgroup\tsite"]
    for number in range(n):
        participant = f"sub-{number:05d}"
        func = root / participant / "func"
        func.mkdir(parents=True)
        os.link(table, func / f"{participant}_task-rest_timeseries.tsv")
        rows.append(f"{participant}\t{'patient' if number % 2 else 'control'}\tS{number % 20:02d}")
    (root / "participants.tsv").write_text("\n".join(rows) + "\n")


def measure(build, folder, n, counts):
    data, out = folder / "data", folder / "out"
    if not data.exists():
        make_series(data, n)
    command = [build / "bin/dmn-cohort", "connectivity", "--input.series", data, "--input.participants", data / "participants.tsv", *OPTIONS, "--out", out]
    start = time.monotonic()
    first = ranks(counts[-1], command, folder)
    print(f"first pass, {counts[-1]} ranks: {time.monotonic() - start:.0f} s, {sum(r['cpu'] for r in first[1:]) / n * 1e3:.2f} ms CPU of workers a run, "
          f"master {first[0]['cpu']:.1f} s CPU, {first[0]['mib']:.0f} MiB", flush=True)
    index = ranks(0, [*command, "--dry-run"], folder)[0]
    print(f"index alone: {index['cpu']:.2f} s CPU, {index['mib']:.0f} MiB, {index['cpu'] / n * 1e3:.3f} ms a run", flush=True)
    for count in counts:
        half = ranks(count, [*command, "--connectivity.slice", "1/2"], folder)[0]
        whole = ranks(count, command, folder)[0]
        dealing = (half["cpu"] - index["cpu"]) / (n / 2)
        gathering = (whole["cpu"] - index["cpu"]) / n - dealing
        print(f"{count} ranks: master {dealing * 1e3:.3f} ms CPU a run dealt out: saturated by {1 / dealing:.0f} workers at 1 s a run (at least {LIMIT_RANKS}); "
              f"gathering {gathering * 1e3:.3f} ms a run; peak {whole['mib']:.0f} MiB; {whole['wall']:.0f} s", flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    place = pathlib.Path(sys.argv[2]).absolute()
    place.mkdir(parents=True, exist_ok=True)
    people, *rank_counts = map(int, sys.argv[3:] or [50000])
    measure(pathlib.Path(sys.argv[1]).absolute(), place, people, rank_counts or [2, 8, 32, 64])
    shutil.rmtree(place)
