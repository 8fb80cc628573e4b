"""Undisturbed and disturbed runs of the real program: launching, killing, and what must hold afterwards."""
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "jobs"))
from support import MPI, PROGRAM, digests, small_cohort, write_rois  # noqa: E402

SHIM = os.environ["DMN_FAULTY_CALLS"]
NAME = pathlib.Path(PROGRAM).name
LONGEST_S = 60  # no start of the small cohort takes as long, whatever is done to it


def make_study(folder, runs=12):
    """A cohort of tiny images; returns the arguments of `connectivity` without --out."""
    small_cohort(folder / "data", n=runs)
    rois = write_rois(folder)
    return ["connectivity", "--input.derivatives", str(folder / "data"), "--rois.set", str(rois),
            "--connectivity.kind", "correlation", "--connectivity.kind", "tangent"]


class Job:
    """One start of the program, in a process group of its own."""

    def __init__(self, arguments, ranks=0, environment=None, launcher_options=()):
        launcher = [MPI[0], *launcher_options, *MPI[1:], str(ranks)] if ranks else []
        env = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
        faulty = environment or {}
        passed_on = [part for name, value in faulty.items() for part in ("-x", f"{name}={value}")]
        if ranks:
            launcher[1:1] = passed_on
        else:
            env.update(faulty)
        self.ranks = ranks
        self.started = time.time()
        self.process = subprocess.Popen([*launcher, PROGRAM, *map(str, arguments)], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                        text=True, start_new_session=True)

    def members(self):
        """Process numbers by rank; -1 is the launcher."""
        found = {-1: self.process.pid} if self.ranks else {0: self.process.pid}
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                if (entry / "comm").read_text().strip() != NAME[:15] or f"\0{self.process.pid}\0" not in ancestry(int(entry.name)):
                    continue
                variables = (entry / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            rank = [v.split(b"=")[1] for v in variables if v.startswith(b"OMPI_COMM_WORLD_RANK=")]
            if rank:
                found.setdefault(int(rank[0]), int(entry.name))
        return found

    def kill(self, victim, signal_number=signal.SIGKILL):
        """Victim: `mpirun`, `master`, `worker` or `all`; False if it was not there (any more)."""
        if self.process.poll() is not None:
            return False
        members = self.members()
        workers = [r for r in members if r > 0]
        ranks = {"mpirun": [-1], "master": [0], "worker": random.sample(workers, min(1, len(workers))), "all": list(members)}[victim]
        chosen = [members[r] for r in ranks if r in members]
        for number in chosen:
            try:
                os.kill(number, signal_number)
            except ProcessLookupError:
                continue
        return bool(chosen)

    def wait_until(self, condition):
        """Until the condition holds, which it has to do while the job runs."""
        while not condition():
            if self.process.poll() is not None:
                raise AssertionError(f"the job has ended: {self.process.communicate()[1]}")
            time.sleep(0.01)

    def wait_for(self, path):
        self.wait_until(path.exists)

    def end(self):
        """Exit status (negative: signal), what it said, and seconds until it ended."""
        try:
            said = self.process.communicate(timeout=LONGEST_S)[1]
        except subprocess.TimeoutExpired:
            ranks = [rank for rank in self.members() if rank >= 0]
            launcher_waits = self.process.poll() is None and not ranks
            self.kill("all")
            if not launcher_waits:
                raise AssertionError(f"the job hangs: ranks {sorted(ranks)}")
            # Open MPI 4.1.4 after a rank has died: mpirun alone waits for a lock of PMIx while it ends (docs/durability.md).
            said = self.process.communicate()[1]
        return self.process.returncode, said, time.time() - self.started


def ancestry(number):
    """The process numbers of a process and its ancestors between zeros."""
    line = "\0"
    while number > 1:
        line += f"{number}\0"
        number = int(pathlib.Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return line


def shards(out):
    """What identifies each finished shard: a rewritten file has another number."""
    return {p.relative_to(out): (p.stat().st_ino, p.stat().st_mtime_ns) for p in pathlib.Path(out).glob("sub-*/**/*_connectivity.h5")
            if not p.name.startswith(".")}


def leftovers(out):
    """Temporary files and whatever only a running job needs."""
    return [str(p.relative_to(out)) for p in pathlib.Path(out).rglob("*") if p.name.endswith(".tmp") or p.name.startswith(".dmn-cohort")]


def require(condition, message):
    if not condition:
        raise AssertionError(message)


def require_like_undisturbed(out, reference, said):
    require(digests(out) == reference, f"{out}: other digests than undisturbed\n{said}")
    require(leftovers(out) == [], f"{out}: left behind: {leftovers(out)}\n{said}")
