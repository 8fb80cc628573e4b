#!/usr/bin/python3
"""`connectivity` through the real command: numbers against numpy, the same bits on any number of ranks, resuming."""
import pathlib
import unittest

import h5py
import numpy
import nibabel

from support import LABELS, SOURCE, Dataset, JobTest, digests, run, small_cohort, sphere_voxels, write_rois

PLAIN = ["--denoise.strategy", "none", "--denoise.filter", "none", "--denoise.fd_mm", "off", "--denoise.detrend", "false"]


class Connectivity(JobTest):
    def arguments(self, out, *more):
        return ["connectivity", "--input.derivatives", self.folder / "data", "--rois.set", self.rois, "--out", out, *more]

    def setUp(self):
        super().setUp()
        self.rois = write_rois(self.folder)

    def test_plain_correlations_are_those_of_numpy(self):
        dataset = small_cohort(self.folder / "data", n=3)
        run(*self.arguments(self.folder / "out", *PLAIN))

        with h5py.File(self.folder / "out" / "cohort.h5") as cohort:
            stored = cohort["connectivity/correlation"][()]
            self.assertEqual([p.decode() for p in cohort["runs/participant_id"][()]], ["sub-00", "sub-01", "sub-02"])
            self.assertEqual([r.decode() for r in cohort["rois/label"][()]], LABELS)
        image = next(dataset.root.glob("sub-01/func/*preproc_bold.nii.gz"))
        data = nibabel.load(image).get_fdata()
        series = numpy.array([data[mask].mean(0) for mask in sphere_voxels()])
        expected = numpy.arctanh(numpy.corrcoef(series)[numpy.triu_indices(len(LABELS), 1)])
        numpy.testing.assert_allclose(stored[1], expected, atol=1e-12)

    def test_bits_are_the_same_on_1_2_3_and_7_ranks_and_again(self):
        small_cohort(self.folder / "data", n=5)
        kinds = [a for kind in ("correlation", "covariance", "partial", "precision", "tangent") for a in ("--connectivity.kind", kind)]
        group = ["--group.model", "group + age"]
        reference = None
        for ranks in (0, 1, 2, 3, 7):
            out = self.folder / f"out{ranks}"
            run(*self.arguments(out, *kinds), ranks=ranks)
            run("group", "--out", out, *group, ranks=ranks)
            found = digests(out), (out / "group/patient-control/edges.tsv").read_bytes(), (out / "manifest.tsv").read_bytes()
            reference = reference or found
            self.assertEqual(found, reference, f"{ranks} ranks")
        done = run(*self.arguments(self.folder / "out3", *kinds), ranks=2)
        self.assertIn("5 finished shards were kept", done.stderr)
        self.assertEqual(digests(self.folder / "out3"), reference[0])
        fresh = run(*self.arguments(self.folder / "out3", *kinds, "--fresh"), ranks=3)
        self.assertNotIn("shards were kept", fresh.stderr)
        self.assertEqual(digests(self.folder / "out3"), reference[0])

    def test_a_changed_option_computes_again_and_changed_files_too(self):
        dataset = small_cohort(self.folder / "data", n=3)
        run(*self.arguments(self.folder / "out"))
        again = run(*self.arguments(self.folder / "out", "--denoise.fd_mm", "0.5"))
        self.assertNotIn("shards were kept", again.stderr)
        image = next(dataset.root.glob("sub-01/func/*preproc_bold.nii.gz"))
        nibabel.save(nibabel.load(image), image)
        touched = run(*self.arguments(self.folder / "out", "--denoise.fd_mm", "0.5"))
        self.assertIn("2 finished shards were kept", touched.stderr)

    def test_further_strategies_and_roi_sets_are_those_of_their_own_runs(self):
        small_cohort(self.folder / "data", n=3)
        labels = self.folder / "other_rois.tsv"
        labels.write_text("label\tx_mm\ty_mm\tz_mm\tradius_mm\nA\t-14\t-16\t-10\t8\nB\t14\t16\t10\t8\nC\t14\t-16\t-10\t8\n")
        run(*self.arguments(self.folder / "all", "--denoise.also", "24p-acompcor", "--denoise.also", "trans_*,csf", "--rois.also", labels))
        names = sorted(p.name for p in (self.folder / "all").glob("cohort*.h5"))
        self.assertEqual(names, ["cohort.h5", "cohort_rois-other_rois_denoise-24p-acompcor.h5", "cohort_rois-other_rois_denoise-36p.h5",
                                 "cohort_rois-other_rois_denoise-list-trans_STAR+csf.h5", "cohort_rois-small_rois_denoise-24p-acompcor.h5",
                                 "cohort_rois-small_rois_denoise-list-trans_STAR+csf.h5"])
        run("connectivity", "--input.derivatives", self.folder / "data", "--rois.set", labels, "--denoise.strategy", "24p-acompcor",
            "--out", self.folder / "one")
        with h5py.File(self.folder / "all" / names[1]) as among, h5py.File(self.folder / "one" / "cohort.h5") as alone:
            numpy.testing.assert_array_equal(among["connectivity/correlation"][()], alone["connectivity/correlation"][()])
            numpy.testing.assert_array_equal(among["qc/dof"][()], alone["qc/dof"][()])

    def test_a_cohort_of_one_and_sessions_and_runs_keep_their_labels(self):
        dataset = Dataset(self.folder / "data")
        for session in ("1", "2"):
            dataset.add("07", session=session, run="01")
        dataset.write_participants()
        run(*self.arguments(self.folder / "out"), ranks=3)
        with h5py.File(self.folder / "out" / "cohort.h5") as cohort:
            self.assertEqual([s.decode() for s in cohort["runs/session"][()]], ["1", "2"])
            self.assertEqual([s.decode() for s in cohort["runs/run"][()]], ["01", "01"])
        self.assertTrue((self.folder / "out/sub-07/ses-2/func/sub-07_ses-2_task-rest_run-01_connectivity.h5").is_file())

    def test_an_empty_cohort_can_do_nothing(self):
        (self.folder / "data").mkdir()
        for ranks in (0, 2):
            done = run(*self.arguments(self.folder / "out"), ranks=ranks, status=3)
            self.assertEqual(done.stderr.count("no usable run was found"), 1)


if __name__ == "__main__":
    unittest.main()
