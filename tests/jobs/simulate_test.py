#!/usr/bin/python3
"""simulate: what it writes is read back by other libraries than ours and compared with what it says was planted."""
import filecmp
import json
import pathlib
import unittest

import nibabel
import numpy
import pandas

from support import SOURCE, JobTest, run

SMALL = ["--simulate.participants", "3", "--simulate.sites", "2"]
STEM = "sub-001_task-rest_space-MNI152NLin2009cAsym_desc-"
ORIGIN_MM = (-96, -132, -78)


def read_tsv(path):
    return pandas.read_csv(path, sep="\t", na_values="n/a")


def files_in(folder):
    return sorted(str(p.relative_to(folder)) for p in pathlib.Path(folder).rglob("*") if p.is_file())


class Cohort(JobTest):
    def simulate(self, name, *arguments, volumes=30, **how):
        out = self.folder / name
        run("simulate", "--out", out, *SMALL, "--simulate.volumes", volumes, *arguments, **how)
        return out

    def assert_same_bytes(self, a, b):
        self.assertEqual(files_in(a), files_in(b))
        _, different, errors = filecmp.cmpfiles(a, b, files_in(a), shallow=False)
        self.assertEqual((different, errors), ([], []))

    def test_bytes_are_the_same_on_any_number_of_ranks(self):
        alone = self.simulate("alone", "--simulate.write_series", "true")
        self.assert_same_bytes(alone, self.simulate("three", "--simulate.write_series", "true", ranks=3))

    def test_another_seed_is_another_cohort(self):
        first = self.simulate("first")
        second = self.simulate("second", "--seed", "2")
        image = f"site-01/sub-001/func/{STEM}preproc_bold.nii.gz"
        self.assertNotEqual((first / image).read_bytes(), (second / image).read_bytes())

    def test_an_interrupted_cohort_is_completed_with_the_same_bytes(self):
        whole = self.simulate("whole")
        part = self.simulate("part")
        (part / f"site-01/sub-001/func/{STEM}preproc_bold.nii.gz").unlink()
        self.simulate("part")
        self.assert_same_bytes(whole, part)

    def test_a_folder_with_another_cohort_is_refused(self):
        out = self.simulate("out")
        done = run("simulate", "--out", out, *SMALL, "--simulate.volumes", "30", "--seed", "2", status=2)
        self.assertIn("this folder holds another simulated cohort", done.stderr)

    def test_a_treatment_is_added_without_changing_anything_else(self):
        plain = self.simulate("plain")
        options = ["--simulate.clinical", "true", "--simulate.prognosis", "M4=0.5", "--simulate.moderation", "M5=0.8"]
        trial = self.simulate("trial", *options)
        before = [line.split("\t") for line in (plain / "participants.tsv").read_text().splitlines()]
        after = [line.split("\t") for line in (trial / "participants.tsv").read_text().splitlines()]
        self.assertEqual([row[:7] for row in after], before)
        self.assertEqual(after[0][7:], ["arm", "pain_after", "subtype", "months", "outcome"])
        for row in after[1:]:
            self.assertEqual(row[7] == "n/a", row[1] == "control")
            self.assertTrue(5 <= float(row[10]) <= 7)
        image = f"site-01/sub-001/func/{STEM}preproc_bold.nii.gz"
        self.assertEqual((plain / image).read_bytes(), (trial / image).read_bytes())
        self.assertEqual((plain / "truth/edges.tsv").read_bytes(), (trial / "truth/edges.tsv").read_bytes())
        truth = json.loads((trial / "truth/truth.json").read_text())
        self.assertEqual(truth["clinical"]["moderation"], "M5=0.8")
        self.assertNotIn("clinical", json.loads((plain / "truth/truth.json").read_text()))

    def test_a_prognosis_without_a_treatment_is_refused(self):
        done = run("simulate", "--out", self.folder / "out", "--simulate.prognosis", "M4=0.5", status=2)
        self.assertIn("prognosis and moderation need a treatment", done.stderr)

    def test_an_effect_between_unknown_networks_is_refused(self):
        done = run("simulate", "--out", self.folder / "out", "--simulate.effect", "DMN-Saliense=0.1", status=2)
        self.assertIn("the nearest to \"Saliense\" is Salience", done.stderr)

    def test_nibabel_reads_grid_times_mask_and_confounds(self):
        out = self.simulate("out", "--simulate.tr_s", "1.5,2")
        folder = out / "site-01/sub-001/func"
        bold = nibabel.load(folder / f"{STEM}preproc_bold.nii.gz")
        mask = nibabel.load(folder / f"{STEM}brain_mask.nii.gz")
        self.assertEqual(bold.shape, (49, 58, 49, 30))
        self.assertEqual(bold.get_data_dtype(), numpy.int16)
        expected = numpy.diag([4.0, 4, 4, 1])
        expected[:3, 3] = ORIGIN_MM
        numpy.testing.assert_array_equal(bold.affine, expected)
        numpy.testing.assert_array_equal(mask.affine, expected)
        self.assertEqual(bold.header.get_zooms()[3], 1.5)
        self.assertEqual(json.loads((folder / f"{STEM}preproc_bold.json").read_text())["RepetitionTime"], 1.5)

        data, inside = bold.get_fdata(), mask.get_fdata() > 0
        self.assertEqual(numpy.abs(data[~inside]).max(), 0)
        self.assertGreater(data[inside].std(axis=1).min(), 0)
        confounds = read_tsv(folder / "sub-001_task-rest_desc-confounds_timeseries.tsv")
        numpy.testing.assert_allclose(confounds.global_signal, data[inside].mean(axis=0), rtol=1e-6)
        dvars = numpy.sqrt((numpy.diff(data[inside], axis=1) ** 2).mean(axis=0))
        numpy.testing.assert_allclose(confounds.dvars[1:], dvars, rtol=1e-6)
        motion = confounds[["trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"]].diff().abs()
        motion.iloc[:, 3:] *= 50
        numpy.testing.assert_allclose(confounds.framewise_displacement[1:], motion.sum(axis=1)[1:], rtol=1e-9)

    def test_every_region_of_the_shipped_set_lies_inside_the_mask(self):
        out = self.simulate("out", volumes=10)
        mask = nibabel.load(out / f"site-01/sub-001/func/{STEM}brain_mask.nii.gz")
        inside = mask.get_fdata() > 0
        voxels = numpy.indices(inside.shape).reshape(3, -1).T @ mask.affine[:3, :3].T + mask.affine[:3, 3]
        for roi in read_tsv(SOURCE / "config/rois/dmn_pain_rois.tsv").itertuples():
            radius = 3 if roi.network == "Brainstem" else 4 if roi.network in ("Limbic", "Striatal", "Thalamus") and roi.subsystem != "cingulate" else 5
            sphere = (numpy.linalg.norm(voxels - [roi.x_mm, roi.y_mm, roi.z_mm], axis=1) <= radius).reshape(inside.shape)
            self.assertGreater(sphere.sum(), 0, roi.label)
            self.assertTrue(inside[sphere].all(), roi.label)

    def test_truth_names_everything_planted(self):
        out = self.simulate("out", "--simulate.effect", "aMPFC_L-PCC_L=0.2", "--simulate.effect", "age:DMN-Visual=-0.05")
        edges = read_tsv(out / "truth/edges.tsv")
        self.assertEqual(len(edges), 1225)
        planted = edges[edges.effect != 0]
        self.assertEqual(list(planted.label_i + "--" + planted.label_j), ["aMPFC_L--PCC_L"])
        numpy.testing.assert_allclose(edges.effect_realised, edges.effect, atol=1e-9)
        self.assertEqual((edges.effect_age == -0.05).sum(), 21)
        truth = json.loads((out / "truth/truth.json").read_text())
        self.assertEqual([e["n_edges"] for e in truth["effects"]], [1, 21])
        self.assertEqual([s["site"] for s in truth["sites"]], ["site-01", "site-02"])
        runs = read_tsv(out / "truth/runs.tsv")
        confounds = read_tsv(out / "site-01/sub-001/func/sub-001_task-rest_desc-confounds_timeseries.tsv")
        self.assertAlmostEqual(runs.mean_fd[0], confounds.framewise_displacement.fillna(0).mean(), places=12)

    def test_sessions_runs_names_and_missing_scans(self):
        out = self.simulate("out", "--simulate.sessions", "2", "--simulate.runs", "2", "--simulate.naming", "older",
                            "--simulate.res_entity", "true", "--simulate.missing_scans", "0.5", "--seed", "4", volumes=10)
        images = [p for p in files_in(out) if p.endswith("_bold.nii.gz")]
        people = sorted({p.split("/")[1] for p in images})
        self.assertEqual(len(images), 4 * len(people))
        self.assertLess(len(people), 3)
        self.assertGreater(len(people), 0)
        self.assertIn("_ses-2_task-rest_run-1_space-MNI152NLin2009cAsym_res-4_desc-preproc_bold.nii.gz", " ".join(images))
        self.assertTrue(any(p.endswith("_run-2_desc-confounds_regressors.tsv") for p in files_in(out)))
        self.assertEqual(len(read_tsv(out / "participants.tsv")), 3)

    def test_regions_carry_the_true_series_under_noise(self):
        out = self.simulate("out", "--simulate.write_series", "true", volumes=100)
        manifest = read_tsv(out / "truth/series/manifest.tsv")
        series = read_tsv(out / "truth/series" / manifest.file[0])
        bold = nibabel.load(out / f"site-01/sub-001/func/{STEM}preproc_bold.nii.gz").get_fdata()
        voxel = numpy.round((numpy.array([2, -79, 12]) - ORIGIN_MM) / 4).astype(int)
        block = tuple(slice(v - 1, v + 1) for v in voxel)
        measured = bold[block].reshape(-1, 100).mean(axis=0)
        self.assertGreater(numpy.corrcoef(measured[1:], series.V1med[1:])[0, 1], 0.5)


