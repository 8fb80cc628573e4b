#!/usr/bin/python3
"""`export`: matrices, series and maps as other libraries read them, compared with the result files they come from."""
import csv
import json
import unittest

import h5py
import nibabel
import numpy
import pandas

from support import AFFINE, CENTRES, LABELS, SHAPE, SOURCE, JobTest, digests, run, small_cohort, sphere_voxels, write_rois


def table(path):
    return pandas.read_csv(path, sep="\t", na_values="n/a", keep_default_na=False, float_precision="round_trip")


class Exports(JobTest):
    def study(self, *arguments, rois=None):
        small_cohort(self.folder / "data", n=18)
        self.rois = ["--rois.set", rois or write_rois(self.folder)]
        self.out = self.folder / "out"
        run("run", "--input.derivatives", self.folder / "data", *self.rois, "--denoise.min_dof", "off", "--group.model", "group + age",
            "--group.contrast", "pain: patient - control", "--out", self.out, *arguments)

    def test_matrices_and_series_are_those_of_the_cohort_file_and_the_shards(self):
        self.study("--connectivity.kind", "correlation", "--connectivity.kind", "covariance")
        before = digests(self.out)
        run("export", *self.rois, "--out", self.out)
        self.assertEqual(digests(self.out), before)
        with h5py.File(self.out / "cohort.h5") as cohort:
            z, i, j = cohort["connectivity/correlation"][3], cohort["edges/i"][()], cohort["edges/j"][()]
            covariance, diagonal = cohort["connectivity/covariance"][3], cohort["connectivity/covariance_diagonal"][3]
            participant = cohort["runs/participant_id"].asstr()[3]
        folder = self.out / "export" / participant / "func"
        stem = f"{participant}_task-rest_seg-smallrois"
        matrix = table(folder / f"{stem}_stat-pearsoncorrelation_relmat.tsv")
        self.assertEqual(list(matrix["Node"]), LABELS)
        self.assertEqual(list(matrix.columns), ["Node", *LABELS])
        values = matrix[LABELS].to_numpy()
        numpy.testing.assert_allclose(values[i, j], numpy.tanh(z), rtol=1e-15)
        numpy.testing.assert_array_equal(values, values.T)
        numpy.testing.assert_array_equal(numpy.diag(values), 1)
        other = table(folder / f"{stem}_stat-covariance_relmat.tsv")[LABELS].to_numpy()
        numpy.testing.assert_array_equal(other[i, j], covariance)
        numpy.testing.assert_array_equal(numpy.diag(other), diagonal)

        series = table(folder / f"{stem}_stat-mean_timeseries.tsv")
        sidecar = json.loads((folder / f"{stem}_stat-mean_timeseries.json").read_text())
        self.assertEqual(len(series), len(sidecar["KeptVolumes"]))
        self.assertEqual(sidecar["RepetitionTime"], 2.0)
        numpy.testing.assert_allclose(numpy.corrcoef(series.to_numpy().T)[i, j], numpy.tanh(z), atol=1e-12)
        description = json.loads((self.out / "export/dataset_description.json").read_text())
        self.assertEqual(description["DatasetType"], "derivative")
        self.assertTrue(description["BIDSVersion"])

    def test_a_map_of_spheres_holds_the_sum_of_g_of_each_region(self):
        self.study()
        run("export", *self.rois, "--out", self.out)
        strength = self.strengths()
        image = nibabel.load(self.out / "export/group/pain/seg-small_rois_stat-strength_nodes.nii")
        numpy.testing.assert_array_equal(image.affine, [[2, 0, 0, -90], [0, 2, 0, -126], [0, 0, 2, -72], [0, 0, 0, 1]])
        data = image.get_fdata()
        for centre, value in zip(CENTRES, strength):
            voxel = numpy.linalg.solve(image.affine, [*centre, 1])[:3].round().astype(int)
            self.assertAlmostEqual(data[tuple(voxel)], value, delta=1e-6 * max(1, abs(value)))
        self.assertEqual(data[0, 0, 0], 0)

    def strengths(self):
        edges = table(self.out / "group/pain/edges.tsv")
        strength = numpy.zeros(len(LABELS))
        for side in ("roi_i", "roi_j"):
            numpy.add.at(strength, edges[side].to_numpy(), edges["g"].to_numpy())
        nodes = table(next((self.out / "export/group/pain").glob("*.tsv")))
        numpy.testing.assert_allclose(nodes["strength_g"], strength, rtol=1e-13)
        self.assertEqual(set(nodes["n_edges"]), {len(LABELS) - 1})
        return strength

    def test_a_map_of_labels_lies_on_the_label_image_and_its_regions_at_their_centres(self):
        labels = numpy.zeros(SHAPE, numpy.int16)
        for number, mask in enumerate(sphere_voxels(), 1):
            labels[mask] = number * 10
        nibabel.save(nibabel.Nifti1Image(labels, AFFINE), self.folder / "labels.nii.gz")
        (self.folder / "labels.tsv").write_text("index\tlabel\tnetwork\n" + "".join(f"{n * 10}\t{label}\tDMN\n" for n, label in enumerate(LABELS, 1)))
        self.study("--rois.labels", self.folder / "labels.tsv", rois=self.folder / "labels.nii.gz")
        run("export", *self.rois, "--rois.labels", self.folder / "labels.tsv", "--out", self.out)
        data = nibabel.load(next((self.out / "export/group/pain").glob("*.nii"))).get_fdata()
        expected = numpy.zeros(SHAPE)
        for number, value in enumerate(self.strengths(), 1):
            expected[labels == number * 10] = value
        numpy.testing.assert_allclose(data, expected, rtol=1e-6)
        with h5py.File(self.out / "cohort.h5") as cohort:
            centres = [nibabel.affines.apply_affine(AFFINE, numpy.argwhere(labels == 10 * n).mean(axis=0)) for n in range(1, len(LABELS) + 1)]
            numpy.testing.assert_allclose(cohort["rois/xyz_mm"][()], centres, atol=1e-12)
        page = (self.out / "report.html").read_text()
        self.assertIn('class="brains"', page)
        self.assertNotIn("no glass brain is drawn", page)

    def test_every_column_of_every_table_is_in_its_dictionary(self):
        self.study("--denoise.also", "24p", "--group.correction", "max-t", "--group.correction", "nbs", "--group.correction", "tfnbs", "--group.permutations", "20")
        run("export", *self.rois, "--out", self.out)
        tables = list((self.out / "group").rglob("*.tsv"))
        self.assertGreater(len(tables), 5)
        for path in tables:
            with open(path) as text:
                columns = next(csv.reader(text, delimiter="\t"))
            dictionary = json.loads(path.with_suffix(".json").read_text())
            self.assertEqual(list(dictionary), columns)
            for name, entry in dictionary.items():
                self.assertNotIn("see docs", entry["Description"], f"{path.name}: {name}")


class Refusals(JobTest):
    def test_another_roi_set_and_an_empty_folder_are_refused(self):
        self.assertIn("no cohort file and no group result was found", run("export", "--out", self.folder, status=3).stderr)
        self.assertIn("not a folder", run("export", "--out", self.folder / "nowhere", status=2).stderr)
        run("group", "--config", SOURCE / "config/fibromyalgia_default_network.cfg", "--group.correction", "fdr", "--out", self.folder / "out")
        message = run("export", "--out", self.folder / "out", status=2).stderr
        self.assertIn("the ROI set is not that of the results", message)
        self.assertIn('field "rois.set"', message)


if __name__ == "__main__":
    unittest.main()
