#!/usr/bin/python3
"""The Slurm jobs that `submit` makes, on a real Slurm: whatever is done to them, the results are those of an undisturbed run."""
import os
import pathlib
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "jobs"))

from cluster import Cluster, why_impossible
from support import digests, run, small_cohort, write_rois

SKIPPED = 77
N_RUNS = 40
N_EXCLUDED = 1
TASKS = 3
MOST_SLICES = 7  # local/slurm.conf.in: MaxArraySize, numbers from 1


def setUpModule():
    global cluster, folder, undisturbed
    cluster = Cluster()
    unittest.addModuleCleanup(cluster.close)
    scratch = tempfile.TemporaryDirectory(prefix="dmn-cohort-slurm-")
    unittest.addModuleCleanup(scratch.cleanup)
    folder = pathlib.Path(scratch.name)
    dataset = small_cohort(folder / "data", n=N_RUNS, volumes=300)
    next(dataset.root.glob("sub-05/func/*confounds_timeseries.tsv")).unlink()
    write_rois(folder)
    (folder / "study.cfg").write_text(
        "[input]\nderivatives = data\n[rois]\nset = ./small_rois.tsv\n[group]\nmodel = group + age\ncontrast = pain: patient - control\n"
        f"[slurm]\ntasks = {TASKS}\nmemory_mib = 100\ntime = 5\nextra = --nodes=3\nsetup = export OPENBLAS_NUM_THREADS=1\n")
    run("connectivity", "--config", folder / "study.cfg", "--out", folder / "undisturbed", status=1)
    run("group", "--config", folder / "study.cfg", "--out", folder / "undisturbed")
    undisturbed = digests(folder / "undisturbed")


class Chain(unittest.TestCase):
    def setUp(self):
        self.out = folder / self._testMethodName.replace("_", " ")

    def submit(self, *options):
        return cluster.submit("--config", "study.cfg", "--out", self.out.name, *options, cwd=folder)

    def log(self, stage, job):
        return (self.out / "slurm" / f"{stage}-{job}.log").read_text()

    def shards(self):
        return {path: path.stat().st_mtime_ns for path in self.out.glob("sub-*/func/*_connectivity.h5")}

    def wait_for_requeue(self, job):
        end = time.monotonic() + 60
        while cluster.job(job)["Restarts"] == "0":
            self.assertLess(time.monotonic(), end, "the job was not requeued")
            time.sleep(0.2)

    def assert_undisturbed(self):
        self.assertEqual(digests(self.out), undisturbed)
        status = run("status", "--config", folder / "study.cfg", "--out", self.out, status=1)
        self.assertIn("runs_left\t0\n", status.stdout)
        self.assertIn("group\tpain\tcomplete\n", status.stdout)

    def test_a_chain_runs_to_its_end_past_an_excluded_run(self):
        jobs = self.submit()
        self.assertEqual(list(jobs), ["index", "connectivity", "group", "report"])
        self.assertIn("jobs of an earlier submit are in the queue",
                      cluster.login(os.environ["DMN_COHORT"], "submit", "--config", folder / "study.cfg", "--out", self.out, status=2).stderr)
        for job in jobs.values():
            cluster.wait(job, "COMPLETED")
        self.assertEqual(cluster.job(jobs["connectivity"])["NumNodes"], "3")
        self.assertIn(f"slurm_job\tgroup\t{jobs['group']}\n", run("status", "--out", self.out, status=1).stdout)
        self.assertIn("some runs failed or were excluded; the chain goes on", self.log("connectivity", jobs["connectivity"]))
        self.assertIn("report.html", self.log("report", jobs["report"]))
        self.assert_undisturbed()

    def test_a_walltime_too_short_drains_requeues_and_finishes(self):
        jobs = self.submit("--slurm.time=1", "--slurm.warning_s=50")
        cluster.freeze_in_the_middle(self.out, TASKS + 1)
        before = self.shards()
        self.assertLess(len(before), N_RUNS - N_EXCLUDED)
        self.wait_for_requeue(jobs["connectivity"])  # Slurm's warning wakes the ranks up
        cluster.wait(jobs["report"], "COMPLETED")
        log = self.log("connectivity", jobs["connectivity"])
        self.assertIn("the same command resumes", log)
        self.assertRegex(log, "dmn-cohort: exit status (75|1[3-9].); back into the queue")
        after = self.shards()
        self.assertEqual({path: after[path] for path in before}, before)
        self.assert_undisturbed()

    def test_a_crashed_node_requeues_the_job_and_costs_nothing_finished(self):
        jobs = self.submit()
        cluster.freeze_in_the_middle(self.out, TASKS + 1)
        before = self.shards()
        self.assertLess(len(before), N_RUNS - N_EXCLUDED)
        host = cluster.job(jobs["connectivity"])["BatchHost"]
        node = "n3" if host != "n3" else "n2"
        cluster.crash(node)
        self.wait_for_requeue(jobs["connectivity"])
        cluster.start(node)
        cluster.wait(jobs["report"], "COMPLETED")
        after = self.shards()
        self.assertEqual({path: after[path] for path in before}, before)
        self.assert_undisturbed()

    def test_a_cancelled_job_submitted_again_goes_on(self):
        jobs = self.submit()
        cluster.freeze_in_the_middle(self.out, TASKS + 1)
        cluster.login("scancel", jobs["connectivity"])
        cluster.wait(jobs["connectivity"], "CANCELLED")
        cluster.wait(jobs["group"], "CANCELLED")
        before = self.shards()
        self.assertLess(len(before), N_RUNS - N_EXCLUDED)
        left = run("status", "--out", self.out, status=75).stdout
        self.assertIn(f"runs_done\t{len(before)}\n", left)

        jobs = self.submit()
        cluster.wait(jobs["report"], "COMPLETED")
        after = self.shards()
        self.assertEqual({path: after[path] for path in before}, before)
        self.assert_undisturbed()

    def test_an_array_of_slices_gives_the_same_bits(self):
        jobs = self.submit("--slurm.mode=array", "--slurm.chunk_runs=2", "--slurm.tasks=1", "--slurm.extra=--nodes=1")
        self.assertEqual(list(jobs), ["index", "slices", "gather", "group", "report"])
        cluster.wait(jobs["report"], "COMPLETED")
        logs = sorted(path.name for path in self.out.glob("slurm/slices-*.log"))
        self.assertEqual(logs, [f"slices-{jobs['slices']}_{number}.log" for number in range(1, MOST_SLICES + 1)])
        self.assertIn(f"{N_RUNS - N_EXCLUDED} finished shards were kept", self.log("gather", jobs["gather"]))
        self.assert_undisturbed()

    def test_a_failing_stage_stops_those_behind_it(self):
        jobs = self.submit("--rois.set=./missing.tsv", "--slurm.requeues=0")
        cluster.wait(jobs["index"], "COMPLETED")
        cluster.wait(jobs["connectivity"], "FAILED")
        cluster.wait(jobs["group"], "CANCELLED")
        self.assertIn("missing.tsv", self.log("connectivity", jobs["connectivity"]))
        self.assertFalse((self.out / "group").exists())


if __name__ == "__main__":
    reason = why_impossible()
    if reason:
        print(f"SKIPPED: the tests on a real Slurm did not run; {reason}", file=sys.stderr)
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)
