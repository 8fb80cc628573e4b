-- Reviewed, not run: Lmod module file of dmn-cohort. Set prefix to where `cmake --install` put it.
help([[Resting-state default-mode-network connectivity of large cohorts. `dmn-cohort --help`; research use only.]])
whatis("Name: dmn-cohort")
whatis("Version: 0.1.0")

local prefix = "/opt/dmn-cohort/0.1.0"

-- The MPI it was built with: ranks started by another one cannot find each other.
depends_on("openmpi")
prepend_path("PATH", pathJoin(prefix, "bin"))
prepend_path("MANPATH", pathJoin(prefix, "share/man"))
prepend_path("XDG_DATA_DIRS", pathJoin(prefix, "share"))
-- One thread a rank; one kernel on mixed nodes gives the same bits everywhere (uncomment):
setenv("OPENBLAS_NUM_THREADS", "1")
-- setenv("OPENBLAS_CORETYPE", "Haswell")
