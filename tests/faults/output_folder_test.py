#!/usr/bin/python3
"""Output folders that are full, read-only, forbidden, shared or tampered with."""
import errno
import os
import shutil
import subprocess
import sys
import unittest

from faults import SHIM, Job, digests, leftovers, make_study, shards
from support import JobTest, run


class OutputFolder(JobTest):
    def setUp(self):
        super().setUp()
        self.study = make_study(self.folder, runs=4)
        self.out = self.folder / "out"
        self.arguments = [*self.study, "--out", str(self.out)]

    def faulty(self, call, path, error, at=0):
        return {"LD_PRELOAD": SHIM, "FAULT": f"call={call} at={at} how={error}", "FAULT_PATH": path}

    def finishes_like_undisturbed(self):
        run(*self.arguments)
        run(*self.study, "--out", self.folder / "undisturbed")
        self.assertEqual(digests(self.out), digests(self.folder / "undisturbed"))
        self.assertEqual(leftovers(self.out), [])

    def test_a_disk_that_is_full_at_any_call_loses_nothing_finished(self):
        for call, path in (("write", "_connectivity.h5"), ("fsync", "_connectivity.h5"), ("rename", "_connectivity.h5"), ("fsync", "func"),
                           ("write", "cohort.h5"), ("fsync", "cohort.h5"), ("rename", "cohort.h5"), ("write", "manifest.tsv")):
            for ranks in (0, 2):
                with self.subTest(call=call, path=path, ranks=ranks):
                    shutil.rmtree(self.out, ignore_errors=True)
                    status, said, _ = Job(self.arguments, ranks, self.faulty(call, path, errno.ENOSPC)).end()
                    self.assertEqual(status, 3, said)
                    self.assertFalse((self.out / "cohort.h5").exists())
                    self.assertIn("No space left on device", said)
                    self.assertEqual(leftovers(self.out), [])
                    self.finishes_like_undisturbed()

    def test_a_small_full_file_system(self):
        if os.geteuid() != 0:
            print("SKIPPED LOUDLY: a small file system needs root", file=sys.stderr)
            self.skipTest("a small file system needs root")
        self.out.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=80k", "none", self.out], capture_output=True, text=True)
        if mounted.returncode != 0:
            print(f"SKIPPED LOUDLY: {mounted.stderr}", file=sys.stderr)
            self.skipTest("no file system can be mounted here")
        try:
            status, said, _ = Job(self.arguments, 2).end()
            self.assertEqual(status, 3, said)
            self.assertEqual(leftovers(self.out), [])
            subprocess.run(["mount", "-o", "remount,size=64m", self.out], check=True)
            self.finishes_like_undisturbed()
            subprocess.run(["mount", "-o", "remount,ro", self.out], check=True)
            status, said, _ = Job([*self.arguments, "--fresh"], 2).end()
            self.assertEqual(status, 3, said)
            self.assertIn("Read-only file system", said)
        finally:
            subprocess.run(["umount", self.out], check=True)

    def test_a_forbidden_folder_is_named(self):
        if os.geteuid() == 0 and shutil.which("setpriv") is None:
            print("SKIPPED LOUDLY: nobody else to be", file=sys.stderr)
            self.skipTest("nobody else to be")
        self.out.mkdir(mode=0o555)
        os.chmod(self.folder, 0o755)
        other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
        done = subprocess.run([*other, os.environ["DMN_COHORT"], *map(str, self.arguments)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertRegex(done.stderr, r"out/\.dmn-cohort: cannot make the folder: Permission denied")

    def test_a_second_job_on_the_same_folder_is_refused_and_the_first_is_not_disturbed(self):
        first = Job(self.arguments, 2, {"LD_PRELOAD": SHIM, "FAULT": "slow=400", "FAULT_PATH": "/"})
        first.wait_for(self.out / ".dmn-cohort" / "lock-all")
        status, said, _ = Job(self.arguments).end()
        self.assertEqual(status, 2, said)
        self.assertRegex(said, r"another job works in this folder: field \"out\" is \"process \d+ on \S+, last sign of life \d+ s ago\"")
        status, said, _ = first.end()
        self.assertEqual(status, 0, said)
        self.finishes_like_undisturbed()

    def test_slices_share_a_folder_and_the_whole_waits_for_them(self):
        jobs = [Job([*self.arguments, "--connectivity.slice", f"{part}/2"], ranks, {"LD_PRELOAD": SHIM, "FAULT": "slow=100", "FAULT_PATH": "/"})
                for part, ranks in ((1, 0), (2, 2))]
        for job in jobs:
            job.wait_until(lambda: len(list((self.out / ".dmn-cohort").glob("lock-*"))) == 2)
        self.assertEqual(Job(self.arguments).end()[0], 2)
        for job in jobs:
            status, said, _ = job.end()
            self.assertEqual(status, 0, said)
        self.assertFalse((self.out / "cohort.h5").exists())
        before = shards(self.out)
        self.assertEqual(len(before), 4)
        self.finishes_like_undisturbed()
        self.assertEqual(shards(self.out), before)

    def test_a_lock_that_is_removed_while_the_job_runs_is_no_danger(self):
        job = Job(self.arguments, 2, {"LD_PRELOAD": SHIM, "FAULT": "slow=300", "FAULT_PATH": "/"})
        job.wait_for(self.out / ".dmn-cohort" / "lock-all")
        shutil.rmtree(self.out / ".dmn-cohort")
        status, said, _ = job.end()
        self.assertEqual(status, 0, said)
        self.finishes_like_undisturbed()

    def test_shards_and_inputs_that_vanish_while_the_job_runs(self):
        job = Job(self.arguments, 0, {"LD_PRELOAD": SHIM, "FAULT": "slow=300", "FAULT_PATH": "/"})
        job.wait_until(lambda: shards(self.out))
        gone = next(iter(shards(self.out)))
        (self.out / gone).unlink()
        image = next((self.folder / "data" / "sub-03").rglob("*preproc_bold.nii.gz"))
        kept = image.read_bytes(), image.stat()
        image.unlink()
        status, said, _ = job.end()
        self.assertEqual(status, 3, said)
        self.assertIn(gone.name, said)
        self.assertRegex(said, r"preproc_bold.nii.gz: sub-03 task-rest: the file is gone")
        image.write_bytes(kept[0])
        os.utime(image, ns=(kept[1].st_atime_ns, kept[1].st_mtime_ns))
        self.finishes_like_undisturbed()

    def facts(self, status):
        """What `status` says: single values by key, exclusions as (n, reason)."""
        rows = [line.split("\t") for line in run("status", "--out", self.out, status=status).stdout.splitlines()]
        return {row[0]: row[1] for row in rows if len(row) == 2}, [tuple(row[1:]) for row in rows if row[0] == "excluded"]

    def test_status_tells_failed_runs_from_those_left_before_there_is_a_cohort_file(self):
        images = sorted((self.folder / "data").rglob("*preproc_bold.nii.gz"))
        images[0].write_bytes(images[0].read_bytes()[:-2000])
        for ranks in (0, 2):
            with self.subTest(ranks=ranks):
                shutil.rmtree(self.out, ignore_errors=True)
                Job(self.arguments, ranks, self.faulty("write", "cohort.h5", errno.ENOSPC)).end()
                facts, reasons = self.facts(status=75)
                self.assertEqual([facts[k] for k in ("runs_found", "runs_done", "runs_failed", "runs_left", "cohort")], ["4", "3", "1", "0", "absent"])
                self.assertEqual(len(reasons), 1)
                self.assertRegex(reasons[0][1], "sub-00.*(ends|truncated|gzip)")

                next(iter((self.out / "sub-01").rglob("*_connectivity.h5"))).unlink()
                facts, _ = self.facts(status=75)
                self.assertEqual([facts[k] for k in ("runs_done", "runs_failed", "runs_left")], ["2", "1", "1"])

                run(*self.arguments, status=1)
                facts, told = self.facts(status=1)
                self.assertEqual([facts[k] for k in ("runs_done", "runs_failed", "runs_left", "cohort")], ["3", "1", "0", "complete"])
                self.assertEqual(told, reasons)
                self.assertEqual(leftovers(self.out), [])

    def test_simulate_and_group_leave_a_folder_alone_where_another_job_works(self):
        run(*self.arguments)
        rois = self.folder / "small_rois.tsv"
        others = (["group", "--out", self.out, "--group.data", self.out / "cohort.h5", "--group.model", "group"],
                  ["simulate", "--out", self.out, "--simulate.participants", "2", "--rois.set", rois])
        first = Job([*self.arguments, "--fresh"], 0, {"LD_PRELOAD": SHIM, "FAULT": "slow=400", "FAULT_PATH": "/"})
        first.wait_for(self.out / ".dmn-cohort" / "lock-all")
        for arguments in others:
            status, said, _ = Job(arguments).end()
            self.assertEqual(status, 2, said)
            self.assertIn("another job works in this folder", said)
        status, said, _ = first.end()
        self.assertEqual(status, 0, said)
        self.assertFalse((self.out / "group").exists())
        self.assertFalse((self.out / "truth").exists())

    def test_connectivity_and_group_wait_for_a_group_on_the_same_folder(self):
        run(*self.arguments)
        arguments = ["group", "--out", self.out, "--group.model", "group"]
        first = Job(arguments, 0, {"LD_PRELOAD": SHIM, "FAULT": "slow=400", "FAULT_PATH": "/"})
        first.wait_for(self.out / ".dmn-cohort" / "lock-group")
        for other in (arguments, self.arguments):
            status, said, _ = Job(other).end()
            self.assertEqual(status, 2, said)
            self.assertIn("another job works in this folder", said)
        status, said, _ = first.end()
        self.assertEqual(status, 0, said)
        self.assertEqual(leftovers(self.out), [])

    def test_nothing_is_written_through_a_link_that_leads_out(self):
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        for link, status, where in (("group", 2, ""), ("sub-01", 2, ""), ("sub-02/func", 3, "a shard could not be written")):
            for ranks in (0, 2):
                with self.subTest(link=link, ranks=ranks):
                    shutil.rmtree(self.out, ignore_errors=True)
                    (self.out / link).parent.mkdir(parents=True)
                    (self.out / link).symlink_to(elsewhere)
                    found, said, _ = Job(self.arguments, ranks).end()
                    self.assertEqual(found, status, said)
                    self.assertIn(f"{link}: this is a link that leads out of the output folder", said)
                    self.assertIn(where, said)
                    self.assertEqual(list(elsewhere.iterdir()), [])
                    self.assertFalse((self.out / "cohort.h5").exists())

    def test_a_state_folder_that_leads_elsewhere_is_refused(self):
        self.out.mkdir()
        (self.folder / "elsewhere").mkdir()
        (self.out / ".dmn-cohort").symlink_to(self.folder / "elsewhere")
        status, said, _ = Job(self.arguments).end()
        self.assertEqual(status, 2)
        self.assertIn(".dmn-cohort: this is a link that leads out of the output folder", said)
        self.assertEqual(list((self.folder / "elsewhere").iterdir()), [])

        (self.out / ".dmn-cohort").unlink()
        (self.out / "inside").mkdir()
        (self.out / ".dmn-cohort").symlink_to("inside")
        status, said, _ = Job(self.arguments).end()
        self.assertEqual(status, 3)
        self.assertIn("this must be a folder and is a link", said)


if __name__ == "__main__":
    unittest.main()
