#!/usr/bin/python3
"""Real patients against controls through the real command (OpenNeuro ds004144; config/data/fibromyalgia/SOURCE.md).

Expected numbers: tests/golden/group_01 (independent programs; MRtrix 3.0.3 confirmed t), and the publication's data with scipy's Welch test.
"""
import csv
import gzip
import unittest

import h5py
import numpy

from support import SOURCE, JobTest, digests, run

CONFIG = SOURCE / "config/fibromyalgia.cfg"


def columns_of(path):
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(columns, name):
    return numpy.array([numpy.nan if cell == "n/a" else float(cell) for cell in columns[name]])


class Fibromyalgia(JobTest):
    def test_patients_and_controls_differ_within_the_default_network_as_published_data_say(self):
        run("connectivity", "--config", CONFIG, "--out", self.folder, ranks=2, status=1)
        run("group", "--config", CONFIG, "--group.model", "group", "--out", self.folder, ranks=2)

        with h5py.File(self.folder / "cohort.h5") as cohort:
            group = cohort["runs/group"][()].astype(str)
            network = cohort["rois/network"][()].astype(str)
            i, j = cohort["edges/i"][()], cohort["edges/j"][()]
            within = cohort["connectivity/correlation"][()][:, (network[i] == "default") & (network[j] == "default")].mean(1)
            self.assertEqual(sorted(x.decode() for x in cohort["excluded/participant_id"][()]), ["sub-003", "sub-048"])
        self.assertAlmostEqual(within[group == "patient"].mean(), 0.1860, delta=5e-5)
        self.assertAlmostEqual(within[group == "control"].mean(), 0.2323, delta=5e-5)
        markers = columns_of(self.folder / "group/patient-control/markers.tsv")
        row = markers["marker"].index("within_default")
        self.assertAlmostEqual(numbers(markers, "beta")[row], within[group == "patient"].mean() - within[group == "control"].mean(), delta=1e-12)
        self.assertAlmostEqual(numbers(markers, "t")[row], -2.516, delta=5e-4)
        self.assertAlmostEqual(numbers(markers, "t")[row] * numpy.sqrt(2 / 33), -0.62, delta=5e-3)

        edges = columns_of(self.folder / "group/patient-control/edges.tsv")
        self.assertEqual(len(edges["t"]), 34716)
        self.assertEqual(int((numbers(edges, "q_fdr") <= 0.05).sum()), 1)

    def test_every_edge_agrees_with_the_reference_for_group_and_age(self):
        run("group", "--config", CONFIG, "--out", self.folder, ranks=3)
        edges = columns_of(self.folder / "group/patient-control/edges.tsv")
        expected = columns_of(SOURCE / "tests/golden/group_01/edges_all.tsv.gz")
        for name, tolerance in {"beta": 1e-9, "se": 1e-9, "t": 1e-9, "p": 1e-8, "q_fdr": 1e-8, "g": 1e-9, "g_low": 1e-8, "g_high": 1e-8}.items():
            numpy.testing.assert_allclose(numbers(edges, name), numbers(expected, name), rtol=tolerance, atol=tolerance, err_msg=name)
        self.assertEqual(set(edges["status"]), {"tested"})

    def test_only_the_edges_asked_for_are_tested_and_corrected(self):
        run("group", "--config", CONFIG, "--group.edges", "network:default", "--out", self.folder)
        edges = columns_of(self.folder / "group/patient-control/edges.tsv")
        expected = columns_of(SOURCE / "tests/golden/group_01/edges_dmn.tsv.gz")
        self.assertEqual(edges["roi_i"], expected["roi_i"])
        numpy.testing.assert_allclose(numbers(edges, "q_fdr"), numbers(expected, "q_fdr"), rtol=0, atol=1e-8)

    def test_results_are_the_same_bytes_on_1_2_3_and_7_ranks(self):
        found = set()
        for ranks in (0, 1, 2, 3, 7):
            out = self.folder / str(ranks)
            run("group", "--config", CONFIG, "--group.edges", "network:default", "--out", out, ranks=ranks)
            found.add((digests(out), (out / "group/patient-control/edges.tsv").read_bytes(), (out / "group/patient-control/markers.tsv").read_bytes()))
        self.assertEqual(len(found), 1)

    def test_a_changed_result_file_is_found_by_verify(self):
        run("group", "--config", CONFIG, "--group.edges", "network:default", "--out", self.folder)
        run("verify", "--out", self.folder)
        with h5py.File(self.folder / "group/patient-control/result.h5", "r+") as result:
            result["edges/t"][7] += 1e-9
        done = run("verify", "--out", self.folder, status=1)
        self.assertIn("# group/patient-control/result.h5:/edges/t: recorded ", done.stdout)

    def test_the_limits_of_the_data_are_told_in_the_output(self):
        done = run("group", "--config", CONFIG, "--dry-run", "--out", self.folder / "dry")
        self.assertIn("no confound regression", done.stderr.lower())
        self.assertFalse((self.folder / "dry").exists())


class Refusals(JobTest):
    def refused(self, *arguments):
        return run("group", "--config", CONFIG, "--out", self.folder / "out", *arguments, status=2, ranks=2).stderr

    def test_words_for_designs_that_cannot_answer(self):
        self.assertIn("Agee", self.refused("--group.model", "group + Agee"))
        self.assertIn("patients", self.refused("--group.contrast", "x: patients - control"))
        self.assertIn("default", self.refused("--group.edges", "network:Default"))
        self.assertIn("sex", self.refused("--group.model", "group + sex", "--group.contrast", "sex: F(sex)"))
        self.assertFalse((self.folder / "out").exists())

    def test_a_constant_column_is_dropped_with_a_warning(self):
        done = run("group", "--config", CONFIG, "--group.model", "group + Age + sex + site", "--group.edges", "network:default", "--out", self.folder)
        self.assertIn("sex", done.stderr)
        self.assertIn("constant", done.stderr)


if __name__ == "__main__":
    unittest.main()
