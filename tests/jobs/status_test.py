#!/usr/bin/python3
"""`status`: what it says of a folder before, while and after a study is computed."""
import json
import os
import time
import unittest

import h5py

from support import JobTest, run, small_cohort, write_rois


class Status(JobTest):
    def setUp(self):
        super().setUp()
        self.rois = write_rois(self.folder)
        self.dataset = small_cohort(self.folder / "data", n=6)
        self.out = self.folder / "out"
        self.config = self.folder / "study.cfg"
        self.config.write_text("[input]\nderivatives = data\n[rois]\nset = ./small_rois.tsv\n[group]\nmodel = group\ncontrast = pain: patient - control\n")

    def study(self, job, *more, status=0, **options):
        return run(job, "--config", self.config, "--out", self.out, *more, status=status, **options)

    def facts(self, *more, status):
        """Single-valued lines by key; the others as rows."""
        done = run("status", "--out", self.out, *more, status=status)
        self.rows = [line.split("\t") for line in done.stdout.splitlines()]
        self.said = done.stderr
        return {row[0]: row[1] for row in self.rows if len(row) == 2}

    def shards(self):
        return sorted(self.out.glob("sub-*/func/*_connectivity.h5"))

    def test_of_nothing_exits_with_3(self):
        self.out.mkdir()
        self.assertIn("no manifest, cohort or result file was found", run("status", "--out", self.out, status=3).stderr)

    def test_of_no_folder_is_refused(self):
        self.assertIn("not a folder", run("status", "--out", self.out, status=2).stderr)

    def test_after_index_everything_is_left(self):
        self.study("index")
        facts = self.facts(status=75)
        self.assertEqual((facts["runs_found"], facts["runs_done"], facts["runs_left"]), ("6", "0", "6"))
        self.assertEqual(facts["cohort"], "absent")

    def test_after_all_nothing_is_left(self):
        self.study("connectivity")
        facts = self.facts(status=0)
        self.assertEqual((facts["runs_done"], facts["runs_left"], facts["cohort"], facts["cohort_runs"]), ("6", "0", "complete", "6"))
        self.assertEqual(facts["finished"], "true")
        self.assertIn("cohort.h5: complete, 6 runs", self.said)

    def test_the_contrasts_of_a_config_are_expected(self):
        self.study("connectivity")
        self.facts("--config", self.config, status=75)
        self.assertIn(["group", "pain", "absent"], self.rows)

        self.study("group")
        self.facts("--config", self.config, status=0)
        self.assertIn(["group", "pain", "complete"], self.rows)

    def test_a_missing_shard_with_a_newer_one_makes_the_cohort_file_outdated(self):
        self.study("connectivity")
        self.shards()[0].unlink()
        os.utime(self.shards()[0], (time.time() + 5, time.time() + 5))
        facts = self.facts(status=75)
        self.assertEqual((facts["runs_left"], facts["cohort"]), ("1", "outdated"))

    def test_shards_of_other_options_and_damaged_ones_are_left(self):
        self.study("connectivity")
        (self.out / "cohort.h5").unlink()
        shards = self.shards()
        shards[0].write_bytes(shards[0].read_bytes()[:500])
        with h5py.File(shards[1], "r+") as shard:
            shard["provenance"].attrs["config_fingerprint"] = "0" * 64
        os.utime(shards[1], (1, 1))
        facts = self.facts(status=75)
        self.assertEqual((facts["runs_done"], facts["shards_of_other_options"], facts["shards_damaged"], facts["runs_left"]), ("4", "1", "1", "2"))

    def test_exclusions_are_counted_by_reason_and_exit_with_1(self):
        for name in ("00", "01"):
            next(self.dataset.root.glob(f"sub-{name}/func/*confounds_timeseries.tsv")).unlink()
        self.study("connectivity", "--denoise.max_mean_fd=0.0000001", status=3)
        facts = self.facts(status=1)
        self.assertEqual((facts["runs_excluded_by_index"], facts["runs_failed"], facts["runs_left"]), ("2", "4", "0"))
        reasons = [row for row in self.rows if row[0] == "excluded"]
        self.assertEqual([row[1] for row in reasons], ["4", "2"])
        self.assertIn("excluded, 4 x: mean FD", self.said)

    def test_the_end_is_told_from_the_times_of_the_last_shards(self):
        self.study("connectivity")
        (self.out / "cohort.h5").unlink()
        now = time.time()
        shards = self.shards()
        for shard in shards[4:]:
            shard.unlink()
        for number, shard in enumerate(shards[:4]):
            os.utime(shard, (now - 30 + 10 * number, now - 30 + 10 * number))
        facts = self.facts(status=75)
        self.assertAlmostEqual(float(facts["runs_per_second"]), 0.1, places=3)
        self.assertAlmostEqual(float(facts["seconds_left"]), 20, delta=3)
        self.assertIn("6 runs a minute", self.said)

    def test_a_long_silence_is_told(self):
        self.study("connectivity")
        (self.out / "cohort.h5").unlink()
        shards = self.shards()
        shards[-1].unlink()
        for number, shard in enumerate(shards[:-1]):
            os.utime(shard, (time.time() - 7300 + number, time.time() - 7300 + number))
        facts = self.facts(status=75)
        self.assertEqual(facts["moving"], "false")
        self.assertNotIn("seconds_left", facts)
        self.assertIn("no run has finished for 2 h 1 min: nothing seems to be running", self.said)

    def test_unfinished_permutations_are_told(self):
        self.study("connectivity")
        (self.out / "group").mkdir()
        with h5py.File(self.out / "group" / "unfinished_0.h5", "w") as file:
            file["n_done"] = [120.0]
        (self.out / "group" / "unfinished_1.h5").write_bytes(b"torn")
        done = run("status", "--config", self.config, "--out", self.out, "--group.permutations=500", status=75)
        self.assertIn("unfinished_permutations\tgroup/unfinished_0.h5\t120\n", done.stdout)
        self.assertIn("group/unfinished_0.h5: 120 of 500 relabellings done", done.stderr)
        self.assertIn("group/unfinished_1.h5: cannot be read; its relabellings start anew", done.stderr)

    def test_a_cohort_file_that_cannot_be_read_is_told(self):
        self.study("connectivity")
        (self.out / "cohort.h5").write_bytes(b"torn")
        self.assertEqual(self.facts(status=75)["cohort"], "unreadable")

    def test_a_manifest_that_cannot_be_read_is_told(self):
        self.study("index")
        manifest = self.out / "manifest.tsv"
        manifest.write_text(manifest.read_text().replace("usable", "fine"))
        self.assertIn("status and reason disagree", run("status", "--out", self.out, status=3).stderr)

    def test_json_is_one_object_with_the_same_facts(self):
        self.study("connectivity")
        facts = self.facts(status=0)
        answer = json.loads(run("status", "--out", self.out, "--log-json").stdout)
        self.assertEqual(answer["runs_done"], int(facts["runs_done"]))
        self.assertEqual((answer["cohort"], answer["finished"], answer["exit_status"]), ("complete", True, 0))
        self.assertEqual((answer["excluded"], answer["group"]), ([], {}))


if __name__ == "__main__":
    unittest.main()
