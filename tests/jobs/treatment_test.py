#!/usr/bin/python3
"""Treatment response on trials of known truth: planted prognosis and interaction, what may be said of them, and refusals."""
import json
import re
import unittest
import xml.etree.ElementTree

import numpy
import pandas

from clinical_cohort import DMN_SALIENCE, M5, edges_of, one_session, people
from support import JobTest, digests, run

FORBIDDEN = re.compile("diagnos(?!tic device)|biomarker of|recommend|should receive|proves|predicts", re.IGNORECASE)
COLUMNS = ["--treatment.post", "post", "--treatment.pre", "pre"]
ARMS = ["--treatment.arm", "arm", "--treatment.reference", "usual"]
RANDOMISED = [*ARMS, "--treatment.randomised"]
FAST = ["--group.permutations", "199"]


def trial(n=320, prognosis=0.0, interaction=0.0, seed=1):
    """Patients with a baseline and an outcome; M5 moves the difference of arms, M4 the outcome of everybody."""
    table = people(n, seed=seed)
    edges = edges_of(table, seed + 1, shared=0, offset=0)
    rng = numpy.random.default_rng(seed + 2)
    active = (numpy.arange(n) // 8) % 2 == 1
    scale = lambda values: (values - values.mean()) / values.std()
    m4, m5 = scale(edges[:, DMN_SALIENCE].mean(1)), scale(edges[:, M5].mean(1))
    table["arm"] = numpy.where(active, "active", "usual")
    table["pre"] = rng.normal(6, 1.5, n).round(2)
    table["post"] = (1 + 0.6 * table["pre"] - 0.5 * active + prognosis * m4 + interaction * active * m5 + rng.normal(0, 1, n)).round(3)
    return table, edges


class Treatment(JobTest):
    def treatment(self, data, *options, **keywords):
        return run("treatment", *data, "--out", self.folder / "out", *COLUMNS, *options, **keywords)

    def markers(self):
        return pandas.read_csv(self.folder / "out/treatment/markers.tsv", sep="\t", na_values="n/a", keep_default_na=False).set_index("marker")

    def report(self):
        return (self.folder / "out/treatment/report.txt").read_text()

    def summary(self):
        return json.loads((self.folder / "out/treatment/summary.json").read_text())

    def test_planted_prognosis_and_interaction_are_found_apart(self):
        table, edges = trial(480, prognosis=0.5, interaction=0.8, seed=11)
        self.treatment(one_session(self.folder / "data", table, edges), *RANDOMISED, *FAST)
        found = self.markers()
        self.assertLess(found.loc["M5", "interaction_p_fwe"], 0.05)
        self.assertLess(abs(found.loc["M5", "interaction_beta"] - 0.8), 0.3)
        self.assertGreater(found.loc["M4", "interaction_p"], 0.01)
        self.assertLess(found.loc["M4", "prognosis_p_fwe"], 0.05)
        self.assertGreater(found.loc["M5", "prognosis_p"], 0.01)
        self.assertAlmostEqual(found.loc["M5", "slope_other_beta"], found.loc["M5", "prognosis_beta"] + found.loc["M5", "interaction_beta"], delta=1e-10)
        subgroups = pandas.read_csv(self.folder / "out/treatment/subgroups.tsv", sep="\t").query("marker == 'M5'").set_index("marker_at")
        self.assertAlmostEqual(subgroups.loc["+1 SD", "arm_difference"] - subgroups.loc["mean", "arm_difference"], found.loc["M5", "interaction_beta"], delta=1e-10)
        self.assertEqual(subgroups[["n_reference", "n_other"]].to_numpy().sum(), 480)
        summary = self.summary()
        self.assertGreater(summary["benefit"]["gain"], 0.02)
        self.assertGreater(summary["benefit"]["calibration_low"], 0)
        people_of_trial = pandas.read_csv(self.folder / "out/treatment/participants.tsv", sep="\t")
        active = (people_of_trial["arm"] == "active").to_numpy()
        self.assertGreater(numpy.corrcoef(people_of_trial["benefit"], edges[:, M5].mean(1))[0, 1], 0.5)
        self.assertEqual(active.sum(), 240)
        self.assertIn("in this randomised comparison the marker modified the response (interaction +", self.report())

    def test_the_interaction_is_that_of_least_squares_written_out(self):
        table, edges = trial(120)
        self.treatment(one_session(self.folder / "data", table, edges), *RANDOMISED, *FAST)
        found = self.markers().loc["M4"]
        marker = edges[:, DMN_SALIENCE].mean(1)
        marker = (marker - marker.mean()) / marker.std(ddof=1)
        active = (table["arm"] == "active").to_numpy(float)
        sites = [(table["site"] == site).to_numpy(float) for site in ("s2", "s3", "s4")]
        x = numpy.column_stack([numpy.ones(120), table["pre"], active, marker, active * marker, table["age"], table["sex"] == "M", table["mean_fd"], *sites]).astype(float)
        beta, rss = numpy.linalg.lstsq(x, table["post"], rcond=None)[:2]
        se = numpy.sqrt(numpy.diag(numpy.linalg.inv(x.T @ x)) * rss[0] / (120 - x.shape[1]))
        for name, k in (("prognosis", 3), ("interaction", 4)):
            self.assertAlmostEqual(found[f"{name}_beta"], beta[k], delta=1e-9)
            self.assertAlmostEqual(found[f"{name}_se"], se[k], delta=1e-9)
        self.assertAlmostEqual(found["interaction_detectable"], 2.8016 * se[4] / numpy.sqrt(rss[0] / (120 - x.shape[1])), delta=1e-3)

    def test_without_randomisation_nothing_is_called_predictive(self):
        table, edges = trial(240, interaction=1.0)
        done = self.treatment(one_session(self.folder / "data", table, edges), *ARMS, *FAST)
        text = self.report()
        for said in (done.stderr, text, json.dumps(self.summary())):
            self.assertNotIn("predictive", said)
            self.assertIn("cannot be read as treatment selection", said)
        self.assertIn("arms not randomised: not to be read as treatment selection", text)
        self.assertIn("individual benefit is asked of a randomised comparison of two arms only", text)
        self.assertFalse((self.folder / "out/treatment/participants.tsv").exists())

    def test_one_arm_gives_prognosis_only(self):
        table, edges = trial(120, prognosis=0.6)
        self.treatment(one_session(self.folder / "data", table, edges), *FAST)
        self.assertNotIn("interaction_beta", self.markers().columns)
        self.assertLess(self.markers().loc["M4", "prognosis_p_fwe"], 0.05)
        self.assertIn("one arm: prognosis only", self.report())
        self.assertNotIn("predictive", self.report())
        self.assertFalse((self.folder / "out/treatment/subgroups.tsv").exists())

    def test_small_trials_are_pilots_and_words_are_measured(self):
        table, edges = trial(120)
        self.treatment(one_session(self.folder / "data", table, edges), *RANDOMISED, *FAST)
        text = self.report()
        self.assertIn("120 participants from 4 sites (control at s1", text)
        self.assertIn("PILOT: fewer than 100 participants an arm", text)
        self.assertRegex(text, r"power: one test sees an interaction of \d\.\d\d residual SDs")
        self.assertTrue(text.split("\n\n")[1].startswith("Research use only; not a diagnostic device."))
        self.assertIsNone(FORBIDDEN.search(text))
        self.assertIn("no evidence that the marker modified the response", text)

    def test_plots_show_every_participant(self):
        table, edges = trial(120)
        self.treatment(one_session(self.folder / "data", table, edges), *RANDOMISED, *FAST)
        plots = sorted(path.name for path in (self.folder / "out/treatment/plots").iterdir())
        self.assertIn("M4.svg", plots)
        text = (self.folder / "out/treatment/plots/M4.svg").read_text()
        xml.etree.ElementTree.fromstring(text)
        self.assertIn(f"usual (n = {(table['arm'] == 'usual').sum()})", text)

    def test_every_number_is_the_same_on_any_number_of_ranks(self):
        table, edges = trial(80)
        data = one_session(self.folder / "data", table, edges)
        seen = set()
        for ranks in (0, 2, 3, 7):
            run("treatment", *data, "--out", self.folder / f"out{ranks}", *COLUMNS, *RANDOMISED, *FAST, ranks=ranks)
            seen.add(digests(self.folder / f"out{ranks}"))
        self.assertEqual(len(seen), 1)

    def test_who_lacks_the_outcome_is_left_out_and_counted_by_arm(self):
        table, edges = trial(160)
        lost = (table["arm"] == "active") & (numpy.arange(160) % 3 == 0)
        table.loc[lost, "post"] = numpy.nan
        done = self.treatment(one_session(self.folder / "data", table, edges), *RANDOMISED, *FAST)
        self.assertIn(f"post: {160 - lost.sum()} participants, {lost.sum()} left out", done.stderr)
        dropout = pandas.read_csv(self.folder / "out/treatment/dropout.tsv", sep="\t")
        self.assertEqual(dropout.query("arm == 'active'")["n_without"].sum(), lost.sum())
        self.assertEqual(dropout.query("arm == 'usual'")["n_without"].sum(), 0)
        self.assertLess(self.summary()["lost_p"], 0.001)
        self.assertIn("lost between the arms: Cochran-Mantel-Haenszel", self.report())

    def test_p_values_are_uniform_where_nothing_is_planted(self):
        p = []
        for seed in range(6):
            table, edges = trial(120, seed=100 + 10 * seed)
            self.treatment(one_session(self.folder / "data", table, edges), *RANDOMISED, *FAST)
            p += list(self.markers()["interaction_p"])
        self.assertGreater(numpy.mean(numpy.array(p) < 0.5), 0.25)
        self.assertLess(numpy.mean(numpy.array(p) < 0.05), 0.2)

    def test_refusals_say_what_is_wrong(self):
        table, edges = trial(48)
        table["same"] = 4.0
        table["word"] = "x"
        table["three"] = numpy.array(["a", "b", "c"])[numpy.arange(48) % 3]
        table["alone"] = "usual"
        data = one_session(self.folder / "data", table, edges)
        base = ["treatment", *data, "--out", self.folder / "out"]
        cases = [([], 'field "treatment.post"'), (["--treatment.post", "post"], 'field "treatment.pre"'),
                 ([*COLUMNS, "--treatment.arm", "alone"], "the arm column has one level only (usual): nothing to compare"),
                 ([*COLUMNS, "--treatment.arm", "three"], "expected two arms"),
                 ([*COLUMNS, "--treatment.arm", "none"], 'the participants table has no column "none"'),
                 ([*COLUMNS, *ARMS[:2], "--treatment.reference", "placebo"], "active or usual"),
                 (["--treatment.post", "same", "--treatment.pre", "pre"], "every participant of the model has the same same: nothing to explain"),
                 (["--treatment.post", "word", "--treatment.pre", "pre"], "a column of numbers"),
                 (["--treatment.post", "pre", "--treatment.pre", "pre"], "one column cannot be two things"),
                 ([*COLUMNS, "--treatment.randomised=perhaps"], "treatment.randomised")]
        for options, words in cases:
            with self.subTest(options):
                self.assertIn(words, run(*base, *options, status=None).stderr)
                self.assertFalse((self.folder / "out").exists())


if __name__ == "__main__":
    unittest.main()
