#!/usr/bin/python3
"""Each bad input: one clear reason for that run, the others finish, exit status 1."""
import gzip
import json
import os
import pathlib
import unittest

import h5py
import nibabel
import numpy

from support import AFFINE, SHAPE, TR_S, Dataset, JobTest, run, small_cohort, write_rois


class BadInput(JobTest):
    """Three good participants and one bad one, `99`."""

    def setUp(self):
        super().setUp()
        self.rois = write_rois(self.folder)
        self.dataset = small_cohort(self.folder / "data", n=3)
        self.image = self.dataset.add("99")
        self.dataset.write_participants()

    def file(self, pattern):
        return next(self.dataset.root.glob(f"sub-99/func/{pattern}"))

    def reasons(self, *more, status=1, ranks=3):
        out = self.folder / "out"
        self.done = run("connectivity", "--input.derivatives", self.dataset.root, "--rois.set", self.rois, "--out", out, *more, ranks=ranks, status=status)
        with h5py.File(out / "cohort.h5") as cohort:
            ids = [x.decode() for x in cohort["excluded/participant_id"][()]]
            reasons = [x.decode() for x in cohort["excluded/reason"][()]]
            self.included = [x.decode() for x in cohort["runs/participant_id"][()]]
        return dict(zip(ids, reasons))

    def assert_excluded(self, *words, **options):
        found = self.reasons(**options)
        self.assertEqual(list(found), ["sub-99"])
        self.assertEqual(self.included, ["sub-00", "sub-01", "sub-02"])
        for word in words:
            self.assertIn(word, found["sub-99"])
        self.assertNotIn(str(self.folder), found["sub-99"])
        self.assertIn("sub-99", self.done.stderr)

    def rewrite(self, data, **header):
        image = nibabel.Nifti1Image(data, AFFINE)
        image.header.set_xyzt_units("mm", "sec")
        if data.ndim == 4:
            image.header["pixdim"][4] = header.get("tr", TR_S)
        nibabel.save(image, self.image)

    def rewrite_confounds(self, change):
        path = self.file("*confounds_timeseries.tsv")
        rows = [line.split("\t") for line in path.read_text().splitlines()]
        change(rows)
        path.write_text("\n".join("\t".join(r) for r in rows) + "\n")

    def test_a_truncated_gzip(self):
        content = self.image.read_bytes()
        self.image.write_bytes(content[: len(content) // 2])
        self.assert_excluded("sub-99/func/sub-99_task-rest_space-MNI152NLin2009cAsym_desc-preproc_bold.nii.gz", "gzip")

    def test_a_corrupt_gzip(self):
        content = bytearray(self.image.read_bytes())
        content[len(content) // 2 : len(content) // 2 + 64] = bytes(64)
        self.image.write_bytes(bytes(content))
        self.assert_excluded("preproc_bold.nii.gz", "corrupt")

    def test_a_zero_byte_file(self):
        self.image.write_bytes(b"")
        self.assert_excluded("preproc_bold.nii.gz", "empty")

    def test_a_three_dimensional_image(self):
        self.rewrite(numpy.ones(SHAPE, numpy.int16))
        self.assert_excluded("preproc_bold.nii.gz", "expected 4")

    def test_a_volume_of_nan(self):
        data = self.dataset.bold_data(200).astype(numpy.float32)
        data[..., 17] = numpy.nan
        self.rewrite(data)
        self.assert_excluded("preproc_bold.nii.gz", "volume 17", "no finite voxel")

    def test_confound_rows_that_are_not_volumes(self):
        self.rewrite_confounds(lambda rows: rows.pop())
        self.assert_excluded("confounds_timeseries.tsv", "199", "200")

    def test_a_missing_confound_column(self):
        self.rewrite_confounds(lambda rows: [row.pop(rows[0].index("csf")) for row in reversed(rows)])
        self.assert_excluded("confounds_timeseries.tsv", "csf")

    def test_a_missing_cell_beyond_the_first_row(self):
        def change(rows):
            rows[51][rows[0].index("white_matter_power2")] = "n/a"

        self.rewrite_confounds(change)
        self.assert_excluded("confounds_timeseries.tsv", "white_matter_power2", "n/a")

    def test_no_repetition_time(self):
        self.rewrite(self.dataset.bold_data(200).astype(numpy.int16), tr=0)
        self.file("*preproc_bold.json").write_text("{}")
        self.assert_excluded("RepetitionTime")

    def test_header_and_sidecar_disagree(self):
        self.file("*preproc_bold.json").write_text(json.dumps({"RepetitionTime": 2.5}))
        self.assert_excluded("RepetitionTime", "2.5", "2")

    def test_another_space(self):
        for path in list(self.image.parent.glob("*space-MNI152NLin2009cAsym*")):
            path.rename(path.with_name(path.name.replace("MNI152NLin2009cAsym", "T1w")))
        self.assert_excluded("space", "T1w", "MNI152NLin2009cAsym")

    def test_too_few_valid_rois(self):
        mask = numpy.zeros(SHAPE, numpy.uint8)
        mask[:, :9] = 1
        nibabel.save(nibabel.Nifti1Image(mask, AFFINE), self.file("*brain_mask.nii.gz"))
        self.assert_excluded("of 8 ROIs valid", "80 %")

    def test_every_volume_censored(self):
        def change(rows):
            for number, row in enumerate(rows[1:]):
                row[rows[0].index("trans_x")] = str(3.0 * (number % 2))

        self.rewrite_confounds(change)
        self.assert_excluded("0 of 200")

    def test_too_few_volumes(self):
        self.image = self.dataset.add("99", volumes=100)
        self.assert_excluded("200 s", "240")

    def test_too_few_degrees_of_freedom(self):
        self.image = self.dataset.add("99", volumes=130)
        self.assert_excluded("degrees of freedom", "24p")

    def test_a_duplicate_participant(self):
        self.dataset.participants.append(self.dataset.participants[-1])
        self.dataset.write_participants()
        self.assert_excluded("participants.tsv:5 and :6")

    def test_a_scan_without_a_row(self):
        self.dataset.participants.pop()
        self.dataset.write_participants()
        self.assert_excluded("participants.tsv")

    def test_a_row_without_a_scan(self):
        self.dataset.participants.append(("98", "patient", "s1", 50, "F"))
        self.dataset.write_participants()
        found = self.reasons()
        self.assertEqual(list(found), ["sub-98"])
        self.assertEqual(len(self.included), 4)

    def test_a_file_that_cannot_be_read(self):
        self.image.unlink()
        self.image.mkdir()
        self.assert_excluded("preproc_bold.nii.gz")

    def test_an_image_that_is_no_nifti(self):
        self.image.write_bytes(gzip.compress(b"not an image" * 100))
        self.assert_excluded("preproc_bold.nii.gz", "NIfTI")

    def test_a_header_that_promises_more_than_the_file_holds(self):
        content = bytearray(gzip.decompress(self.image.read_bytes()))
        content[42:50] = numpy.array([30000, 30000, 30000, 30000], "<i2").tobytes()
        self.image.write_bytes(gzip.compress(bytes(content)))
        self.assert_excluded("preproc_bold.nii.gz")

    def test_a_region_outside_the_field_of_view_is_nan_and_the_run_stays(self):
        mask = numpy.ones(SHAPE, numpy.uint8)
        mask[:7, :8, :7] = 0
        nibabel.save(nibabel.Nifti1Image(mask, AFFINE), self.file("*brain_mask.nii.gz"))
        self.assertEqual(self.reasons(status=0), {})
        with h5py.File(self.folder / "out/cohort.h5") as cohort:
            edges = cohort["connectivity/correlation"][()]
            self.assertEqual(int(numpy.isnan(edges[3]).sum()), 7)
            self.assertEqual(int(numpy.isnan(edges[:3]).sum()), 0)
            self.assertEqual(cohort["qc/coverage_min"][3], 0)
        self.assertIn("invalid ROI R4", self.done.stderr)

    def test_an_empty_group_cell_stays_and_is_left_out_of_the_model(self):
        self.dataset.participants[-1] = ("99", "n/a", "s1", 40, "F")
        self.dataset.write_participants()
        self.assertEqual(self.reasons(status=0), {})
        self.assertEqual(len(self.included), 4)

    def test_every_problem_of_a_run_is_told_at_once(self):
        self.file("*preproc_bold.json").write_text(json.dumps({"RepetitionTime": 2.5}))
        self.rewrite_confounds(lambda rows: rows.pop())
        self.assert_excluded("; ", "RepetitionTime", "199")

    def test_index_lists_the_same_problems_and_writes_the_manifest(self):
        self.image.write_bytes(b"")
        done = run("index", "--input.derivatives", self.dataset.root, "--rois.set", self.rois, "--out", self.folder / "index", status=1)
        self.assertIn("sub-99", done.stderr)
        lines = (self.folder / "index/manifest.tsv").read_text().splitlines()
        self.assertEqual(len(lines), 5)
        self.assertNotIn(str(self.image.parent), lines[4].split("\t")[7])


if __name__ == "__main__":
    unittest.main()
