"""A real Slurm of three nodes for the tests, and what they do with it."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from support import PROGRAM

LOCAL = pathlib.Path(__file__).parent / "local"


def is_mounted(folder):
    """Also where a folder is bound to itself, which os.path.ismount does not see."""
    return any(line.split()[4] == folder for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines())


def why_impossible():
    """Why this machine cannot hold a local cluster; empty if it can."""
    missing = [name for name in ("slurmctld", "slurmd", "sbatch", "munged", "ip", "setpriv") if not shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")]
    if missing:
        return "not installed: " + ", ".join(missing) + " (jobs/install-deps.sh)"
    if os.geteuid() != 0:
        return "not root"
    had_mount = is_mounted("/run/netns")
    probe = f"dmnprobe{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", probe], capture_output=True, text=True)
    if made.returncode == 0:
        made = subprocess.run(["ip", "netns", "exec", probe, "unshare", "--uts", "true"], capture_output=True, text=True)
        subprocess.run(["ip", "netns", "del", probe], check=True)
    if made.returncode != 0 and not had_mount and is_mounted("/run/netns"):
        subprocess.run(["umount", "--lazy", "/run/netns"], check=True)  # what the attempt left, or a chroot could not be removed
    return "" if made.returncode == 0 else "no network namespaces here: " + made.stderr.strip()


class Cluster:
    def __init__(self):
        folder = tempfile.mkdtemp(prefix="dmnslurm-", dir="/tmp")
        self._folder = pathlib.Path(folder)
        self._folder.chmod(0o755)  # munge and slurm are users of their own
        octet = 100 + os.getpid() % 100
        self._environment = dict(os.environ, SLURM_LOCAL_NAME=f"dmn{os.getpid()}", SLURM_LOCAL_DIR=f"{folder}/c", SLURM_LOCAL_NET=f"10.77.{octet}",
                                 PATH=os.environ["PATH"] + ":/usr/sbin:/sbin")
        try:
            self._script("start.sh")
        except AssertionError:
            shutil.rmtree(self._folder)  # start.sh has shown the logs and ended what it had started
            raise

    def close(self):
        self._script("stop.sh")
        shutil.rmtree(self._folder)

    def _script(self, name, *arguments):
        done = subprocess.run([LOCAL / name, *arguments], capture_output=True, text=True, env=self._environment, timeout=90)
        if done.returncode != 0:
            raise AssertionError(f"{name}: {done.stdout}{done.stderr}")
        return done.stdout

    def login(self, *command, status=0, cwd="/"):
        """A command on the login node."""
        done = subprocess.run([LOCAL / "on.sh", "ctl", *map(str, command)], capture_output=True, text=True, env=self._environment, timeout=120, cwd=cwd)
        if status is not None and done.returncode != status:
            raise AssertionError(f"{command}\nexit status {done.returncode}, expected {status}\n{done.stdout}\n{done.stderr}")
        return done

    def submit(self, *options, cwd="/"):
        """Job numbers by stage."""
        return dict(line.split("\t") for line in self.login(PROGRAM, "submit", *options, cwd=cwd).stdout.splitlines())

    def job(self, number):
        """The fields of `scontrol show job`; of an array those of its first job."""
        lines = self.login("scontrol", "show", "job", "--oneliner", number).stdout.splitlines()
        return dict(word.split("=", 1) for word in lines[0].split() if "=" in word)

    def wait(self, number, state, seconds=90):
        """Waits until the job is in a state, and fails when it has ended in another one."""
        final = {"COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY"}
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            fields = self.job(number)
            if fields["JobState"] == state:
                return fields
            if fields["JobState"] in final:
                break
            time.sleep(0.2)
        raise AssertionError(f"job {number} is {fields['JobState']} ({fields['Reason']}), not {state}; its log:\n{self._log(fields)}")

    @staticmethod
    def _log(fields):
        file = pathlib.Path(fields.get("StdOut", ""))
        return file.read_text() if file.is_file() else ""

    def crash(self, node):
        self._script("node.sh", "crash", node)

    def start(self, node):
        self._script("node.sh", "start", node)

    @staticmethod
    def ranks(out):
        """Numbers of the processes that compute shards below a folder, on whatever node."""
        found = []
        for file in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = file.read_bytes().split(b"\0")
            except OSError:
                continue
            if words[:2] == [PROGRAM.encode(), b"connectivity"] and str(out).encode() in words:
                found.append(int(file.parent.name))
        return found

    def freeze_in_the_middle(self, out, n_ranks, seconds=60):
        """Stops all ranks of a job (SIGSTOP) when the first shards are there. Their numbers."""
        end = time.monotonic() + seconds
        ranks = []
        while len(ranks) < n_ranks:
            if time.monotonic() > end:
                raise AssertionError(f"{len(ranks)} ranks, not {n_ranks}")
            ranks = self.ranks(out)
        while not any(out.glob("sub-*/func/*_connectivity.h5")):
            if time.monotonic() > end:
                raise AssertionError("no shard appeared")
            time.sleep(0.001)
        for rank in ranks:
            os.kill(rank, signal.SIGSTOP)
        return ranks

