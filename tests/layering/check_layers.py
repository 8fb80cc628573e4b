#!/usr/bin/python3
"""The law of the house (STYLE: one idea per place), kept by a test and not by memory.

Checks, for every source and header of src/ and jobs/: mpi.h only in src/parallel, HDF5 only in src/store, and project includes only
in the direction in which the folders may use each other. Reads compile_commands.json-independent text; says file and line.
"""
import pathlib
import re
import sys

NUMBERS = ["signal", "connectivity", "stats", "inference", "harmonisation", "prediction", "sites", "markers", "clinical", "simulation"]
INPUTS = ["files", "bids", "image", "parcellation"]
MACHINE = ["store", "parallel"]
OUT = ["report"]


def allowed_folders():
    """Folder -> folders it may include."""
    allowed = {"base": {"base"}}
    for wing in (NUMBERS, INPUTS):
        for position, folder in enumerate(wing):
            allowed[folder] = {"base", *wing[: position + 1]}
    for folder in INPUTS + MACHINE + OUT:
        allowed.setdefault(folder, {"base", folder})
        allowed[folder] |= set(NUMBERS)  # value types of numbers
    allowed["report"] |= {"store"}
    return allowed


def owner_violations(folder, header):
    if header == "mpi.h" and folder != "parallel":
        yield "mpi.h belongs to src/parallel"
    if re.match(r"(hdf5|H5\w*)\.h", header) and folder != "store":
        yield f"{header} belongs to src/store"


def violations(root):
    allowed = allowed_folders()
    include = re.compile(r'\s*#\s*include\s*[<"]([^>"]+)[>"]')
    files = [path for top in ("src", "jobs") for path in sorted((root / top).rglob("*")) if path.suffix in (".cpp", ".hpp", ".in", ".h")]
    for path in files:
        parts = path.relative_to(root).parts
        folder = parts[1] if parts[0] == "src" else "jobs"
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = include.match(line)
            if not found:
                continue
            header = found.group(1)
            where = f"{path.relative_to(root)}:{number}"
            for message in owner_violations(folder, header):
                yield f"{where}: {message}"
            target = header.split("/")[0]
            if folder != "jobs" and "/" in header and target in allowed and target not in allowed.get(folder, set()):
                yield f"{where}: {folder} may not use {target}"
            if folder not in allowed and folder != "jobs":
                yield f"{where}: folder {folder} has no place in the house"


def numeric_links(root):
    """Numeric targets link neither MPI nor HDF5."""
    for folder in NUMBERS + ["base"]:
        lists = root / "src" / folder / "CMakeLists.txt"
        text = lists.read_text() if lists.exists() else ""
        for word in ("MPI::", "dmn_hdf5", "dmn::store", "dmn::parallel"):
            if word in text:
                yield f"src/{folder}/CMakeLists.txt: a numeric target links {word}"


def main():
    root = pathlib.Path(sys.argv[1])
    found = [*violations(root), *numeric_links(root)]
    print("\n".join(found) if found else "every include follows the house")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
