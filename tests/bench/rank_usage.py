"""Runs a program under mpirun and tells what the kernel counted for each rank; `python3 rank_usage.py REPORT COMMAND...` is one rank."""
import json
import os
import pathlib
import subprocess
import sys
import time


def one_rank(report, command):
    """The program as a child; its usage into REPORT.<rank>."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    figures = {"cpu": usage.ru_utime + usage.ru_stime, "mib": usage.ru_maxrss / 1024, "wall": time.monotonic() - start}
    pathlib.Path(f"{report}.{os.environ.get('OMPI_COMM_WORLD_RANK', 0)}").write_text(json.dumps(figures))
    sys.exit(os.waitstatus_to_exitcode(status) not in (0, 1))


def clean_environment():
    """Without settings of the BLAS that this shell happens to have."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    return environment | {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


def ranks(n, command, scratch):
    """`cpu` s, `mib` and `wall` s of each of n ranks; 0 means without a launcher."""
    report = scratch / "usage"
    launch = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(n)] if n > 0 else []
    subprocess.run([*launch, sys.executable, __file__, report, *map(str, command)], check=True, env=clean_environment())
    return [json.loads(pathlib.Path(f"{report}.{rank}").read_text()) for rank in range(max(n, 1))]


if __name__ == "__main__":
    one_rank(sys.argv[1], sys.argv[2:])
