#!/usr/bin/python3
"""Symptom overlap and subtypes on cohorts of known truth, checked with least squares written here."""
import json
import re
import unittest

import h5py
import numpy
import pandas
import scipy.special
import scipy.stats

from clinical_cohort import DMN_SALIENCE, EDGES, M5, MODEL, ROIS, edges_of, one_session, people
from support import JobTest, digests, run

FORBIDDEN = re.compile("diagnos(?!tic device)|biomarker of|recommend|should receive|proves|predicts|predictive", re.IGNORECASE)
FAST = ["--group.permutations", "199", "--symptoms.bootstrap", "200", "--symptoms.model_permutations", "80"]


def columns_of(table, *names):
    parts = [numpy.ones(len(table))]
    for name in names:
        values = table[name]
        if values.dtype == object:
            parts += [(values == level).to_numpy(float) for level in sorted(values.unique())[1:]]
        else:
            parts.append(values.to_numpy(float) - (values.mean() if name in ("age", "mean_fd") else 0))
    return numpy.column_stack(parts)


def least_squares(x, y):
    beta, rss = numpy.linalg.lstsq(x, y, rcond=None)[:2]
    df = len(y) - x.shape[1]
    covariance = numpy.linalg.inv(x.T @ x) * rss[0] / df
    return beta, numpy.sqrt(numpy.diag(covariance)), covariance, df, rss[0]


def markers_of(edges, names):
    """M1 ... M8 of the regions of clinical_cohort, pairs chosen here by label and network."""
    pairs = [(ROIS[i], ROIS[j]) for i, j in EDGES]
    between = lambda a, b: numpy.array([(a(x) and b(y)) or (a(y) and b(x)) for x, y in pairs])
    label = lambda *starts: lambda roi: roi[0].startswith(starts)
    subsystem = lambda name: lambda roi: roi[2] == name
    network = lambda name: lambda roi: roi[1] == name
    chosen = {"M1": between(network("DMN"), network("DMN")), "M2": between(label("aMPFC"), label("PCC", "PCu", "pIPL")), "M3": between(subsystem("core"), subsystem("insula")),
              "M4": between(network("DMN"), network("Salience")), "M5": between(label("aMPFC"), label("NAc")), "M6": between(label("aHC"), label("aMPFC")),
              "M8": between(subsystem("medial_temporal"), subsystem("medial_temporal"))}
    return numpy.column_stack([edges[:, chosen[name]].mean(1) for name in names])


def logistic(x, y, penalty, weight):
    """Newton's method for 1/2 sum(penalty b^2) + sum(weight log-loss)."""
    def loss(b):
        return (weight * numpy.logaddexp(0, (1 - 2 * y) * (x @ b))).sum() + 0.5 * (penalty * b * b).sum()

    b = numpy.zeros(x.shape[1])
    for _ in range(200):
        p = scipy.special.expit(x @ b)
        gradient = x.T @ (weight * (p - y)) + penalty * b
        if abs(gradient).max() < 1e-10 * max(1, weight.max()):
            return b
        step = numpy.linalg.solve((x * (weight * p * (1 - p))[:, None]).T @ x + numpy.diag(penalty), gradient)
        length = 1.0
        while loss(b - length * step) > loss(b) * (1 + 1e-13) and length > 1e-6:
            length /= 2
        b = b - length * step
    return b


def auc(labels, score):
    difference = score[labels == 1][:, None] - score[labels == 0][None]
    return ((difference > 0) + 0.5 * (difference == 0)).mean()


