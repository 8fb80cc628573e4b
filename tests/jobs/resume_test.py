#!/usr/bin/python3
"""The same command again does only what is missing, and says why it does anything."""
import os
import signal
import subprocess
import time
import unittest

import nibabel

from support import PROGRAM, JobTest, digests, run, small_cohort, write_rois


class Resume(JobTest):
    def setUp(self):
        super().setUp()
        self.data = small_cohort(self.folder / "data", n=4)
        self.rois = write_rois(self.folder)
        self.out = self.folder / "out"

    def start(self, *more, **options):
        return run("connectivity", "--input.derivatives", self.folder / "data", "--rois.set", self.rois, "--out", self.out, *more, **options).stderr

    def file_of(self, participant, ending):
        return next((self.folder / "data" / f"sub-{participant}").rglob(f"*{ending}"))

    def shard(self, participant):
        return next((self.out / f"sub-{participant}").rglob("*_connectivity.h5"))

    def test_every_kind_of_change_computes_what_it_touches_and_says_why(self):
        self.assertIn("4 runs were computed: no shard yet (4)", self.start())
        self.assertNotIn("were computed", self.start())

        image = self.file_of("01", "preproc_bold.nii.gz")
        nibabel.save(nibabel.load(image), image)
        confounds = self.file_of("02", "timeseries.tsv")
        confounds.write_text(confounds.read_text())
        said = self.start(ranks=2)
        self.assertIn("2 runs were computed: changed input: confounds (1); changed input: image (1)", said)
        self.assertIn("2 finished shards were kept", said)

        os.utime(self.file_of("00", "brain_mask.nii.gz"))
        sidecar = self.file_of("03", "timeseries.json")
        sidecar.write_text(sidecar.read_text() + "\n")
        self.assertIn("changed input: confounds sidecar (1); changed input: mask (1)", self.start())

        self.assertIn("4 runs were computed: changed option: denoise.fd_mm (4)", self.start("--denoise.fd_mm", "0.5"))
        said = self.start("--denoise.fd_mm", "0.5", "--connectivity.kind", "correlation", "--connectivity.kind", "partial")
        self.assertIn("4 runs were computed: changed option: connectivity.kind (4)", said)
        self.rois.write_text(self.rois.read_text().replace("\t6\n", "\t7\n"))
        self.assertIn("4 runs were computed: changed ROI set (4)",
                      self.start("--denoise.fd_mm", "0.5", "--connectivity.kind", "correlation", "--connectivity.kind", "partial"))

    def test_a_changed_participants_table_computes_no_run(self):
        self.start()
        before = digests(self.out)
        table = self.folder / "data" / "participants.tsv"
        table.write_text(table.read_text().replace("\t30.0\t", "\t31.0\t"))
        said = self.start()
        self.assertIn("4 finished shards were kept", said)
        self.assertNotIn("were computed", said)
        self.assertNotEqual(digests(self.out), before)

    def test_damaged_shards_are_named_and_computed_again(self):
        self.start()
        before = digests(self.out)
        whole = self.shard("01").read_bytes()
        for what, damaged in (("torn", whole[:-100]), ("empty", b""), ("text", b"participant_id\n"), ("half", whole[: len(whole) // 2])):
            with self.subTest(what):
                self.shard("01").write_bytes(damaged)
                said = self.start()
                self.assertRegex(said, r"sub-01 task-rest: computed again: \S+sub-01_task-rest_connectivity.h5: ")
                self.assertIn("1 runs were computed: the shard was damaged (1)", said)
                self.assertEqual(digests(self.out), before)
        flips = 0
        for position in range(3000, len(whole), len(whole) // 12):
            damaged = bytearray(whole)
            damaged[position] ^= 16
            self.shard("01").write_bytes(bytes(damaged))
            flips += "1 runs were computed" in self.start()
            self.assertEqual(digests(self.out), before)
        self.assertGreaterEqual(flips, 6)  # the rest lies in unused bytes of the file

    def test_a_damaged_cohort_file_is_refused_by_its_readers_and_mended_by_the_same_command(self):
        self.start()
        before = digests(self.out)
        cohort = self.out / "cohort.h5"
        whole = cohort.read_bytes()
        cohort.write_bytes(whole[:-500])
        for job in (["verify"], ["group", "--group.model", "group"]):
            done = run(*job, "--out", self.out, status=None)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("cohort.h5", done.stdout + done.stderr)
        self.start()
        self.assertEqual(digests(self.out), before)

    def test_fresh_computes_all_again_and_deletes_nothing_it_did_not_write(self):
        self.start()
        before = digests(self.out)
        (self.out / "notes.txt").write_text("mine")
        (self.out / "sub-01" / "notes.txt").write_text("mine")
        self.assertIn("4 runs were computed: --fresh (4)", self.start("--fresh"))
        self.assertEqual((self.out / "notes.txt").read_text() + (self.out / "sub-01" / "notes.txt").read_text(), "minemine")
        self.assertEqual(digests(self.out), before)

    def test_what_writers_that_were_killed_left_is_removed(self):
        self.start()
        left = [self.out / ".cohort.h5.elsewhere-9-77-88.0.tmp", self.shard("01").parent / f".{self.shard('01').name}.elsewhere-9-77-88.0.tmp"]
        kept = self.out / ".notes.tmp"
        for path in (*left, kept):
            path.write_text("half")
        self.start()
        self.assertEqual([p for p in left if p.exists()], [])
        self.assertTrue(kept.exists())


class Stopping(JobTest):
    def setUp(self):
        super().setUp()
        small_cohort(self.folder / "data", n=10)
        self.out = self.folder / "out"
        self.arguments = ["connectivity", "--input.derivatives", self.folder / "data", "--rois.set", write_rois(self.folder), "--out", self.out]

    def test_each_signal_drains_and_the_same_command_finishes(self):
        run(*self.arguments[:-1], self.folder / "undisturbed")
        reference = digests(self.folder / "undisturbed")
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
            with self.subTest(number):
                job = subprocess.Popen([PROGRAM, *map(str, self.arguments), "--fresh"], stderr=subprocess.PIPE, text=True)
                said = job.stderr.readline()
                job.send_signal(number)
                said += job.communicate(timeout=60)[1]
                self.assertIn(job.returncode, (75, 0), said)
                if job.returncode == 75:
                    self.assertIn("the same command resumes", said)
                run(*self.arguments)
                self.assertEqual(digests(self.out), reference)

    def test_no_run_is_started_that_is_not_expected_to_finish(self):
        for ranks in (0, 3):
            with self.subTest(ranks=ranks):
                end = str(int(time.time()) + 1)
                done = run(*self.arguments, "--fresh", ranks=ranks, status=75, environment={"SLURM_JOB_END_TIME": end})
                self.assertIn("runs are left that are not expected to finish within the job's time", done.stderr)
        late = str(int(time.time()) + 3600)
        run(*self.arguments, environment={"SLURM_JOB_END_TIME": late})
        past = run(*self.arguments, "--fresh", status=75, environment={"SLURM_JOB_END_TIME": "1000000000"})
        self.assertIn("10 runs are left", past.stderr)


if __name__ == "__main__":
    unittest.main()