class Painted(JobTest):
    """Series painted into an atlas written with nibabel, in a space of its own."""

    def setUp(self):
        super().setUp()
        rng = numpy.random.default_rng(3)
        labels = numpy.zeros((60, 70, 60), numpy.int16)
        labels[10:20, 20:30, 20:30] = 4
        labels[30:45, 20:35, 20:35] = 7
        labels[30:45, 40:60, 20:35] = 9
        affine = numpy.array([[-2.0, 0, 0, 58], [0, 2, 0, -70], [0, 0, 2, -50], [0, 0, 0, 1]])
        self.atlas = nibabel.Nifti1Image(labels, affine)
        nibabel.save(self.atlas, self.folder / "atlas.nii.gz")
        (self.folder / "labels.tsv").write_text("label\tindex\nA\t4\nB\t7\nC\t9\n")
        self.series = rng.normal(0, 30, (25, 3)) + [500, 0, -200]
        numpy.savetxt(self.folder / "one.tsv", self.series, delimiter="\t", fmt="%.15g")
        table = "\t".join(["C", "extra", "A", "B"]) + "\n"
        for row in self.series:
            table += "\t".join(f"{x:.15g}" for x in (row[2], 999.0, row[0], row[1])) + "\n"
        (self.folder / "two.tsv").write_text(table)
        (self.folder / "fd.tsv").write_text("framewise_displacement\n" + "n/a\n" + "0.1\n" * 24)
        (self.folder / "participants.tsv").write_text("participant_id\tgroup\tsite\np1\tcontrol\ts1\np2\tpatient\ts1\n")
        self.write_manifest("p1\tn/a\tone.tsv\t2.5\tfd.tsv\np2\tn/a\ttwo.tsv\t2.5\tn/a\n")

    def write_manifest(self, rows):
        (self.folder / "manifest.tsv").write_text("participant_id\tsession\tfile\ttr_s\tconfounds\n" + rows)

    def paint(self, *arguments, **how):
        return run("simulate", "--simulate.from_series", self.folder / "manifest.tsv", "--simulate.atlas", self.folder / "atlas.nii.gz",
                   "--rois.labels", self.folder / "labels.tsv", "--out", self.folder / "out", *arguments, **how)

    def image(self, participant):
        return nibabel.load(self.folder / f"out/derivatives/sub-{participant}/func/sub-{participant}_task-rest_space-MNI152NLin2009cAsym_desc-preproc_bold.nii.gz")

    def expected_labels(self, bold):
        voxels = numpy.indices(bold.shape[:3]).reshape(3, -1)
        millimetres = bold.affine[:3, :3] @ voxels + bold.affine[:3, 3:]
        to_atlas = numpy.linalg.inv(self.atlas.affine)
        index = numpy.floor(to_atlas[:3, :3] @ millimetres + to_atlas[:3, 3:] + 0.5 + 1e-6).astype(int)
        inside = ((index >= 0) & (index < numpy.array(self.atlas.shape)[:, None])).all(axis=0)
        labels = numpy.zeros(voxels.shape[1], int)
        labels[inside] = numpy.asarray(self.atlas.dataobj)[tuple(index[:, inside])]
        return labels.reshape(bold.shape[:3])

    def test_every_voxel_of_a_region_has_its_series_to_int16_precision(self):
        self.paint("--simulate.grid_mm", "3")
        half_step = (self.series.max() - self.series.min()) / (2 * 32767) / 2 * 1.01
        for participant in ("p1", "p2"):
            bold = self.image(participant)
            labels = self.expected_labels(bold)
            data = bold.get_fdata()
            for column, label in enumerate((4, 7, 9)):
                voxels = data[labels == label]
                self.assertGreater(len(voxels), 100)
                numpy.testing.assert_allclose(voxels - self.series[:, column], 0, atol=half_step)
            self.assertEqual(numpy.ptp(data[labels == 0]), 0)
            self.assertEqual(bold.header.get_zooms()[3], 2.5)

    def test_confounds_participants_and_mask_are_carried_along(self):
        self.paint(ranks=2)
        folder = self.folder / "out/derivatives/sub-p1/func"
        self.assertEqual((folder / "sub-p1_task-rest_desc-confounds_timeseries.tsv").read_bytes(), (self.folder / "fd.tsv").read_bytes())
        mask = nibabel.load(folder / "sub-p1_task-rest_space-MNI152NLin2009cAsym_desc-brain_mask.nii.gz")
        numpy.testing.assert_array_equal(mask.get_fdata() > 0, self.expected_labels(self.image("p1")) > 0)
        self.assertEqual(list(read_tsv(self.folder / "out/participants.tsv").group), ["control", "patient"])

    def test_a_series_of_another_atlas_is_left_out_and_named(self):
        numpy.savetxt(self.folder / "two.tsv", self.series[:, :2], delimiter="\t")
        done = self.paint(status=1)
        self.assertIn("the series does not belong to the atlas", done.stderr)
        self.assertIn("expected the 3 regions of the atlas, by name or number", done.stderr)
        self.assertFalse((self.folder / "out/derivatives/sub-p2/func").exists())

    def test_a_region_too_small_for_the_grid_is_refused(self):
        labels = numpy.asarray(self.atlas.dataobj).copy()
        labels[labels == 4] = 0
        labels[10, 20, 20] = 4
        nibabel.save(nibabel.Nifti1Image(labels, self.atlas.affine), self.folder / "atlas.nii.gz")
        done = self.paint(status=2)
        self.assertRegex(done.stderr, "region A has [01] voxels on the grid")

    def test_series_need_an_atlas(self):
        done = run("simulate", "--simulate.from_series", self.folder / "manifest.tsv", "--out", self.folder / "out", status=2)
        self.assertIn("series need an atlas to be painted into", done.stderr)


if __name__ == "__main__":
    unittest.main()
