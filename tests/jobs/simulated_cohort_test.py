#!/usr/bin/python3
"""A simulated cohort through the whole main job: the planted effect is found, and what cannot be answered is refused."""
import csv
import json
import unittest

import h5py

from support import JobTest, run


class SimulatedCohort(JobTest):
    def test_a_planted_effect_is_found_where_it_was_planted(self):
        cohort = self.folder / "cohort"
        run("simulate", "--simulate.participants", "32", "--simulate.effect", "DMN-Salience=0.4", "--simulate.motion_artefact", "0.5", "--seed", "3", "--out", cohort, ranks=3)
        sites = [a for site in ("site-01", "site-02") for a in ("--input.derivatives", cohort / site)]
        run("connectivity", *sites, "--out", self.folder / "out", ranks=3, status=None)
        run("group", "--out", self.folder / "out")

        truth = json.loads((cohort / "truth/truth.json").read_text())
        self.assertIn("DMN-Salience=0.4", json.dumps(truth))
        with open(self.folder / "out/group/patient-control/markers.tsv", newline="") as table:
            markers = {row["marker"]: row for row in csv.DictReader(table, delimiter="\t")}
        self.assertGreater(float(markers["M4"]["beta"]), 0.15)
        self.assertLess(float(markers["M4"]["p"]), 1e-4)
        self.assertLess(abs(float(markers["M1"]["t"])), 4)

    def test_a_cohort_whose_sites_hold_one_group_each_is_refused(self):
        cohort = self.folder / "cohort"
        run("simulate", "--simulate.participants", "12", "--simulate.volumes", "160", "--simulate.group_by_site", "true", "--out", cohort, ranks=3)
        sites = [a for site in ("site-01", "site-02") for a in ("--input.derivatives", cohort / site)]
        run("connectivity", *sites, "--denoise.strategy", "24p", "--out", self.folder / "out", ranks=3, status=None)
        message = run("group", "--group.model", "group + site", "--out", self.folder / "out", status=2).stderr
        self.assertIn("site", message)
        self.assertIn("group", message)

    def test_every_strategy_works_on_simulated_confounds(self):
        cohort = self.folder / "cohort"
        run("simulate", "--simulate.participants", "2", "--simulate.sites", "1", "--simulate.volumes", "240", "--out", cohort)
        also = [a for s in ("24p", "24p-acompcor", "simple", "scrubbing", "compcor", "none") for a in ("--denoise.also", s)]
        run("connectivity", "--input.derivatives", cohort / "site-01", *also, "--out", self.folder / "out", status=None)
        for path in (self.folder / "out").glob("cohort*.h5"):
            with h5py.File(path) as found:
                for reason in found["excluded/reason"][()].astype(str):
                    self.assertNotIn("missing", reason, path.name)


if __name__ == "__main__":
    unittest.main()
