#!/usr/bin/python3
"""Regional homogeneity (ReHo) through the real command, against scipy's Friedman test of voxels read by nibabel and denoised by numpy and scipy.

Images: those of tests/golden/5_volumes. There are no confounds of the Haxby run: the first rows of another run's stand for them (tests/golden/3_pipeline). Tolerance: the
voxels of all images are exact in single precision, so that ranks can differ from scipy's only where two filtered values agree to some 13 digits; W is compared to 1e-9 and
agreed to 3e-15.
"""
import csv
import gzip
import json
import shutil
import unittest

import h5py
import nibabel
import numpy
import scipy.interpolate
import scipy.signal
import scipy.stats

from support import AFFINE, SHAPE, SOURCE, TR_S, Dataset, JobTest, digests, run, small_cohort, sphere_voxels, write_rois

VOLUMES = SOURCE / "tests/golden/5_volumes"
HAXBY = VOLUMES / "haxby"
NITIME = VOLUMES / "nitime_variants"
MOTION = [f"{kind}_{axis}" for kind in ("trans", "rot") for axis in "xyz"]
AS_GIVEN = ["--denoise.strategy", "none", "--denoise.fd_mm", "off", "--denoise.filter", "none", "--denoise.detrend", "false"]
NO_LIMITS = [word for name in ("min_dof", "min_seconds", "max_mean_fd", "max_censored") for word in (f"--denoise.{name}", "off")]
REHO = ["--connectivity.measures", "reho"]
TOLERANCE = 1e-9


def table_of(path):
    """Columns as they are written; gzip or not."""
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", newline="") as text:
        rows = list(csv.DictReader(text, delimiter="\t"))
    return {name: [row[name] for row in rows] for name in rows[0]}


def lay_out(root, image, tr_s, confounds=None):
    """One participant with this image and the first rows of a table of confounds."""
    folder = root / "sub-01/func"
    folder.mkdir(parents=True)
    stem = folder / "sub-01_task-rest_space-MNI152NLin2009cAsym_desc-preproc_bold"
    shutil.copy(image, f"{stem}.nii.gz")
    stem.with_suffix(".json").write_text(json.dumps({"RepetitionTime": tr_s}))
    (root / "participants.tsv").write_text("participant_id\tgroup\tsite\nsub-01\tcontrol\ts1\n")
    if confounds:
        n_volumes = nibabel.load(image).shape[3]
        lines = ["\t".join(confounds), *("\t".join(column[volume] for column in confounds.values()) for volume in range(n_volumes))]
        (folder / "sub-01_task-rest_desc-confounds_timeseries.tsv").write_text("\n".join(lines) + "\n")
    return ["--input.derivatives", root, *NO_LIMITS]


def numbers(table, name, n):
    """Missing cells of the first row are 0."""
    cells = table[name][:n]
    return numpy.array([0.0 if row == 0 and cell == "n/a" else float(cell) for row, cell in enumerate(cells)])


def expanded(table, names, n):
    """Columns, their backward differences, and squares of both."""
    columns = numpy.column_stack([numbers(table, name, n) for name in names])
    both = numpy.hstack([columns, numpy.vstack([numpy.zeros(len(names)), numpy.diff(columns, axis=0)])])
    return numpy.hstack([both, both**2])


def kept_volumes(table, n, threshold):
    """Displacement by Power 2012, then stretches of fewer than five volumes."""
    steps = numpy.abs(numpy.diff(numpy.column_stack([numbers(table, name, n) for name in MOTION]), axis=0))
    displacement = numpy.concatenate([[0], steps[:, :3].sum(1) + 50 * steps[:, 3:].sum(1)])
    good = displacement <= threshold
    kept = []
    for stretch in numpy.split(numpy.arange(n), numpy.flatnonzero(numpy.diff(good.astype(int))) + 1):
        if good[stretch[0]] and len(stretch) >= 5:
            kept.extend(stretch)
    return numpy.array(kept)


def filtered(columns, kept, tr_s):
    inside = numpy.clip(numpy.arange(len(columns)), kept[0], kept[-1])
    whole = scipy.interpolate.CubicSpline(kept, columns[kept])(inside)
    whole[kept] = columns[kept]
    sections = scipy.signal.butter(2, [0.01, 0.1], "bandpass", fs=1 / tr_s, output="sos")
    left = scipy.signal.sosfiltfilt(sections, scipy.signal.detrend(whole, axis=0), axis=0)[kept]
    return left - left.mean(0)


