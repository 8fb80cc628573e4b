#!/usr/bin/python3
"""Change over sessions on cohorts of known truth: difference of change, course, dropout, reliable change, conversion."""
import json
import re
import unittest

import numpy
import pandas

from clinical_cohort import DMN_SALIENCE, M5, MODEL, edges_of, people, write
from support import JobTest, digests, run

FORBIDDEN = re.compile("diagnos(?!tic device)|biomarker of|recommend|should receive|proves|predicts|predictive", re.IGNORECASE)
FAST = ["--group.permutations", "199"]


def sessions(table, n_sessions, change=0.0, seed=5):
    """Edges of every session: a person's own level stays; M5 of patients moves by `change` a session."""
    first = edges_of(table, seed)
    rng = numpy.random.default_rng(seed + 1)
    patient = (table["group"] == "patient").to_numpy()
    own = first - 0.3
    result = []
    for session in range(n_sessions):
        edges = 0.3 + 0.9 * own + rng.normal(0, 0.05, first.shape)
        edges[:, M5] += change * session * patient[:, None]
        result.append(edges)
    return result


class Change(JobTest):
    def change(self, data, *options, **keywords):
        return run("change", *data, *MODEL, "--out", self.folder / "out", *FAST, *options, **keywords)

    def table(self, name="markers.tsv"):
        return pandas.read_csv(self.folder / "out/change" / name, sep="\t", na_values="n/a", keep_default_na=False)

    def markers(self, name="markers.tsv"):
        return self.table(name).set_index("marker")

    def data(self, table, edges, rows=None):
        everybody = [numpy.arange(len(table))] * len(edges) if rows is None else rows
        return write(self.folder / "data", table, *[(str(s + 1), who, e[who]) for s, (e, who) in enumerate(zip(edges, everybody))])

    def test_a_planted_change_is_found_in_those_who_change(self):
        table = people(120)
        table["months"] = numpy.random.default_rng(4).uniform(5, 7, 120).round(2)
        edges = sessions(table, 2, change=0.15)
        self.change(self.data(table, edges), "--change.interval", "months")
        found = self.markers()
        self.assertLess(found.loc["M5", "difference_p_fwe"], 0.05)
        self.assertLess(found.loc["M5", "first_p"], 0.001)
        self.assertGreater(found.loc["M5", "second_p"], 0.001)
        self.assertAlmostEqual(found.loc["M5", "difference_beta"], found.loc["M5", "first_beta"] - found.loc["M5", "second_beta"], delta=1e-10)
        delta = (edges[1] - edges[0])[:, M5].mean(1)
        patient = (table["group"] == "patient").to_numpy(float)
        sites = [(table["site"] == site).to_numpy(float) for site in ("s2", "s3", "s4")]
        x = numpy.column_stack([numpy.ones(120), patient, table["age"], table["sex"] == "M", table["mean_fd"], table["months"], *sites]).astype(float)
        beta = numpy.linalg.lstsq(x, delta, rcond=None)[0]
        self.assertAlmostEqual(found.loc["M5", "difference_beta"], beta[1], delta=1e-9)
        at_mean = x.mean(0)
        at_mean[1] = 1
        self.assertAlmostEqual(found.loc["M5", "first_beta"], at_mean @ beta, delta=1e-9)
        self.assertFalse((self.folder / "out/change/course.tsv").exists())

    def test_three_sessions_have_a_course_whose_persons_are_exchanged_whole(self):
        table = people(96)
        edges = sessions(table, 3, change=0.1)
        rows = [numpy.arange(96), numpy.arange(0, 96), numpy.array([i for i in range(96) if i % 7])]
        self.change(self.data(table, edges, rows), "--change.times", "0,1,2")
        course = self.markers("course.tsv")
        self.assertLess(course.loc["M5", "interaction_p_fwe"], 0.05)
        self.assertLess(abs(course.loc["M5", "interaction_beta"] - 0.1), 0.03)
        self.assertAlmostEqual(course.loc["M5", "interaction_beta"], course.loc["M5", "time_first_beta"] - course.loc["M5", "time_second_beta"], delta=1e-10)
        self.assertGreater(course.loc["M5", "var_person"], 0)
        self.assertEqual(course.loc["M5", "n"], sum(map(len, rows)))
        self.assertEqual(course.loc["M5", "n_persons"], 96)
        dropout = self.table("dropout.tsv")
        self.assertEqual(dropout["n_dropped"].sum(), 96 - len(rows[2]))
        self.assertEqual(dropout["n_complete"].sum(), len(rows[2]))

    def test_reliable_change_is_that_of_its_formula(self):
        table = people(80)
        edges = sessions(table, 2)
        self.change(self.data(table, edges))
        own, found = self.table("reliable_change.tsv").set_index(["participant_id", "marker"]), self.markers()
        control = (table["group"] == "control").to_numpy()
        values = numpy.stack([e[:, DMN_SALIENCE].mean(1) for e in edges], 1)[control]
        n, k = values.shape
        grand = values.mean()
        msr = k * ((values.mean(1) - grand) ** 2).sum() / (n - 1)
        msc = n * ((values.mean(0) - grand) ** 2).sum() / (k - 1)
        mse = ((values - values.mean(1)[:, None] - values.mean(0)[None] + grand) ** 2).sum() / ((n - 1) * (k - 1))
        icc = (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n)
        self.assertAlmostEqual(found.loc["M4", "icc"], icc, delta=1e-10)
        change = edges[1][7, DMN_SALIENCE].mean() - edges[0][7, DMN_SALIENCE].mean()
        expected = change / (values[:, 0].std(ddof=1) * numpy.sqrt(2 * (1 - icc)))
        self.assertAlmostEqual(own.loc[("sub-007", "M4"), "reliable_change"], expected, delta=1e-9)
        self.change(self.data(table, edges), "--change.icc", "0.5")
        self.assertEqual(set(self.markers()["icc"]), {0.5})

    def test_conversion_is_an_association_of_the_first_session(self):
        table = people(120)
        table["course"] = numpy.where(table["group"] == "control", "n/a", numpy.where((numpy.arange(120) // 8) % 2 == 0, "persistent", "recovered"))
        edges = sessions(table, 2)
        edges[0][:, M5] -= 0.25 * (table["course"] == "recovered").to_numpy()[:, None]
        self.change(self.data(table, edges), "--change.conversion", "course")
        found = self.markers("conversion.tsv")
        self.assertEqual(found.loc["M5", "n"], 60)
        self.assertLess(found.loc["M5", "p_fwe"], 0.05)
        self.assertLess(found.loc["M5", "beta"], 0)
        text = (self.folder / "out/change/report.txt").read_text()
        self.assertIn("at the first session, recovered - persistent", text)
        self.assertIn("is an association", text)
        self.assertIsNone(FORBIDDEN.search(text))

    def test_one_site_has_no_site_in_the_model_and_the_change_of_least_squares(self):
        table = people(60, sites=1)
        edges = sessions(table, 2, change=0.15)
        done = self.change(self.data(table, edges), ranks=3)
        self.assertIn('column "site" is constant', done.stderr)
        found = self.markers()
        x = numpy.column_stack([numpy.ones(60), table["group"] == "patient", table["age"], table["sex"] == "M", table["mean_fd"]]).astype(float)
        beta = numpy.linalg.lstsq(x, (edges[1] - edges[0])[:, M5].mean(1), rcond=None)[0]
        self.assertAlmostEqual(found.loc["M5", "difference_beta"], beta[1], delta=1e-9)
        self.assertLess(found.loc["M5", "difference_p_fwe"], 0.05)
        self.assertIn("60 participants from 1 site ", (self.folder / "out/change/report.txt").read_text())

    def test_persons_who_drop_out_are_counted_by_group_without_a_claim(self):
        table = people(64)
        edges = sessions(table, 2)
        rows = [numpy.arange(64), numpy.array([i for i in range(64) if i % 6 or (i // 4) % 2 == 0])]
        self.change(self.data(table, edges, rows))
        text = (self.folder / "out/change/report.txt").read_text()
        self.assertIn(f"lacking a later one: {64 - len(rows[1])} persons (dropout.tsv); difference between the groups: ", text)

    def test_the_report_says_what_change_is_and_is_not(self):
        table = people(48)
        self.change(self.data(table, sessions(table, 2)))
        text = (self.folder / "out/change/report.txt").read_text()
        self.assertTrue(text.split("\n\n")[1].startswith("Research use only; not a diagnostic device."))
        self.assertIn("nothing here tells learning from treatment", text)
        self.assertIsNone(FORBIDDEN.search(text))
        self.assertEqual(json.loads((self.folder / "out/change/summary.json").read_text())["sessions"], ["1", "2"])

    def test_every_number_is_the_same_on_any_number_of_ranks(self):
        table = people(64)
        data = self.data(table, sessions(table, 3))
        seen = set()
        for ranks in (0, 2, 3, 7):
            run("change", *data, *MODEL, "--out", self.folder / f"out{ranks}", *FAST, ranks=ranks)
            seen.add(digests(self.folder / f"out{ranks}"))
        self.assertEqual(len(seen), 1)

    def test_p_values_are_uniform_where_nobody_changes(self):
        p = []
        for seed in range(6):
            table = people(64, seed=200 + seed)
            self.change(self.data(table, sessions(table, 3, seed=300 + 7 * seed)))
            p += list(self.markers()["difference_p"]) + list(self.markers("course.tsv")["interaction_p"])
        self.assertGreater(numpy.mean(numpy.array(p) < 0.5), 0.3)
        self.assertLess(numpy.mean(numpy.array(p) < 0.05), 0.15)

    def test_refusals_say_what_is_wrong(self):
        table = people(48)
        table["three"] = numpy.array(["a", "b", "c"])[(numpy.arange(48) // 8) % 3]
        edges = sessions(table, 2)
        apart = [numpy.arange(24), numpy.arange(24, 48)]
        cases = [(self.data(table, edges[:1]), [], "change needs two sessions of the same persons"),
                 (self.data(table, edges), ["--change.sessions", "1,9"], "a session that is not in the data"),
                 (self.data(table, edges), ["--change.times", "2,1"], "times of sessions must increase"),
                 (self.data(table, edges), ["--change.times", "0,1,2"], "2 times, one a session"),
                 (self.data(table, edges), ["--change.icc", "1.5"], 'field "change.icc"'),
                 (self.data(table, edges), ["--change.conversion", "three"], "conversion has two outcomes"),
                 (self.data(table, edges), ["--change.interval", "months"], 'the model names "months"'),
                 (self.data(table, edges), ["--group.contrast", "age: age"], "change is compared between two groups"),
                 (self.data(table, edges, apart), [], "sessions are not matched: nobody has a run in session 1 and in session 2")]
        for number, (_, options, words) in enumerate(cases):
            data = self.data(table, edges[:1]) if number == 0 else self.data(table, edges, apart) if number == len(cases) - 1 else self.data(table, edges)
            with self.subTest(words):
                self.assertIn(words, self.change(data, *options, status=2).stderr)
        self.assertFalse((self.folder / "out").exists())


if __name__ == "__main__":
    unittest.main()
