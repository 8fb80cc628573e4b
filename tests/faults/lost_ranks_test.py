#!/usr/bin/python3
"""Ranks that die or fall silent, and scans that kill whoever reads them."""
import json
import unittest

import h5py

from faults import SHIM, Job, digests, leftovers, make_study, shards
from support import JobTest, run


class LostRanks(JobTest):
    def setUp(self):
        super().setUp()
        self.study = make_study(self.folder, runs=6)
        self.out = self.folder / "out"
        self.arguments = [*self.study, "--out", str(self.out)]

    def undisturbed(self):
        out = self.folder / "undisturbed"
        run(*self.study, "--out", out)
        return digests(out)

    def poison(self, how="segv", **more):
        return {"LD_PRELOAD": SHIM, "FAULT": f"call=open at=0 how={how}", "FAULT_PATH": "sub-03_task-rest_space-MNI152NLin2009cAsym_desc-brain_mask", **more}

    def excluded(self):
        with h5py.File(self.out / "cohort.h5") as cohort:
            return dict(zip(cohort["excluded/participant_id"].asstr()[()], cohort["excluded/reason"].asstr()[()]))

    def require_recorded(self, status, ranks):
        """What the master finished alone is recorded as any other job is."""
        record = json.loads((self.out / "provenance.json").read_text())
        [activity] = record["activity"].values()
        self.assertEqual((activity["dmn:exit_status"], activity["dmn:ranks"]), (status, ranks))
        made = {relation["prov:entity"] for relation in record["wasGeneratedBy"].values()}
        self.assertIn("file:cohort.h5", made)
        self.assertTrue((self.out / "methods.md").exists())

    def test_a_dying_rank_ends_the_job_within_seconds_and_is_named_with_its_run(self):
        status, said, seconds = Job(self.arguments, 3, self.poison(how="before")).end()
        self.assertNotEqual(status, 0)
        self.assertLess(seconds, 10)
        self.assertRegex(said, r"rank [12] \(process \d+ on \S+\) has ended; it had in hand: sub-03 task-rest")

    def test_a_rerun_after_a_dead_rank_costs_only_its_run(self):
        reference = self.undisturbed()
        once = self.folder / "once"
        Job(self.arguments, 2, self.poison(how="before", FAULT_ONCE=str(once))).end()
        before = shards(self.out)
        status, said, _ = Job(self.arguments, 2, self.poison(how="before", FAULT_ONCE=str(once))).end()
        self.assertEqual(status, 0, said)
        self.assertRegex(said, r"sub-03 task-rest: rank 1 \(process \d+ on \S+\) of an earlier job had it in hand when it was killed")
        self.assertEqual({p: shards(self.out)[p] for p in before}, before)
        self.assertEqual(digests(self.out), reference)
        self.assertEqual(leftovers(self.out), [])

    def test_a_scan_that_kills_its_rank_twice_is_in_quarantine_and_the_cohort_finishes(self):
        for ranks, how, reason in ((2, "segv", "signal 11 (Segmentation fault)"), (0, "before", "signal 9 (Killed)")):
            with self.subTest(ranks=ranks):
                poison = self.poison(how=how)
                first = Job([*self.arguments, "--fresh"], ranks, poison).end()
                self.assertNotIn(first[0], (0, 1), first[1])
                status, said, _ = Job(self.arguments, ranks, poison).end()
                self.assertEqual(status, 1, said)
                self.assertEqual(self.excluded(), {"sub-03": "sub-03 task-rest: killed its rank twice, each time in a process of its own: " + reason})
                quarantined = digests(self.out)
                status, said, _ = Job(self.arguments, ranks, poison).end()
                self.assertEqual(status, 1, said)
                self.assertEqual(digests(self.out), quarantined)
        run(*self.arguments, "--fresh")
        self.assertEqual(self.excluded(), {})
        self.assertEqual(digests(self.out), self.undisturbed())
        self.assertEqual(leftovers(self.out), [])

    def test_where_the_launcher_lets_the_others_live_the_cohort_finishes_without_the_dead_rank(self):
        reference = self.undisturbed()
        once = self.folder / "once"
        status, said, seconds = Job(self.arguments, 4, self.poison(how="before", FAULT_ONCE=str(once)), ["--enable-recovery"]).end()
        self.assertRegex(said, r"has ended; it had in hand: sub-03 task-rest; it is handed to another rank")
        self.assertLess(seconds, 30)
        self.assertEqual(digests(self.out), reference, said)
        self.require_recorded(0, ranks=4)

    def test_a_silent_rank_is_reported_and_its_run_done_by_another(self):
        reference = self.undisturbed()
        once = self.folder / "once"
        status, said, seconds = Job([*self.arguments, "--run.patience_s", "2"], 3, self.poison(how="hang", FAULT_ONCE=str(once))).end()
        self.assertRegex(said, r"rank [12] \(process \d+ on \S+\) is silent for 2 s; it has in hand: sub-03 task-rest; it is handed to another rank")
        self.assertEqual(status, 0, said)
        self.assertLess(seconds, 30)
        self.assertEqual(digests(self.out), reference)

    def test_a_run_that_silences_two_ranks_is_excluded(self):
        status, said, _ = Job([*self.arguments, "--run.patience_s", "1"], 4, self.poison(how="hang")).end()
        self.assertEqual(status, 1, said)
        self.assertEqual(self.excluded(), {"sub-03": "sub-03 task-rest: two ranks were lost while they worked on it"})
        self.require_recorded(1, ranks=4)

    def test_without_a_rank_that_could_work_the_job_says_so(self):
        status, said, _ = Job([*self.arguments, "--run.patience_s", "1"], 2, self.poison(how="hang")).end()
        self.assertEqual(status, 3, said)
        self.assertIn("no rank is left that could work", said)
        run(*self.arguments)
        self.assertEqual(leftovers(self.out), [])


if __name__ == "__main__":
    unittest.main()