def denoised(voxels, confounds, kept, tr_s):
    data, design = filtered(voxels, kept, tr_s), filtered(confounds, kept, tr_s)
    design /= numpy.linalg.norm(design, axis=0)
    return data - design @ numpy.linalg.lstsq(design, data, rcond=1e-9)[0]


def kendall(voxels):
    """W of a volumes x voxels matrix, by Friedman's chi-square of volumes over voxels, which corrects for ties."""
    n, m = voxels.shape
    return scipy.stats.friedmanchisquare(*voxels).statistic / (m * (n - 1))


def kendall_by_ranks(voxels):
    n, m = voxels.shape
    ranks = scipy.stats.rankdata(voxels, axis=0)
    tied = sum((counts**3 - counts).sum() for counts in (numpy.unique(column, return_counts=True)[1] for column in voxels.T))
    s = ((ranks.sum(1) - m * (n + 1) / 2) ** 2).sum()
    return 12 * s / (m**2 * (n**3 - n) - m * tied)


def voxels_of_spheres(image, table):
    """Volumes x voxels of each sphere: a voxel of several goes to the nearest centre."""
    data = numpy.asanyarray(image.dataobj).astype(float)
    index = numpy.stack(numpy.meshgrid(*map(numpy.arange, data.shape[:3]), indexing="ij"), -1)
    millimetres = index @ image.affine[:3, :3].T + image.affine[:3, 3]
    rows = table_of(table)
    centres = numpy.column_stack([[float(cell) for cell in rows[f"{axis}_mm"]] for axis in "xyz"])
    distances = numpy.linalg.norm(millimetres[..., None, :] - centres, axis=-1)
    distances[distances > [float(r) + 1e-6 for r in rows["radius_mm"]]] = numpy.inf
    owner = numpy.where(numpy.isfinite(distances.min(-1)), distances.argmin(-1), -1)
    return [varying(data[owner == roi].T) for roi in range(len(centres))]


def varying(voxels):
    return voxels[:, numpy.ptp(voxels, axis=0) > 0]


def measured(out, name="cohort.h5"):
    with h5py.File(out / name) as cohort:
        return cohort["measures/reho"][0]


class AgainstScipy(JobTest):
    def test_a_real_run_with_confounds_band_and_censoring(self):
        confounds = table_of(SOURCE / "tests/golden/3_pipeline/bochum/confounds.tsv.gz")
        image = nibabel.load(HAXBY / "run-01_bold_25mm.nii.gz")
        n = image.shape[3]
        kept = kept_volumes(confounds, n, 0.3)
        self.assertTrue(60 < len(kept) < n)
        out = self.folder / "out"
        given = lay_out(self.folder / "data", HAXBY / "run-01_bold_25mm.nii.gz", 2.5, confounds)
        run("connectivity", *given, "--rois.set", HAXBY / "spheres.tsv", "--rois.min_coverage", "0.3", "--denoise.strategy", "24p", "--denoise.also", "trans_x,rot_*,csf", "--denoise.fd_mm", "0.3",
            *REHO, "--out", out)
        with h5py.File(out / "cohort.h5") as cohort:
            self.assertEqual(cohort["qc/n_kept"][0], len(kept))
            label = cohort["rois/label"].asstr()[()].tolist()
            self.assertEqual(cohort["measures/reho"].attrs["units"].decode(), "1")
        designs = {"cohort.h5": expanded(confounds, MOTION, n)}
        names = ["trans_x", "csf", *(name for name in confounds if name.startswith("rot_"))]
        designs["cohort_rois-spheres_denoise-list-trans_x+rot_STAR+csf.h5"] = numpy.column_stack([numbers(confounds, name, n) for name in names])
        spheres = voxels_of_spheres(image, HAXBY / "spheres.tsv")
        for name, design in designs.items():
            found = measured(out, name)
            for roi, voxels in enumerate(spheres):
                if numpy.isnan(found[roi]):
                    self.assertIn(label[roi], "de")  # beyond the edge of the image
                    continue
                expected = kendall(denoised(voxels, design, kept, 2.5))
                numpy.testing.assert_allclose(found[roi], expected, rtol=TOLERANCE, err_msg=f"{name} {label[roi]}")
            self.assertGreaterEqual(numpy.isfinite(found).sum(), 4)

    def test_a_real_run_as_it_is_with_its_many_ties_in_every_type_of_voxel(self):
        labels = numpy.asanyarray(nibabel.load(NITIME / "labels.nii.gz").dataobj)
        data = numpy.asanyarray(nibabel.load(NITIME / "float64.nii.gz").dataobj)
        table = self.folder / "labels.tsv"  # without label9, a single voxel
        table.write_text("".join((NITIME / "labels.tsv").read_text().splitlines(keepends=True)[:4]))
        values = [int(value) for value in table_of(table)["index"]]
        expected = []
        for value in values:
            voxels = varying(data[labels == value].T)
            self.assertGreater(sum(len(column) - len(set(column)) for column in voxels.T), voxels.size / 10)
            expected.append(kendall(voxels))
            self.assertAlmostEqual(expected[-1], kendall_by_ranks(voxels), delta=1e-12)
        self.assertEqual(len(expected), 3)
        for kind in ("int16_slope", "int16_big_endian", "float32", "float64", "int32", "uint8"):
            out = self.folder / kind
            given = lay_out(self.folder / f"data-{kind}", NITIME / f"{kind}.nii.gz", 1.35)
            run("connectivity", *given, "--rois.set", NITIME / "labels.nii.gz", "--rois.labels", table, *AS_GIVEN, *REHO, "--out", out)
            numpy.testing.assert_allclose(measured(out), expected, rtol=TOLERANCE, err_msg=kind)

    def test_voxels_of_the_shipped_regions(self):
        rois = SOURCE / "config/rois/dmn_pain_rois.tsv"
        image = VOLUMES / "mist4mm/bold.nii.gz"
        out = self.folder / "out"
        given = lay_out(self.folder / "data", image, 2.5)
        run("connectivity", *given, *AS_GIVEN, *REHO, "--out", out)
        loaded = nibabel.load(image)
        found = measured(out)
        with h5py.File(out / "cohort.h5") as cohort:
            labels, radii = cohort["rois/label"].asstr()[()].tolist(), cohort["rois/radius_mm"][()]
        table = self.folder / "spheres.tsv"
        rows = table_of(rois)
        lines = ["label\tx_mm\ty_mm\tz_mm\tradius_mm"]
        lines += ["\t".join([label, rows["x_mm"][k], rows["y_mm"][k], rows["z_mm"][k], str(radii[k])]) for k, label in enumerate(labels)]
        table.write_text("\n".join(lines) + "\n")
        checked = 0
        for roi, voxels in enumerate(voxels_of_spheres(loaded, table)):
            if numpy.isnan(found[roi]):
                self.assertTrue(voxels.shape[1] < 2 or labels[roi] in invalid_regions(out), labels[roi])
                continue
            numpy.testing.assert_allclose(found[roi], kendall_by_ranks(voxels), rtol=TOLERANCE, err_msg=labels[roi])
            checked += 1
        self.assertGreater(checked, 30)


