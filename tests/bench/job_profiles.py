#!/usr/bin/python3
"""Where the time of each job goes: self time by function, from `perf record`.

usage: job_profiles.py BUILD_DIR FOLDER [LEAST_PERCENT]

Simulates 60 participants of three sites with two sessions each in FOLDER/data (unless it is there), runs every job on them without a
launcher and prints one row of a Markdown table a job: CPU seconds and all functions of at least LEAST_PERCENT (5) of its samples.
Needs perf (Debian: linux-perf). Functions of libraries without symbols are put together by library.
"""
import collections
import pathlib
import re
import resource
import subprocess
import sys

JOBS = [
    ("index", []),
    ("connectivity", ["--fresh"]),
    ("group", ["--group.session", "1", "--group.correction", "max-t", "--group.correction", "nbs", "--group.permutations", "20000"]),
    ("predict", ["--group.session", "1", "--predict.permutations", "1000"]),
    ("profile", ["--profile.permutations", "5000"]),
    ("change", ["--group.permutations", "5000"]),
    ("symptoms", ["--group.session", "1", "--symptoms.score", "depression", "--symptoms.model_permutations", "1000"]),
    ("share", ["--group.session", "1", "--group.model", "group + age + mean_fd + site", "--share.site", "all"]),
    ("pool", []),
    ("report", []),
]


def command_of(program, job, more, folder):
    command = [program, job, *more, "--out", folder / "study"]
    if job in ("index", "connectivity"):
        command += [word for site in sorted((folder / "data").glob("site-*")) for word in ("--input.derivatives", site)]
        command += ["--input.participants", folder / "data/participants.tsv"]
    if job == "pool":
        command += [word for summary in sorted((folder / "study/share").glob("*.h5")) for word in ("--pool.input", summary)]
    return command


def short(symbol, library):
    """`dmn::signal::denoise` of `dmn::signal::denoise(Eigen::...) const`; the library of a function without a name."""
    if re.fullmatch(r"0x[0-9a-f]+", symbol):
        return library
    symbol = symbol.replace("(anonymous namespace)::", "")
    while "<" in symbol and (plain := re.sub(r"<[^<>]*>", "", symbol)) != symbol:
        symbol = plain
    return symbol.split("(")[0].split(" ")[-1]


def hot_spots(data, least):
    lines = subprocess.run(["perf", "report", "-i", data, "--no-children", "-g", "none", "--sort", "dso,sym", "--stdio"],
                           capture_output=True, text=True, check=True).stdout.splitlines()
    shares = collections.Counter()
    for line in lines:
        found = re.match(r"\s*([\d.]+)%\s+(\S+)\s+\[(.)\]\s+(.*)", line)
        if found:
            share, library, level, symbol = found.groups()
            name = "the system" if level == "k" else short(symbol.strip(), library.split(".so")[0])
            shares[name] += float(share)
    return [f"{name} {share:.0f} %" for name, share in shares.most_common() if share >= least]


def main():
    build, folder = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    least = float(sys.argv[3]) if len(sys.argv) > 3 else 5
    program = build / "bin/dmn-cohort"
    if not (folder / "data/participants.tsv").exists():
        subprocess.run([program, "simulate", "--simulate.participants", "60", "--simulate.sites", "3", "--simulate.sessions", "2",
                        "--simulate.clinical", "true", "--simulate.volumes", "180", "--out", folder / "data"], check=True, capture_output=True)
    print("| job | CPU s | functions of at least", f"{least:g} % |\n| --- | --- | --- |")
    for job, more in JOBS:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        result = subprocess.run(["perf", "record", "-q", "-F", "1999", "-o", folder / "perf.data", *command_of(program, job, more, folder)],
                                capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if result.returncode not in (0, 1):
            sys.exit(f"{job}: {result.stderr}")
        cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"| {job} | {cpu_s:.2f} | {', '.join(hot_spots(folder / 'perf.data', least))} |", flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main()
