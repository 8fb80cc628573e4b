"""What the job tests share: the real program on small real files, written and read back by other libraries than ours."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import nibabel
import numpy

PROGRAM = os.environ["DMN_COHORT"]
SOURCE = pathlib.Path(os.environ["DMN_SOURCE_DIR"])
TR_S = 2.0

MPI = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n"]


def with_mpi(environment=None):
    """The environment of a program that a launcher may start."""
    allowed = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    return {**os.environ, **allowed, **(environment or {})}


def run(*arguments, ranks=0, status=0, cwd=None, environment=None):
    """Runs the program; without ranks no launcher is used. Fails the test when the exit status is another one."""
    command = [PROGRAM, *[str(a) for a in arguments]]
    if ranks:
        command = [*MPI, str(ranks), *command]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=with_mpi(environment), timeout=600)
    if status is not None and done.returncode != status:
        raise AssertionError(f"{' '.join(command)}\nexit status {done.returncode}, expected {status}\n{done.stdout}\n{done.stderr}")
    return done


def digests(out):
    """The lines of `verify`: digest and dataset."""
    return run("verify", "--out", out).stdout


class JobTest(unittest.TestCase):
    """Every test has its own folder."""

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory(prefix="dmn-cohort-test-")
        self.folder = pathlib.Path(self._folder.name)
        self.addCleanup(self._folder.cleanup)


# A small brain: 16 x 18 x 14 voxels of 4 mm with eight spherical regions of 6 mm.
SHAPE = (16, 18, 14)
AFFINE = numpy.array([[-4.0, 0, 0, 30], [0, 4, 0, -34], [0, 0, 4, -26], [0, 0, 0, 1]])
CENTRES = [(x, y, z) for x in (-14, 14) for y in (-16, 16) for z in (-10, 10)]
LABELS = [f"R{i}" for i in range(len(CENTRES))]


def write_rois(folder):
    path = pathlib.Path(folder) / "small_rois.tsv"
    rows = ["label\tnetwork\tsubsystem\tx_mm\ty_mm\tz_mm\tradius_mm"]
    for number, (label, centre) in enumerate(zip(LABELS, CENTRES)):
        network = "DMN" if number < 4 else "Salience"
        rows.append("\t".join([label, network, "n/a", *map(str, centre), "6"]))
    path.write_text("\n".join(rows) + "\n")
    return path


def sphere_voxels():
    """Boolean masks of the regions, computed here and not by the program."""
    index = numpy.stack(numpy.meshgrid(*map(numpy.arange, SHAPE), indexing="ij"), -1).reshape(-1, 3)
    millimetres = index @ AFFINE[:3, :3].T + AFFINE[:3, 3]
    return [(numpy.linalg.norm(millimetres - c, axis=1) <= 6 + 1e-6).reshape(SHAPE) for c in CENTRES]


def confound_columns(rng, volumes, fd_scale=0.02):
    motion = numpy.cumsum(rng.normal(0, fd_scale, (volumes, 6)) * [1, 1, 1, 0.005, 0.005, 0.005], axis=0)
    table = {name: motion[:, i] for i, name in enumerate(["trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"])}
    for name in ("csf", "white_matter", "global_signal"):
        table[name] = 100 + rng.normal(0, 1, volumes)
    for name in list(table):
        difference = numpy.concatenate([[numpy.nan], numpy.diff(table[name])])
        table[f"{name}_derivative1"] = difference
        table[f"{name}_power2"] = table[name] ** 2
        table[f"{name}_derivative1_power2"] = difference**2
    radians = numpy.abs(numpy.diff(motion[:, 3:], axis=0)).sum(1) * 50
    table["framewise_displacement"] = numpy.concatenate([[numpy.nan], numpy.abs(numpy.diff(motion[:, :3], axis=0)).sum(1) + radians])
    for mask in ("c", "w"):
        for number in range(6):
            table[f"{mask}_comp_cor_{number:02d}"] = rng.normal(0, 1, volumes)
    return table


def write_confounds(path, table):
    names = list(table)
    rows = ["\t".join(names)]
    for volume in range(len(table[names[0]])):
        cells = [table[name][volume] for name in names]
        rows.append("\t".join("n/a" if numpy.isnan(c) else repr(float(c)) for c in cells))
    path.write_text("\n".join(rows) + "\n")
    masks = {n: {"Method": "aCompCor", "Mask": "CSF" if n.startswith("c_") else "WM", "Retained": True} for n in names if "comp_cor" in n}
    path.with_suffix(".json").write_text(json.dumps(masks))


class Dataset:
    """fMRIPrep-style derivatives written with nibabel."""

    def __init__(self, root, seed=1):
        self.root = pathlib.Path(root)
        self.root.mkdir(parents=True, exist_ok=True)
        self.rng = numpy.random.default_rng(seed)
        self.participants = []

    def bold_data(self, volumes):
        data = 1000 + self.rng.normal(0, 5, (*SHAPE, volumes))
        shared = numpy.convolve(self.rng.normal(0, 8, volumes + 9), numpy.ones(10) / 3, "valid")
        for mask in sphere_voxels():
            own = numpy.convolve(self.rng.normal(0, 8, volumes + 9), numpy.ones(10) / 3, "valid")
            data[mask] += own + shared
        return data

    def add(self, participant, group="control", site="s1", age=40.0, sex="F", volumes=200, session="", run="", dtype=numpy.int16, row=True, data=None):
        """One run and its participants row; returns the path of the image."""
        parts = [f"sub-{participant}", *([f"ses-{session}"] if session else [])]
        folder = self.root.joinpath(*parts, "func")
        folder.mkdir(parents=True, exist_ok=True)
        entities = "_".join([*parts, "task-rest", *([f"run-{run}"] if run else [])])
        stem = folder / f"{entities}_space-MNI152NLin2009cAsym"
        data = self.bold_data(volumes) if data is None else data
        image = nibabel.Nifti1Image(data.astype(dtype), AFFINE)
        image.header.set_xyzt_units("mm", "sec")
        image.header["pixdim"][4] = TR_S
        path = pathlib.Path(f"{stem}_desc-preproc_bold.nii.gz")
        nibabel.save(image, path)
        pathlib.Path(f"{stem}_desc-preproc_bold.json").write_text(json.dumps({"RepetitionTime": TR_S, "TaskName": "rest"}))
        mask = nibabel.Nifti1Image(numpy.ones(SHAPE, numpy.uint8), AFFINE)
        nibabel.save(mask, f"{stem}_desc-brain_mask.nii.gz")
        write_confounds(folder / f"{entities}_desc-confounds_timeseries.tsv", confound_columns(self.rng, data.shape[3] if data.ndim == 4 else volumes))
        if row and participant not in [p[0] for p in self.participants]:
            self.participants.append((participant, group, site, age, sex))
        return path

    def write_participants(self):
        rows = ["participant_id\tgroup\tsite\tage\tsex"]
        rows += ["\t".join([f"sub-{p}", g, s, str(a), x]) for p, g, s, a, x in self.participants]
        path = self.root / "participants.tsv"
        path.write_text("\n".join(rows) + "\n")
        return path


def small_cohort(root, n=8, **options):
    """n participants, half of them patients, two sites."""
    dataset = Dataset(root)
    for number in range(n):
        group = "patient" if number % 2 else "control"
        dataset.add(f"{number:02d}", group=group, site=f"s{number // 2 % 2 + 1}", age=30.0 + 3 * number, sex="MF"[number // 3 % 2], **options)
    dataset.write_participants()
    return dataset