def invalid_regions(out):
    """As the shard says."""
    with h5py.File(next(out.rglob("*_connectivity.h5"))) as shard:
        names, reasons = (shard["rois-dmn-pain"][name].asstr()[()] for name in ("labels", "invalid"))
    return {name for name, reason in zip(names, reasons) if reason}


class Options(JobTest):
    def setUp(self):
        super().setUp()
        self.rois = write_rois(self.folder)

    def options(self, root, *more):
        return ["--input.derivatives", root, "--rois.set", self.rois, "--denoise.strategy", "24p", "--denoise.fd_mm", "0.4", *NO_LIMITS, *more]

    def test_nothing_is_kept_unless_asked_for_and_asking_computes_shards_again(self):
        dataset = small_cohort(self.folder / "data", n=2)
        out = ["--out", self.folder / "out"]
        run("connectivity", *self.options(dataset.root), *out)
        with h5py.File(self.folder / "out/cohort.h5") as cohort:
            self.assertNotIn("measures", cohort)
            before = cohort["connectivity/correlation"][()]
        asked = run("connectivity", *self.options(dataset.root), *REHO, *out)
        self.assertIn("changed option: connectivity.measures", asked.stderr)
        with h5py.File(self.folder / "out/cohort.h5") as cohort:
            self.assertEqual(list(cohort["measures"]), ["reho"])
            numpy.testing.assert_array_equal(cohort["connectivity/correlation"][()], before)
        again = run("connectivity", *self.options(dataset.root), *REHO, *out)
        self.assertNotIn("changed option", again.stderr)

    def test_the_same_bits_on_any_number_of_ranks_and_a_comparison_of_groups(self):
        dataset = small_cohort(self.folder / "data", n=12, volumes=150)
        also = ["--denoise.also", "simple", "--rois.also", self.label_image(), "--connectivity.measures", "amplitude", *REHO]
        found = set()
        for ranks in (0, 1, 2, 3, 7):
            out = self.folder / str(ranks)
            run("connectivity", *self.options(dataset.root, *also), "--out", out, ranks=ranks)
            found.add(digests(out))
        self.assertEqual(len(found), 1)
        for cohort in ("cohort.h5", "cohort_rois-parcels_denoise-24p.h5", "cohort_rois-parcels_denoise-simple.h5", f"cohort_rois-{self.rois.stem}_denoise-simple.h5"):
            self.assertIn(f"{cohort}:/measures/reho", next(iter(found)))

        out = self.folder / "0"
        run("group", "--out", out, "--group.model", "group", "--group.measures", "reho", "--group.sensitivity", "off")
        regions = table_of(out / "group/patient-control/regions.tsv")
        with h5py.File(out / "cohort.h5") as cohort:
            reho = cohort["measures/reho"][()]
            patient = cohort["runs/group"].asstr()[()] == "patient"
        expected = scipy.stats.ttest_ind(reho[patient], reho[~patient]).statistic
        numpy.testing.assert_allclose([float(t) for t in regions["t"]], expected, rtol=1e-9)
        self.assertEqual((set(regions["measure"]), set(regions["tag"])), ({"reho"}, {"exploratory"}))
        self.assertIn("group/patient-control/regions.h5:/reho/t", digests(out))

        run("run", *self.options(dataset.root, *also), "--out", out, "--group.model", "group")
        methods = (out / "methods.md").read_text()
        self.assertIn("regional homogeneity (ReHo), Kendall's coefficient of concordance over the voxels of a region [@zang2004]", methods)
        self.assertIn("Regional homogeneity approach to fMRI data analysis", (out / "references.bib").read_text())

    def label_image(self):
        labels = numpy.zeros(SHAPE, numpy.int16)
        for number, mask in enumerate(sphere_voxels(), 1):
            labels[mask] = 1 + (number - 1) // 2
        path = self.folder / "parcels.nii.gz"
        nibabel.save(nibabel.Nifti1Image(labels, AFFINE), path)
        table = self.folder / "parcels.tsv"
        table.write_text("index\tlabel\n" + "".join(f"{value}\tP{value}\n" for value in range(1, 5)))
        return f"{path},{table}"

    def test_useless_voxels_are_left_out_and_a_region_needs_two(self):
        dataset = Dataset(self.folder / "data")
        data = dataset.bold_data(150).astype(numpy.float32)
        masks = [numpy.flatnonzero(mask) for mask in sphere_voxels()]
        flat = data.reshape(-1, 150)
        for number, voxel in enumerate(masks[0]):
            flat[voxel] = 1000 if number < 4 else flat[voxel]
        flat[masks[1][3], 77] = numpy.nan
        flat[masks[2][1:]] = 0
        dataset.add("01", data=data, dtype=numpy.float32)
        dataset.write_participants()
        out = self.folder / "out"
        done = run("connectivity", "--input.derivatives", dataset.root, "--rois.set", self.one_voxel_rois(), *NO_LIMITS, *AS_GIVEN, "--rois.min_coverage", "0", *REHO, "--out", out)
        self.assertIn("reho: fewer than 2 usable voxels in R2", done.stderr)
        found = measured(out)
        usable = [numpy.delete(flat[masks[0]], range(4), 0), numpy.delete(flat[masks[1]], 3, 0)]
        for roi, voxels in enumerate(usable):
            numpy.testing.assert_allclose(found[roi], kendall(voxels.T.astype(float)), rtol=TOLERANCE)
        self.assertTrue(numpy.isnan(found[2]))
        self.assertTrue(numpy.isfinite(found[3:]).all())

    def one_voxel_rois(self):
        """Region R2 may have one voxel only: it is of the brainstem."""
        table = self.rois.read_text().splitlines()
        table[3] = table[3].replace("DMN", "Brainstem")
        path = self.folder / "rois.tsv"
        path.write_text("\n".join(table) + "\n")
        return path

    def test_series_and_matrices_have_no_voxels(self):
        (self.folder / "series.tsv").write_text("participant_id\tsession\tfile\ttr_s\n01\tn/a\tx.tsv\t2\n")
        for kind in ("series", "matrices"):
            refused = run("connectivity", f"--input.{kind}", self.folder / "series.tsv", *REHO, "--out", self.folder / "out", status=2)
            self.assertIn("connectivity.measures", refused.stderr)
            self.assertIn("reho needs images, the series of every voxel", refused.stderr)
        self.assertFalse((self.folder / "out").exists())
        self.assertIn("did you mean reho", run("connectivity", "--input.derivatives", self.folder, "--connectivity.measures", "rheo", "--out", self.folder / "out", status=2).stderr)


if __name__ == "__main__":
    unittest.main()
