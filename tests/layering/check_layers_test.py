#!/usr/bin/python3
"""The layering test itself: planted violations are found, an innocent tree passes."""
import pathlib
import tempfile
import unittest

import check_layers


def tree(files):
    root = pathlib.Path(tempfile.mkdtemp())
    for folder in check_layers.NUMBERS + ["base"]:
        (root / "src" / folder).mkdir(parents=True)
        (root / "src" / folder / "CMakeLists.txt").write_text("")
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


class Layers(unittest.TestCase):
    def found(self, files):
        root = tree(files)
        return [*check_layers.violations(root), *check_layers.numeric_links(root)]

    def test_an_innocent_tree_passes(self):
        self.assertEqual(self.found({"src/stats/a.hpp": '#include "connectivity/edge_list.hpp"\n#include <vector>\n'}), [])

    def test_mpi_outside_parallel_is_found(self):
        self.assertIn("mpi.h belongs to src/parallel", self.found({"src/stats/a.cpp": "#include <mpi.h>\n"})[0])

    def test_hdf5_in_a_job_is_found(self):
        self.assertIn("belongs to src/store", self.found({"jobs/a.cpp": "#include <hdf5.h>\n"})[0])

    def test_an_include_against_the_order_is_found(self):
        self.assertIn("signal may not use stats", self.found({"src/signal/a.cpp": '#include "stats/table.hpp"\n'})[0])
        self.assertIn("bids may not use image", self.found({"src/bids/a.cpp": '#include "image/grid.hpp"\n'})[0])

    def test_a_numeric_target_that_links_mpi_is_found(self):
        self.assertIn("links MPI::", self.found({"src/stats/CMakeLists.txt": "MPI::MPI_C"})[0])


if __name__ == "__main__":
    unittest.main()
