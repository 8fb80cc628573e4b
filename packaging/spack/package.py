# Reviewed, not run: no Spack was at hand. `spack repo create` a repository, copy this to packages/dmn-cohort/package.py.
from spack.package import *


class DmnCohort(CMakePackage):
    """Resting-state default-mode-network connectivity of large multi-site cohorts, with MPI. Research use only."""

    license("Apache-2.0")

    version("main", branch="main")

    depends_on("cxx", type="build")
    depends_on("c", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("mpi")
    depends_on("hdf5~mpi")
    depends_on("eigen@3.4:")
    depends_on("boost@1.74:+program_options")
    depends_on("fmt@9:")
    depends_on("spdlog+fmt_external")
    depends_on("nlohmann-json")
    depends_on("isa-l")
    depends_on("nifticlib")
    depends_on("nettle")
    depends_on("random123")
    depends_on("openblas threads=none")

    conflicts("%gcc@:11", msg="C++20 needs GCC 12 or later")

    def cmake_args(self):
        return [self.define("BUILD_TESTING", False)]
