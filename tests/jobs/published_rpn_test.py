#!/usr/bin/python3
"""The three-site cohort that ships with the project: published partial correlations, and the image route against the series route.

Published: Spisak et al. 2020, Nat Commun 11:187; recipe and caveat in config/data/rpn_pain_sensitivity/SOURCE.md.
"""
import csv
import gzip
import unittest

import h5py
import numpy

from support import SOURCE, JobTest, run

DATA = SOURCE / "config/data/rpn_pain_sensitivity"
RECIPE = ["--denoise.strategy", "none", "--denoise.filter", "none", "--denoise.detrend", "false", "--denoise.fd_mm", "0.15",
          *[a for limit in ("min_segment", "min_seconds", "min_dof", "max_mean_fd", "max_censored") for a in (f"--denoise.{limit}", "off")],
          "--connectivity.kind", "partial", "--connectivity.estimator", "ledoit-wolf"]
# Partial correlations were published as float64; series and published values ship with fewer digits (SOURCE.md).
TOLERANCE = 1e-10
# Included people with one constant region: kept as zeros upstream, NaN here (SOURCE.md).
CONSTANT_REGION = {f"bochum{n}" for n in ("004", "006", "016", "018", "024", "027", "044")}


def rows_of(path):
    with open(path, newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))


class Published(JobTest):
    def test_published_partial_correlations_of_84_people_are_reproduced(self):
        out = self.folder / "out"
        run("connectivity", "--input.series", DATA / "manifest.tsv", "--input.participants", DATA / "participants.tsv",
            "--rois.labels", DATA / "rois.tsv", *RECIPE, "--out", out, ranks=3)

        with h5py.File(out / "cohort.h5") as cohort:
            ids = [x.decode() for x in cohort["runs/participant_id"][()]]
            partial = numpy.tanh(cohort["connectivity/partial"][()])
            self.assertEqual(cohort["connectivity/partial"].attrs["transform"].decode(), "fisher_z")
        self.assertEqual(len(ids), 119)
        published = {site: self.published(site) for site in ("bochum", "essen", "szeged")}
        compared = 0
        for person in rows_of(DATA / "participants.tsv"):
            if person["included"] != "1":
                continue
            values = partial[ids.index(person["participant_id"])]
            if person["participant_id"] in CONSTANT_REGION:
                self.assertEqual(int(numpy.isnan(values).sum()), 122, person["participant_id"])
                continue
            expected = published[person["site"]][person["participant_id"]]
            numpy.testing.assert_allclose(values, expected, rtol=0, atol=TOLERANCE, err_msg=person["participant_id"])
            compared += 1
        self.assertEqual(compared, 84)

    @staticmethod
    def published(site):
        """Participant -> 7,503 partial correlations in edge order, read without the program."""
        with gzip.open(DATA / f"published/{site}.tsv.gz", "rt") as table:
            next(table)
            rows = [line.rstrip("\n").split("\t") for line in table]
        return {row[0]: numpy.array(row[2:], float) for row in rows}


if __name__ == "__main__":
    unittest.main()
