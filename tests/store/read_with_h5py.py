"""An independent reader of cohort files, and an independent writer.

read_with_h5py.py read WRITE_EXAMPLE    h5py finds what the C++ example program wrote, in place and order
read_with_h5py.py write PRINT_COHORT    the C++ reader finds what h5py wrote
read_with_h5py.py hostile PRINT_COHORT  files that lie are refused with words, quickly and in bounded memory
"""
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

RUN = ["participant_id", "session", "task", "run"]


def texts(dataset):
    return [cell.decode("utf-8") for cell in dataset[()]]


def expect(found, expected, what):
    if found != expected:
        sys.exit(f"{what}: found {found!r}, expected {expected!r}")


def check_every_dataset_explains_itself(name, item):
    if not isinstance(item, h5py.Dataset):
        return
    for attribute in ("units", "description", "digest"):
        if not item.attrs.get(attribute):
            sys.exit(f"{name} has no attribute {attribute}")
    if item.dtype.kind == "S":
        expect(h5py.check_string_dtype(item.dtype).encoding, "utf-8", name)


def read(program, folder):
    path = folder / "example.h5"
    subprocess.run([program, path], check=True)
    with h5py.File(path, "r") as file:
        expect(file.attrs["schema"].decode(), "dmn-cohort/1", "schema")
        expect(sorted(file), ["connectivity", "edges", "excluded", "participants", "provenance", "qc", "rois", "runs"], "groups")
        file.visititems(check_every_dataset_explains_itself)

        expect(texts(file["rois/label"]), ["left angular gyrus", "PCC", "aIns", "PAG"], "label")
        expect(file["rois/xyz_mm"].shape, (4, 3), "xyz shape")
        expect(file["rois/xyz_mm"][0].tolist(), [-45, -68.5, 30], "xyz of the first ROI")
        expect(file["rois/xyz_mm"][:, 2][[0, 2, 3]].tolist(), [30, 1, -10], "z")
        expect(file["rois"].attrs["roi_set"].decode(), "dmn-pain", "roi_set")

        expect(file["edges/i"].dtype, np.dtype("<i4"), "edge type")
        i, j = np.triu_indices(4, 1)
        expect(file["edges/i"][()].tolist(), i.tolist(), "edges/i")
        expect(file["edges/j"][()].tolist(), j.tolist(), "edges/j")

        expect(texts(file["runs/participant_id"]), ["sub-01", "sub-02", "sub-02", "sub-Żółć", "x"], "participants")
        expect(texts(file["runs/run"]), ["", "01", "02", "", ""], "run labels")
        expect(texts(file["runs/group"]), ["control", "patient", "patient", "control", ""], "group")
        age = file["participants/zeta %2F age [%]"]
        expect(age.attrs["column"].decode(), "zeta / age [%]", "column name")
        expect(np.isnan(age[3]) and age[0] == 61.5 and age[4] == -1e300, True, "age")
        expect(file["participants/handed%252Fness"].attrs["column"].decode(), "handed%2Fness", "escaped column")
        expect(file["qc/mean_fd"].attrs["units"].decode(), "mm", "units of mean_fd")

        row, column = np.mgrid[0:5, 0:6]
        expected = row + column / 100
        expected[1, 4] = np.nan
        correlation = file["connectivity/correlation"]
        expect(correlation.shape, (5, 6), "shape of correlation")
        np.testing.assert_array_equal(correlation[()], expected)
        np.testing.assert_array_equal(file["connectivity/covariance"][()], -expected)
        expect(correlation.attrs["transform"].decode(), "fisher_z", "transform")
        expect(file["connectivity/covariance"].attrs["estimator"].decode(), "ledoit-wolf", "estimator")
        row, column = np.mgrid[0:5, 0:4]
        np.testing.assert_array_equal(file["connectivity/covariance_diagonal"][()], 100.0 * row + column)

        expect(texts(file["excluded/reason"])[1], "truncated gzip", "reason")
        expect(file["provenance"].attrs["config"].decode(), "[denoise]\nstrategy = 36p\n", "config")


def write_texts(group, name, values):
    encoded = [value.encode("utf-8") for value in values]
    length = max(1, *map(len, encoded)) if encoded else 1
    group.create_dataset(name, data=np.array(encoded, dtype=f"S{length}"))


def write_cohort(path):
    """Three runs, four ROIs, a subset of five edges in their own order; nothing from our own writer."""
    with h5py.File(path, "w") as file:
        file.attrs["schema"] = "dmn-cohort/1"
        rois = file.create_group("rois")
        rois.attrs["roi_set"], rois.attrs["roi_hash"] = "mine", "0"
        write_texts(rois, "label", ["A", "Bé", "C", "D"])
        for name in ("network", "subsystem", "hemisphere"):
            write_texts(rois, name, ["DMN", "", "DMN", "Salience"])
        rois["xyz_mm"] = np.arange(12.0).reshape(4, 3)
        file["edges/i"], file["edges/j"] = np.array([2, 0, 0, 1, 0]), np.array([3, 1, 3, 2, 2])
        runs = file.create_group("runs")
        for name in RUN:
            write_texts(runs, name, [f"{name}-{row}" for row in range(3)])
        write_texts(runs, "site", ["s1", "s2", ""])
        write_texts(runs, "group", ["patient", "control", "control"])
        participants = file.create_group("participants", track_order=True)
        participants["sex"] = np.array([b"F", b"M", b""])
        participants["age"] = np.array([20.5, np.nan, 33])
        participants["n"] = np.array([1, 2, 3], dtype="i2")
        file.create_group("qc")
        for name in RUN + ["reason"]:
            write_texts(file.require_group("excluded"), name, [])
        kind = file.create_dataset("connectivity/partial", data=np.arange(15.0).reshape(3, 5), chunks=(2, 2), compression="gzip")
        kind.attrs["transform"], kind.attrs["estimator"] = "fisher_z", "empirical"
        file["connectivity/partial_diagonal"] = np.arange(12.0).reshape(3, 4) * 10