class HeldOutSites:
    """Leave-one-site-out logistic regression, C by leave-one-site-out inside; what the program does, written out the slow way."""
    GRID = 10.0 ** numpy.arange(-4, 5)

    def __init__(self, markers, covariates, site):
        self.site, self.folds = site, []
        for name in sorted(set(site)):
            test = site == name
            basis = numpy.column_stack([numpy.ones(len(site)), covariates])
            residual = markers - basis @ numpy.linalg.lstsq(basis[~test], markers[~test], rcond=None)[0]
            centred = (covariates - covariates[~test].mean(0)) / covariates[~test].std(0)
            self.folds.append((test, numpy.column_stack([numpy.ones(len(site)), centred]), residual / residual[~test].std(0)))

    def measures(self, labels):
        """AUC of the model and its gain over the covariates alone, over sites by size."""
        both, alone = numpy.empty(len(labels)), numpy.empty(len(labels))
        for test, basis, features in self.folds:
            x = numpy.column_stack([basis, features])
            penalty = numpy.r_[numpy.zeros(basis.shape[1]), numpy.ones(features.shape[1])]
            fit = lambda rows, c: logistic(x[rows], labels[rows], penalty, numpy.full(rows.sum(), c))
            losses = []
            for c in self.GRID:
                loss = 0.0
                for name in sorted(set(self.site[~test])):
                    inner = ~test & (self.site != name)
                    held = ~test & ~inner
                    if 0 < labels[inner].sum() < inner.sum():
                        loss += numpy.logaddexp(0, (1 - 2 * labels[held]) * (x[held] @ fit(inner, c))).sum()
                losses.append(loss)
            both[test] = x[test] @ fit(~test, self.GRID[numpy.argmin(losses)])
            alone[test] = basis[test] @ logistic(basis[~test], labels[~test], numpy.zeros(basis.shape[1]), numpy.ones((~test).sum()))
        sites = [test for test, _, _ in self.folds if 0 < labels[test].sum() < test.sum()]
        size = [test.sum() for test in sites]
        of_both, of_alone = (numpy.average([auc(labels[t], score[t]) for t in sites], weights=size) for score in (both, alone))
        return of_both, of_both - of_alone

    def exchanged(self, labels, rng):
        other = labels.copy()
        for name in set(self.site):
            other[self.site == name] = rng.permutation(labels[self.site == name])
        return other


