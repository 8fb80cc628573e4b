#!/usr/bin/python3
"""HDF5 files of somebody else that crash the HDF5 library are refused; the job that was given them lives to say so."""
import gzip
import pathlib
import unittest

import faults  # noqa: F401  (finds support)
from support import JobTest, run

FOLDER = pathlib.Path(__file__).resolve().parent / "foreign"
WORDS = "reading this file kills the process that does it; it is damaged or made to deceive"


class ForeignFiles(JobTest):
    def unpacked(self, name):
        path = self.folder / f"{name}.h5"
        path.write_bytes(gzip.decompress((FOLDER / f"{name}.h5.gz").read_bytes()))
        return path

    def test_a_cohort_file_is_refused_on_any_number_of_ranks(self):
        file = self.unpacked("cohort")
        for ranks in (0, 3):
            with self.subTest(ranks=ranks):
                said = run("group", "--out", self.folder / "out", "--group.data", file, "--group.model", "group", ranks=ranks, status=3).stderr
                self.assertIn(WORDS, said)
                self.assertIn("cohort.h5", said)
                self.assertFalse((self.folder / "out" / "group").exists())

    def test_a_site_summary_is_refused(self):
        file = self.unpacked("site_summary")
        said = run("pool", "--out", self.folder / "out", "--pool.input", file, status=3).stderr
        self.assertIn(WORDS, said)


if __name__ == "__main__":
    unittest.main()
