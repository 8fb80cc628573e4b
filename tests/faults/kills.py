#!/usr/bin/python3
"""Kills the small cohort's job again and again, restarting it each time, until it is finished; and starts over.

    kills.py KILLS [SEED]

Whoever is killed (a worker, the master, mpirun, all at once), at whatever moment, and inside whatever system call: after restarts
the digests are those of an undisturbed run, no finished shard was computed again, and nothing temporary is left.
"""
import collections
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import time

from faults import SHIM, Job, digests, leftovers, make_study, require, require_like_undisturbed, shards

KILLS_OF_ONE_STUDY = 8
# A call, where in it, and the paths it is made with (folders are synced too).
CALLS = [("write", "inside", ["_connectivity.h5", "cohort.h5", "manifest.tsv", "in_hand", "lock-all"]),
         ("write", "before", ["_connectivity.h5", "cohort.h5"]),
         ("fsync", "before", ["_connectivity.h5", "func", "cohort.h5", "manifest.tsv"]),
         ("fsync", "after", ["_connectivity.h5", "func", "cohort.h5", "manifest.tsv"]),
         ("rename", "before", ["_connectivity.h5", "cohort.h5", "manifest.tsv"]),
         ("rename", "after", ["_connectivity.h5", "cohort.h5", "manifest.tsv"]),
         ("link", "before", ["lock-all"]), ("link", "after", ["lock-all"]), ("unlink", "before", ["lock-all", "in_hand"]),
         ("open", "after", ["_connectivity.h5", "in_hand"]), ("open", "before", ["preproc_bold"])]


def start_with_a_fault(arguments, rng, ranks, once):
    """A start in which a rank kills itself at a chosen system call."""
    call, how, paths = rng.choice(CALLS)
    path = rng.choice(paths)
    masters = not any(word in path for word in ("_connectivity", "func", "in_hand", "preproc"))
    rank = 0 if masters or ranks == 0 else rng.randrange(1, ranks)
    fault = {"LD_PRELOAD": SHIM, "FAULT": f"call={call} at={rng.choice([1, 1, 2, 3, 5, 8])} how={how} slow={rng.choice([0, 0, 20])}",
             "FAULT_PATH": path, "FAULT_RANK": str(rank), "FAULT_ONCE": str(once)}
    return Job(arguments, ranks, fault), f"rank {rank}: {fault['FAULT']} of {path}"


def start_and_kill(arguments, rng, ranks):
    """A start in which somebody is killed at a random moment."""
    job = Job(arguments, ranks, {"LD_PRELOAD": SHIM, "FAULT": "slow=20", "FAULT_PATH": "/"})
    time.sleep(rng.uniform(0.05, 0.9 if ranks else 0.4))
    victim = rng.choice(["mpirun", "master", "worker", "all"]) if ranks else "all"
    return job, victim, job.kill(victim)


def one_start(arguments, rng, folder, counts):
    """Whether something was killed, and whether the job finished."""
    ranks = rng.choice([0, 2, 3, 4])
    once = folder / "once"
    once.unlink(missing_ok=True)
    if rng.random() < 0.5:
        job, what = start_with_a_fault(arguments, rng, ranks, once)
        status, said, seconds = job.end()
        killed = once.exists()
        counts["inside a system call"] += killed
    else:
        job, what, killed = start_and_kill(arguments, rng, ranks)
        status, said, seconds = job.end()
        counts[f"{what}, any moment"] += killed
    require("killed its rank twice" not in said, f"an innocent run is in quarantine: {what}\n{said}")
    if not killed:
        require(status in (0, 2), f"status {status} without a kill ({what}, {ranks} ranks)\n{said}")
        require(status == 0 or "another job works in this folder" in said, said)
    return killed, status == 0


def end_in_peace(arguments, out):
    """Starts until a start is not refused because processes of the last one are ending."""
    for _ in range(30):
        status, said, _ = Job(arguments, 3).end()
        if status != 2:
            break
        time.sleep(0.5)
    require(status == 0, f"status {status} of an undisturbed start\n{said}")
    return said


def disturbed_study(arguments, rng, folder, reference, kills, counts):
    """One output folder from nothing to finished, with kills on the way; how many."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    arguments = [*arguments, "--out", str(out)]
    done = 0
    for _ in range(4 * kills):
        before = shards(out)
        killed, finished = one_start(arguments, rng, folder, counts)
        done += killed
        now = shards(out)
        again = [str(p) for p in before if now.get(p) != before[p]]
        require(again == [], f"finished shards were computed again: {again}")
        if done >= kills or finished:
            break
    before = shards(out)
    said = end_in_peace(arguments, out)
    require(all(shards(out)[p] == before[p] for p in before), f"finished shards were computed again\n{said}")
    require_like_undisturbed(out, reference, said)
    return done


def main():
    wanted = int(sys.argv[1])
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    counts = collections.Counter()
    started = time.time()
    with tempfile.TemporaryDirectory(prefix="dmn-cohort-faults-") as name:
        folder = pathlib.Path(name)
        arguments = make_study(folder)
        status, said, _ = Job([*arguments, "--out", folder / "undisturbed"]).end()
        require(status == 0, said)
        reference = digests(folder / "undisturbed")
        require(leftovers(folder / "undisturbed") == [], "an undisturbed run leaves something behind")
        kills = studies = 0
        while kills < wanted:
            kills += disturbed_study(arguments, rng, folder, reference, min(KILLS_OF_ONE_STUDY, wanted - kills), counts)
            studies += 1
    print(f"{kills} kills in {studies} studies, {time.time() - started:.0f} s: every digest as undisturbed, no finished shard computed again, "
          "nothing temporary left")
    for what, count in sorted(counts.items()):
        print(f"  {what}: {count}")


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    main()
