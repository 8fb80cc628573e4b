#!/usr/bin/python3
"""Real series painted into the MIST-122 atlas as 4-D images: the image route gives what the series route gives, to int16 precision."""
import gzip
import shutil
import unittest

import h5py
import numpy

from support import SOURCE, JobTest, run

DATA = SOURCE / "config/data/rpn_pain_sensitivity"
PEOPLE = ["bochum004", "bochum005", "essen002", "essen004", "szeged001", "szeged002"]
LIMITS_OFF = [a for limit in ("min_segment", "min_seconds", "min_dof", "max_mean_fd", "max_censored") for a in (f"--denoise.{limit}", "off")]
RECIPE = ["--denoise.strategy", "none", "--denoise.filter", "none", "--denoise.detrend", "false", "--denoise.fd_mm", "0.15", *LIMITS_OFF]


class Painted(JobTest):
    def setUp(self):
        super().setUp()
        rows = (DATA / "manifest.tsv").read_text().splitlines()
        kept = [rows[0], *(r for r in rows[1:] if r.split("\t")[0] in PEOPLE)]
        for name in ("series", "confounds"):
            (self.folder / name).mkdir()
            for person in PEOPLE:
                shutil.copy(DATA / name / f"{person}.tsv.gz", self.folder / name)
        (self.folder / "manifest.tsv").write_text("\n".join(kept) + "\n")
        people = (DATA / "participants.tsv").read_text().splitlines()
        (self.folder / "participants.tsv").write_text("\n".join([people[0], *(r for r in people[1:] if r.split("\t")[0] in PEOPLE)]) + "\n")

    def test_the_image_route_gives_what_the_series_route_gives(self):
        images, out = self.folder / "images", self.folder / "out"
        atlas = ["--rois.labels", DATA / "atlas/MIST122_rois.tsv"]
        run("simulate", "--simulate.from_series", self.folder / "manifest.tsv", "--simulate.atlas", DATA / "atlas/MIST122.nii.gz", *atlas,
            "--simulate.grid_mm", "4", "--out", images, ranks=3)
        run("connectivity", "--input.derivatives", images / "derivatives", "--rois.set", DATA / "atlas/MIST122.nii.gz", *atlas, *RECIPE,
            "--out", out, ranks=3)
        run("connectivity", "--input.series", self.folder / "manifest.tsv", "--rois.labels", DATA / "rois.tsv", *RECIPE, "--out", self.folder / "series-out")

        with h5py.File(out / "cohort.h5") as painted, h5py.File(self.folder / "series-out/cohort.h5") as given:
            self.assertEqual([x.decode() for x in painted["runs/participant_id"][()]], [f"{p}" if p.startswith("sub-") else p for p in PEOPLE])
            regions = painted["rois/label"].shape[0]
            upper = numpy.triu_indices(regions + 1, 1)
            without_global = upper[0] > 0  # the series hold the global signal as their first column, the atlas does not
            numpy.testing.assert_allclose(numpy.tanh(painted["connectivity/correlation"][()]),
                                          numpy.tanh(given["connectivity/correlation"][()][:, without_global]), rtol=0, atol=2e-4)
            numpy.testing.assert_allclose(painted["qc/mean_fd"][()], given["qc/mean_fd"][()], rtol=1e-12)
        for person in PEOPLE:
            with gzip.open(DATA / f"series/{person}.tsv.gz", "rt") as table:
                series = numpy.loadtxt(table, skiprows=1)[:, 1:]
            shard = next(out.glob(f"sub-{person}/func/*_connectivity.h5"))
            with h5py.File(shard) as stored:
                means = stored["rois-MIST122/series"][()]
            constant = series.std(0) == 0
            numpy.testing.assert_array_equal(numpy.isnan(means).all(0), constant)
            half_step = (series.max() - series.min()) / 131068
            self.assertLess(numpy.abs(means - series)[:, ~constant].max(), half_step * 1.01)


if __name__ == "__main__":
    unittest.main()
