#!/usr/bin/python3
"""`cmake --install` gives a program that finds what ships with it relative to itself."""
import os
import subprocess
import unittest

from support import JobTest, small_cohort


class Install(JobTest):
    def test_the_installed_program_works_away_from_its_build_tree(self):
        prefix = self.folder / "prefix"
        subprocess.run(["cmake", "--install", os.environ["DMN_BINARY_DIR"], "--prefix", prefix], check=True, capture_output=True)
        program = prefix / "bin/dmn-cohort"
        self.assertTrue((prefix / "share/dmn-cohort/rois/dmn_pain_rois.tsv").is_file())
        config = prefix / "share/dmn-cohort/fibromyalgia.cfg"
        done = subprocess.run([program, "group", "--config", config, "--group.edges", "network:default", "--out", self.folder / "out"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        dataset = small_cohort(self.folder / "data", n=1)
        shipped = subprocess.run([program, "connectivity", "--input.derivatives", dataset.root, "--out", self.folder / "shipped"], capture_output=True, text=True)
        self.assertIn("50 ROIs", shipped.stderr)


if __name__ == "__main__":
    unittest.main()