EXPECTED = """roi A DMN 0 1 2
roi Bé  3 4 5
roi C DMN 6 7 8
roi D Salience 9 10 11
edge 2 3
edge 0 1
edge 0 3
edge 1 2
edge 0 2
run participant_id-0 session-0 s1 patient
run participant_id-1 session-1 s2 control
run participant_id-2 session-2  control
column sex words F M 
column age numbers 20.5 n/a 33
column n numbers 1 2 3
kind partial fisher_z empirical
edges 0 1 2 3 4
edges 5 6 7 8 9
edges 10 11 12 13 14
diagonal 0 10 20 30
diagonal 40 50 60 70
diagonal 80 90 100 110
"""


def write(program, folder):
    path = folder / "foreign.h5"
    write_cohort(path)
    printed = subprocess.run([program, path], check=True, capture_output=True, text=True).stdout
    expect(printed, EXPECTED.replace(" ", "\t"), "what the C++ reader found")


def replace(file, name, **arguments):
    del file[name]
    return file.create_dataset(name, **arguments)


def claim_terabytes(file):
    replace(file, "connectivity/partial", shape=(3, 10**12), dtype="f8", chunks=(1, 1024))


def claim_runs(file):
    for name in RUN + ["site", "group"]:
        replace(file, f"runs/{name}", shape=(10**11,), dtype="S8")


def claim_rows_of_nothing(file):
    replace(file, "connectivity/partial", shape=(2**60, 0), dtype="f8")


def use_a_huge_chunk(file):
    replace(file, "connectivity/partial", data=np.zeros((3, 5)), maxshape=(None, None), chunks=(2**12, 2**11), compression="gzip")


def swap_an_edge(file):
    file["edges/i"][1], file["edges/j"][1] = 1, 0


def point_beyond_the_rois(file):
    file["edges/j"][0] = 4


def repeat_an_edge(file):
    file["edges/i"][0], file["edges/j"][0] = 0, 1


def link_to_another_file(file):
    del file["runs/site"]
    file["runs/site"] = h5py.ExternalLink("/etc/hostname.h5", "/site")


def keep_values_elsewhere(file):
    replace(file, "connectivity/partial", shape=(3, 5), dtype="f8", external=[("/etc/passwd", 0, 120)])


def be_virtual(file):
    del file["connectivity/partial"]
    layout = h5py.VirtualLayout(shape=(3, 5), dtype="f8")
    layout[:] = h5py.VirtualSource("elsewhere.h5", "x", shape=(3, 5))
    file.create_virtual_dataset("connectivity/partial", layout)


def drop_a_row(file):
    replace(file, "participants/age", data=np.array([1.0, 2.0]))


def transpose(file):
    replace(file, "connectivity/partial", data=np.zeros((5, 3)))


def use_variable_texts(file):
    replace(file, "runs/site", data=["a", "b", "c"], dtype=h5py.string_dtype())


def use_compounds(file):
    replace(file, "participants/age", data=np.zeros(3, dtype=[("x", "f8")]))


def forget_the_transform(file):
    del file["connectivity/partial"].attrs["transform"]


def forget_a_group(file):
    del file["excluded"]


LIES = {
    claim_terabytes: "claims more values than the file holds",
    claim_runs: "claims more values than the file holds",
    claim_rows_of_nothing: "an extent that no file of this program has",
    use_a_huge_chunk: "chunks that are larger than its values",
    swap_an_edge: 'an edge is no pair of ROIs: field "/edges" is "(1, 0) in row 1"; expected 0 <= i < j < 4',
    point_beyond_the_rois: "an edge is no pair of ROIs",
    repeat_an_edge: "edges 0 and 1 are the same pair",
    link_to_another_file: "no dataset of this name: expected /runs/site",
    keep_values_elsewhere: "keeps its values in another file",
    be_virtual: "keeps its values in another file",
    drop_a_row: 'does not fit the others: field "/participants/age" is "2"; expected 3',
    transpose: '"/connectivity/partial" is "5 x 3"; expected 3 x 5',
    use_variable_texts: "neither numbers nor fixed-length texts",
    use_compounds: "neither numbers nor fixed-length texts",
    forget_the_transform: "an attribute is missing: expected transform",
    forget_a_group: "no dataset of this name: expected /excluded/participant_id",
}


def hostile(program, folder):
    def bounded():
        if "ASAN_OPTIONS" in os.environ:
            return  # a sanitizer reserves terabytes of addresses; tests/sanitizers.sh has a limit of its own
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))

    for lie, words in LIES.items():
        path = folder / f"{lie.__name__}.h5"
        write_cohort(path)
        with h5py.File(path, "r+") as file:
            lie(file)
        done = subprocess.run([program, path], capture_output=True, text=True, timeout=30, preexec_fn=bounded)
        if done.returncode != 1 or words not in done.stdout:
            sys.exit(f"{lie.__name__}: status {done.returncode}, printed {done.stdout!r} {done.stderr!r}, expected {words!r}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        {"read": read, "write": write, "hostile": hostile}[sys.argv[1]](sys.argv[2], Path(name))
    print("as expected")
