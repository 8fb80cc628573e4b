#!/usr/bin/python3
"""The Debian package: what it holds and needs, and that the program in it works away from the build tree. CITATION.cff and the manual page."""
import os
import re
import subprocess
import unittest

from support import SOURCE, JobTest


class Package(JobTest):
    def build(self):
        done = subprocess.run(["cpack", "--config", f"{os.environ['DMN_BINARY_DIR']}/CPackConfig.cmake", "-B", self.folder / "packages"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        packages = list((self.folder / "packages").glob("*.deb"))
        self.assertEqual(len(packages), 1)
        return packages[0]

    def test_the_debian_package_holds_names_its_needs_and_works(self):
        package = self.build()
        self.assertRegex(package.name, r"^dmn-cohort_\d+\.\d+\.\d+_amd64\.deb$")
        needs = subprocess.run(["dpkg-deb", "--field", package, "Depends"], capture_output=True, text=True, check=True).stdout
        for library in ("openmpi-bin", "libopenmpi3", "libhdf5", "libopenblas0-serial", "libisal", "libnettle", "libfmt9", "libc6"):
            self.assertIn(library, needs)
        root = self.folder / "root"
        subprocess.run(["dpkg-deb", "--extract", package, root], check=True)
        for name in ("bin/dmn-cohort", "share/man/man1/dmn-cohort.1", "share/bash-completion/completions/dmn-cohort", "share/dmn-cohort/template.cfg",
                     "share/dmn-cohort/rois/dmn_pain_rois.tsv", "share/doc/dmn-cohort/quick-start.md", "share/doc/dmn-cohort/copyright"):
            self.assertTrue((root / "usr" / name).is_file(), name)
        program, out = root / "usr/bin/dmn-cohort", self.folder / "out"
        config = root / "usr/share/dmn-cohort/fibromyalgia_default_network.cfg"
        done = subprocess.run([program, "run", "--config", config, "--group.correction", "fdr", "--out", out], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertTrue((out / "group/patient-control/edges.tsv").exists())
        simulated = subprocess.run([program, "simulate", "--simulate.participants", "2", "--simulate.volumes", "20", "--out", self.folder / "images"], capture_output=True, text=True)
        self.assertEqual(simulated.returncode, 0, simulated.stderr)


class Papers(unittest.TestCase):
    def test_the_citation_has_the_version_of_the_program(self):
        citation = (SOURCE / "CITATION.cff").read_text()
        version = re.search(r"project\(dmn-cohort VERSION ([\d.]+)", (SOURCE / "CMakeLists.txt").read_text()).group(1)
        self.assertIn(f"\nversion: {version}\n", citation)
        for field in ("cff-version: 1.2.0", "title:", "authors:", "license: Apache-2.0", "message:"):
            self.assertIn(field, citation)

    def test_the_manual_page_has_no_error(self):
        page = SOURCE / "share/man/man1/dmn-cohort.1"
        done = subprocess.run(["man", "--warnings", "-l", "-Tutf8", page], capture_output=True, text=True, env=dict(os.environ, LC_ALL="C.UTF-8", MANWIDTH="100"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")
        self.assertTrue("EXIT STATUS" in re.sub(".\b", "", done.stdout))


if __name__ == "__main__":
    unittest.main()