class Symptoms(JobTest):
    def table(self, path):
        return pandas.read_csv(self.folder / "out" / "symptoms" / path, sep="\t", na_values="n/a", keep_default_na=False).set_index("marker")

    def symptoms(self, data, *options, **keywords):
        return run("symptoms", *data, *MODEL, "--out", self.folder / "out", *options, **keywords)

    def planted(self, n=160):
        """M4 follows depression, M5 follows the group."""
        table = people(n)
        edges = edges_of(table)
        edges[:, DMN_SALIENCE] += 0.012 * table["depression"].to_numpy()[:, None]
        edges[:, M5] += 0.25 * (table["group"] == "patient").to_numpy()[:, None]
        return table, edges

    def test_overlap_is_that_of_least_squares_written_out(self):
        table, edges = self.planted()
        self.symptoms(one_session(self.folder / "data", table, edges), "--symptoms.score", "depression", *FAST)
        found = self.table("depression/markers.tsv").loc["M4"]
        y = edges[:, DMN_SALIENCE].mean(1)
        covariates = ("age", "sex", "mean_fd", "site")
        base, both = columns_of(table, "group", *covariates), columns_of(table, "group", "depression", *covariates)
        unadjusted, adjusted = least_squares(base, y), least_squares(both, y)
        self.assertAlmostEqual(found["unadjusted_beta"], unadjusted[0][1], delta=1e-10)
        self.assertAlmostEqual(found["adjusted_beta"], adjusted[0][1], delta=1e-10)
        self.assertAlmostEqual(found["adjusted_se"], adjusted[1][1], delta=1e-10)
        self.assertAlmostEqual(found["score_beta"], adjusted[0][2], delta=1e-10)
        two_sd = 2 * table["depression"].std()
        contrast = numpy.zeros(both.shape[1])
        contrast[1:3] = 1, -two_sd
        self.assertAlmostEqual(found["difference_beta"], contrast @ adjusted[0], delta=1e-10)
        self.assertAlmostEqual(found["difference_se"], numpy.sqrt(contrast @ adjusted[2] @ contrast), delta=1e-10)
        p = [2 * scipy.stats.t.sf(abs(adjusted[0][k] / adjusted[1][k]), adjusted[3]) for k in (1, 2)]
        self.assertAlmostEqual(found["p_conjunction"], max(p), delta=1e-10)
        self.assertAlmostEqual(found["indirect"], unadjusted[0][1] - adjusted[0][1], delta=1e-10)
        self.assertLess(found["indirect_low"], found["indirect"])
        self.assertGreater(found["indirect_low"], 0)
        total = ((y - y.mean()) ** 2).sum()
        r2 = {name: 1 - least_squares(x, y)[4] / total for name, x in [("both", both), ("effect", base), ("score", columns_of(table, "depression", *covariates)), ("none", columns_of(table, *covariates))]}
        self.assertAlmostEqual(found["r2_unique_effect"], r2["both"] - r2["score"], delta=1e-10)
        self.assertAlmostEqual(found["r2_unique_score"], r2["both"] - r2["effect"], delta=1e-10)
        self.assertAlmostEqual(found["r2_shared"], r2["effect"] + r2["score"] - r2["both"] - r2["none"], delta=1e-10)
        edge = pandas.read_csv(self.folder / "out/symptoms/depression/edges.tsv", sep="\t").iloc[0]
        self.assertAlmostEqual(edge["adjusted_beta"], least_squares(both, edges[:, 0])[0][1], delta=1e-10)

    def test_each_effect_is_found_where_it_was_planted(self):
        table, edges = self.planted(240)
        self.symptoms(one_session(self.folder / "data", table, edges), "--symptoms.score", "depression", *FAST)
        found = self.table("depression/markers.tsv")
        self.assertLess(found.loc["M4", "score_p_fwe"], 0.05)
        self.assertGreater(found.loc["M4", "adjusted_p"], 0.01)
        self.assertLess(found.loc["M4", "difference_p"], 0.05)
        self.assertLess(found.loc["M5", "adjusted_p_fwe"], 0.05)
        self.assertGreater(found.loc["M5", "score_p"], 0.01)
        self.assertLess(found.loc["M5", "r2_unique_score"], found.loc["M5", "r2_unique_effect"])

    def test_the_report_is_honest_about_what_it_says(self):
        table, edges = self.planted()
        table["type"] = numpy.where(table["group"] == "control", "n/a", numpy.array(["mechanical", "neuropathic", "central"])[numpy.arange(len(table)) % 3])
        self.symptoms(one_session(self.folder / "data", table, edges), "--symptoms.score", "depression", "--symptoms.subtype", "type", *FAST)
        overlap = (self.folder / "out/symptoms/depression/report.txt").read_text()
        subtypes = (self.folder / "out/symptoms/subtype_type/report.txt").read_text()
        for text in (overlap, subtypes):
            self.assertTrue(text.split("\n\n")[1].startswith("Research use only; not a diagnostic device."))
            self.assertIsNone(FORBIDDEN.search(text))
            self.assertIn("that needs change within persons", text)
        self.assertIn("cross-sectional association", overlap)
        self.assertIn("the labels are clinical, taken from the participants table; they are not read from the scan", subtypes)
        summary = json.loads((self.folder / "out/symptoms/subtype_type/summary.json").read_text())
        self.assertEqual(summary["participants"], (table["group"] == "patient").sum())
        self.assertIn("not read from the scan", summary["note"])

    def test_subtypes_are_those_of_an_f_test_and_its_pairs(self):
        table = people(180)
        labels = numpy.array(["mechanical", "neuropathic", "central"])[(numpy.arange(180) // 8) % 3]
        edges = edges_of(table)
        edges[:, M5] += 0.3 * (labels == "neuropathic")[:, None]
        table["type"] = labels
        self.symptoms(one_session(self.folder / "data", table, edges), "--symptoms.subtype", "type", "--group.permutations", "199")
        found, pairs = self.table("subtype_type/markers.tsv"), self.table("subtype_type/pairs.tsv").loc["M5"].set_index("pair")
        y = edges[:, M5].mean(1)
        covariates = ("age", "sex", "mean_fd", "site")
        full, reduced = least_squares(columns_of(table, "type", *covariates), y), least_squares(columns_of(table, *covariates), y)
        self.assertAlmostEqual(found.loc["M5", "F"], (reduced[4] - full[4]) / 2 / (full[4] / full[3]), delta=1e-8)
        self.assertAlmostEqual(pairs.loc["neuropathic - central", "beta"], full[0][2], delta=1e-10)
        self.assertAlmostEqual(pairs.loc["neuropathic - mechanical", "beta"], full[0][2] - full[0][1], delta=1e-10)
        self.assertLess(found.loc["M5", "p_fwe"], 0.05)
        ordered = pairs["p"].sort_values()
        self.assertAlmostEqual(pairs.loc[ordered.index[0], "p_holm"], min(1, 3 * ordered.iloc[0]), delta=1e-12)
        self.assertEqual(set(pairs.index), {"neuropathic - central", "neuropathic - mechanical", "mechanical - central"})

    def test_a_label_that_the_markers_hold_is_found_in_held_out_sites(self):
        table = people(240)
        labels = numpy.array(["mechanical", "neuropathic", "central"])[numpy.random.default_rng(8).integers(0, 3, 240)]
        edges = edges_of(table, shared=0)
        edges[:, M5] += 0.3 * (labels == "neuropathic")[:, None]
        table["type"] = labels
        self.symptoms(one_session(self.folder / "data", table, edges), "--symptoms.subtype", "type", "--group.permutations", "99", "--symptoms.model_permutations", "100")
        found = pandas.read_csv(self.folder / "out/symptoms/subtype_type/one_against_rest.tsv", sep="\t").set_index("level")
        self.assertGreater(found.loc["neuropathic", "auc_low"], 0.8)
        self.assertGreater(found.loc["neuropathic", "gain_low"], 0.2)
        self.assertLess(abs(found.loc["neuropathic", "auc_covariates"] - 0.5), 0.15)
        self.assertEqual(found["n_level"].sum(), 240)
        self.assertLessEqual(found.loc["neuropathic", "auc_p"], 0.05)
        self.assertLessEqual(found.loc["neuropathic", "gain_p"], 0.05)
        self.assertIn("One label against all others, markers of sites that the model has not seen", (self.folder / "out/symptoms/subtype_type/report.txt").read_text())

    def test_p_of_a_label_without_markers_is_uniform_and_counts_the_identity(self):
        """Labels drawn apart from every marker, of unequal share at each site: p of AUC over many of them."""
        table = people(120)
        edges, rng = edges_of(table), numpy.random.default_rng(21)
        share = table["site"].map({"s1": 0.2, "s2": 0.4, "s3": 0.6, "s4": 0.8}).to_numpy()
        names = [f"label{k}" for k in range(12)]
        for name in names:
            table[name] = numpy.where(rng.uniform(size=120) < share, "yes", "no")
        options = [part for name in names for part in ("--symptoms.subtype", name)]
        self.symptoms(one_session(self.folder / "data", table, edges), *options, "--group.permutations", "20", "--symptoms.model_permutations", "40")
        p = []
        for name in names:
            found = pandas.read_csv(self.folder / f"out/symptoms/subtype_{name}/one_against_rest.tsv", sep="\t").set_index("level")
            self.assertEqual(found.loc["yes", "auc_p"], round(found.loc["yes", "auc_p"] * 40) / 40)
            self.assertGreaterEqual(found["auc_p"].min(), 1 / 40)
            p.append(found.loc["yes", "auc_p"])
        self.assertGreater(scipy.stats.kstest(p, "uniform").pvalue, 0.01)

    def test_models_of_a_label_go_without_p_when_asked(self):
        table = people(80)
        table["type"] = numpy.array(["a", "b"])[(numpy.arange(80) // 8) % 2]
        data = one_session(self.folder / "data", table, edges_of(table))
        self.symptoms(data, "--symptoms.subtype", "type", "--group.permutations", "20", "--symptoms.model_permutations", "off")
        found = pandas.read_csv(self.folder / "out/symptoms/subtype_type/one_against_rest.tsv", sep="\t")
        self.assertTrue(found["auc_p"].isna().all())
        self.assertTrue(found["auc"].notna().all())
        refused = self.symptoms(data, "--symptoms.subtype", "type", "--symptoms.model_permutations", "5", status=2).stderr
        self.assertIn('"symptoms.model_permutations" is "5"', refused)

    def test_a_label_against_the_rest_is_that_of_a_slow_model_and_its_p_that_of_other_relabellings(self):
        table = people(90, sites=3)
        rng = numpy.random.default_rng(21)
        label = rng.integers(0, 2, 90)
        table["type"] = numpy.array(["other", "neuropathic"])[label]
        edges = edges_of(table, shared=0, own=0.3)
        edges[:, M5] += 0.17 * label[:, None]
        self.symptoms(one_session(self.folder / "data", table, edges), "--symptoms.subtype", "type", "--group.permutations", "20", "--symptoms.model_permutations", "1000", ranks=3)
        found = pandas.read_csv(self.folder / "out/symptoms/subtype_type/one_against_rest.tsv", sep="\t").set_index("level").loc["neuropathic"]
        tested = self.table("subtype_type/markers.tsv").query("family == 'confirmatory' and status == 'tested'").index
        slow = HeldOutSites(markers_of(edges, tested), columns_of(table, "age", "sex", "mean_fd")[:, 1:], table["site"].to_numpy())
        observed = slow.measures(label.astype(float))
        self.assertAlmostEqual(found["auc"], observed[0], delta=1e-9)
        self.assertAlmostEqual(found["gain"], observed[1], delta=1e-9)
        n_other = 100
        others = numpy.array([slow.measures(slow.exchanged(label.astype(float), rng)) for _ in range(n_other)])
        for name, k in (("auc_p", 0), ("gain_p", 1)):
            expected = (1 + (others[:, k] >= observed[k]).sum()) / (n_other + 1)
            self.assertLess(abs(found[name] - expected), 4 * numpy.sqrt(max(expected * (1 - expected), 0.01) * (1 / n_other + 1 / 1000)), name)

    def test_one_site_cannot_hold_a_label_out(self):
        table = people(60, sites=1)
        table["type"] = numpy.array(["a", "b"])[numpy.random.default_rng(8).integers(0, 2, 60)]
        self.symptoms(one_session(self.folder / "data", table, edges_of(table)), "--symptoms.subtype", "type", "--group.permutations", "99")
        found = pandas.read_csv(self.folder / "out/symptoms/subtype_type/one_against_rest.tsv", sep="\t", na_values="n/a", keep_default_na=False)
        self.assertTrue(found["auc"].isna().all())
        self.assertIn("not computed", (self.folder / "out/symptoms/subtype_type/report.txt").read_text())

    def test_every_number_is_the_same_on_any_number_of_ranks(self):
        table, edges = self.planted(80)
        table["type"] = numpy.array(["a", "b"])[(numpy.arange(80) // 8) % 2]
        data = one_session(self.folder / "data", table, edges)
        options = ["--symptoms.score", "depression", "--symptoms.subtype", "type", *FAST]
        seen = set()
        for ranks in (0, 2, 3, 7):
            out = self.folder / f"out{ranks}"
            run("symptoms", *data, *MODEL, "--out", out, *options, ranks=ranks)
            seen.add(digests(out))
        self.assertEqual(len(seen), 1)
        with h5py.File(self.folder / "out0/symptoms/depression/result.h5") as result:
            self.assertEqual(result["markers/adjusted_p_fwe"].shape, result["markers/marker"].shape)

    def test_a_missing_score_costs_the_participant_in_every_model(self):
        table, edges = self.planted(80)
        table.loc[3, "depression"] = numpy.nan
        done = self.symptoms(one_session(self.folder / "data", table, edges), "--symptoms.score", "depression", *FAST)
        self.assertIn("depression: 79 participants, 1 left out", done.stderr)
        self.assertEqual(set(self.table("depression/markers.tsv")["n"]), {79})

    def test_refusals_say_what_is_wrong(self):
        table, edges = self.planted(48)
        table["word"] = "severe"
        table["same"] = 3.0
        table["one"] = "a"
        table["of_patients"] = numpy.where(table["group"] == "patient", table["depression"], numpy.nan)
        data = one_session(self.folder / "data", table, edges)
        cases = [([], 'field "symptoms.score"'),
                 (["--symptoms.score", "word"], 'symptom score "word": holds words; a score is a number'),
                 (["--symptoms.score", "same"], 'symptom score "same": every participant of the model has the same value'),
                 (["--symptoms.score", "age"], 'symptom score "age": the model "group + age + sex + mean_fd + site" holds it already'),
                 (["--symptoms.score", "depresion"], 'did you mean "depression"'),
                 (["--symptoms.score", "of_patients"], "does not apply"),
                 (["--symptoms.score", "depression", "--group.contrast", "g: F(group)"], "symptom overlap is asked of one effect at a time"),
                 (["--symptoms.score", "depression", "--symptoms.score", "depression"], "each column once"),
                 (["--symptoms.bootstrap", "3", "--symptoms.score", "depression"], 'field "symptoms.bootstrap"'),
                 (["--symptoms.subtype", "one"], "fewer than two levels"),
                 (["--symptoms.subtype", "participant_id"], "symptoms")]
        for options, words in cases[:-1]:
            with self.subTest(options):
                self.assertIn(words, self.symptoms(data, *options, status=2).stderr)
        self.symptoms(data, *cases[-1][0], status=2)
        self.assertFalse((self.folder / "out").exists())


if __name__ == "__main__":
    unittest.main()
