#!/usr/bin/python3
"""`group` on cohort files that `connectivity` wrote: two pipelines, motion, exclusions; recomputed here with numpy and scipy."""
import json
import unittest

import h5py
import numpy
from scipy import stats

from fibromyalgia_test import columns_of, numbers
from support import JobTest, run, small_cohort, write_rois

MODEL = ["--group.model", "group + age + mean_fd"]
PEOPLE = 24


class TwoPipelines(JobTest):
    @classmethod
    def setUpClass(cls):
        import pathlib
        import tempfile
        cls.study = tempfile.TemporaryDirectory(prefix="dmn-cohort-test-")
        cls.addClassCleanup(cls.study.cleanup)
        cls.root = pathlib.Path(cls.study.name)
        dataset = small_cohort(cls.root / "data", n=PEOPLE, volumes=160)
        dataset.add("90", group="patient", site="s1", age=40.0, volumes=30)
        dataset.add("91", group="patient", site="s2", age=41.0, volumes=30)
        dataset.write_participants()
        cls.out = cls.root / "out"
        run("connectivity", "--input.derivatives", cls.root / "data", "--rois.set", write_rois(cls.root), "--denoise.also", "24p-acompcor", "--out", cls.out, ranks=3, status=1)
        run("group", *MODEL, "--out", cls.out, ranks=2)
        cls.results = cls.out / "group/patient-control"

    def test_effects_that_hold_in_both_pipelines_are_called_robust(self):
        found = columns_of(self.results / "robustness_24p-acompcor.tsv")
        main = columns_of(self.results / "edges.tsv")
        other = self.folder / "other"
        run("group", *MODEL, "--group.data", next(self.out.glob("cohort_rois-*_denoise-24p-acompcor.h5")), "--group.sensitivity", "off", "--out", other)
        second = columns_of(other / "group/patient-control/edges.tsv")
        self.assertFalse((other / "group/patient-control/robustness_24p-acompcor.tsv").exists())
        for name in ("beta", "g", "p"):
            self.assertEqual(found[f"{name}_primary"], main[name])
            self.assertEqual(found[f"{name}_sensitivity"], second[name])
        both = (numbers(main, "p") < 0.05) & (numbers(second, "p") < 0.05) & (numbers(main, "beta") * numbers(second, "beta") > 0)
        self.assertEqual([word == "robust" for word in found["robustness"]], both.tolist())
        markers = columns_of(self.results / "markers_robustness_24p-acompcor.tsv")
        self.assertEqual(markers["marker"], columns_of(self.results / "markers.tsv")["marker"])

    def test_a_cohort_file_of_other_regions_is_refused(self):
        rois = write_rois(self.folder)
        rois.write_text(rois.read_text().replace("R7", "elsewhere"))
        run("connectivity", "--input.derivatives", self.root / "data", "--rois.set", rois, "--out", self.folder / "second", status=1)
        done = run("group", *MODEL, "--group.data", self.out / "cohort.h5", "--group.sensitivity", self.folder / "second/cohort.h5", "--out", self.folder / "out", status=2)
        self.assertIn("the cohort files have different ROI sets", done.stderr)
        self.assertFalse((self.folder / "out").exists())

    def test_coupling_with_motion_is_the_partial_correlation(self):
        with h5py.File(self.out / "cohort.h5") as cohort:
            z = cohort["connectivity/correlation"][()]
            fd = cohort["qc/mean_fd"][()]
            age = cohort["participants/age"][()]
            group = cohort["runs/group"].asstr()[()] == "patient"
            xyz = cohort["rois/xyz_mm"][()]
            i, j = cohort["edges/i"][()], cohort["edges/j"][()]
            dof, volumes = cohort["qc/dof"][()], cohort["qc/n_volumes"][()]
        nuisance = numpy.column_stack([numpy.ones(len(fd)), group, age])
        left = lambda y: y - nuisance @ numpy.linalg.lstsq(nuisance, y, rcond=None)[0]
        expected = [numpy.corrcoef(left(fd), left(z[:, e]))[0, 1] for e in range(z.shape[1])]
        edges = columns_of(self.out / "group/motion_edges.tsv")
        numpy.testing.assert_allclose(numbers(edges, "r"), expected, rtol=0, atol=1e-10)
        distance = numpy.linalg.norm(xyz[i] - xyz[j], axis=1)
        numpy.testing.assert_allclose(numbers(edges, "distance_mm"), distance, rtol=1e-12)
        quality = json.loads((self.out / "group/quality.json").read_text())
        self.assertAlmostEqual(quality["qc_fc"]["median_abs_r"], numpy.median(numpy.abs(expected)), delta=1e-10)
        self.assertAlmostEqual(quality["qc_fc"]["expected_abs_r_without_coupling"], 0.6745 / numpy.sqrt(PEOPLE - 4), delta=1e-4)
        self.assertAlmostEqual(quality["qc_fc"]["distance_rho"], stats.spearmanr(expected, distance).statistic, delta=1e-10)
        welch = stats.ttest_ind(fd[group], fd[~group], equal_var=False)
        self.assertAlmostEqual(quality["mean_fd_by_group"][0]["welch_t"], welch.statistic, delta=1e-9)
        self.assertAlmostEqual(quality["mean_fd_by_group"][0]["p"], welch.pvalue, delta=1e-9)
        self.assertAlmostEqual(quality["lost_dof"]["mean_total"], (volumes - dof).mean(), delta=1e-9)

    def test_exclusions_are_counted_by_site_and_group_and_tested(self):
        table = columns_of(self.out / "group/exclusions.tsv")
        excluded = {(s, g): int(n) for s, g, n in zip(table["site"], table["group"], table["n_excluded"])}
        self.assertEqual(excluded, {("s1", "control"): 0, ("s1", "patient"): 1, ("s2", "control"): 0, ("s2", "patient"): 1})
        self.assertEqual(sum(int(n) for n in table["n_included"]), PEOPLE)
        quality = json.loads((self.out / "group/quality.json").read_text())["exclusions"]
        self.assertEqual(quality["participants_excluded"], 2)
        self.assertEqual(quality["test"], "Cochran-Mantel-Haenszel")
        strata = [numpy.array([[6, 0], [6, 1]])] * 2  # control, patient x included, excluded
        a = sum(t[0, 0] for t in strata)
        mean = sum(t[0].sum() * t[:, 0].sum() / t.sum() for t in strata)
        variance = sum(t[0].sum() * t[1].sum() * t[:, 0].sum() * t[:, 1].sum() / (t.sum() ** 2 * (t.sum() - 1)) for t in strata)
        statistic = (abs(a - mean) - 0.5) ** 2 / variance
        self.assertAlmostEqual(quality["statistic"], statistic, delta=1e-9)
        self.assertAlmostEqual(quality["p"], stats.chi2.sf(statistic, 1), delta=1e-9)


if __name__ == "__main__":
    unittest.main()
