#!/usr/bin/python3
"""The golden numbers of tests/golden through the real command: images and series in, shards and cohort.h5 out.

Origin and tolerance of every number: SOURCE.md in tests/golden/{3_pipeline,4_connectivity_kinds,5_volumes}.
"""
import gzip
import json
import shutil
import unittest

import h5py
import numpy

from support import SOURCE, JobTest, run

GOLDEN = SOURCE / "tests/golden"
LIMITS = ("min_segment", "min_seconds", "min_dof", "max_mean_fd", "max_censored")
AS_THEY_ARE = ["--denoise.strategy", "none", "--denoise.filter", "none", "--denoise.detrend", "false", "--denoise.fd_mm", "off",
               *[a for limit in LIMITS for a in (f"--denoise.{limit}", "off")]]


def numbers(path, header=False):
    """A table of numbers, `n/a` as NaN, plain or gzip."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt") as table:
        rows = [line.rstrip("\n").split("\t") for line in table][1 if header else 0:]
    return numpy.array([[numpy.nan if cell == "n/a" else float(cell) for cell in row] for row in rows])


def close(found, expected, relative, message=""):
    numpy.testing.assert_array_equal(numpy.isnan(found), numpy.isnan(expected), err_msg=message)
    numpy.testing.assert_allclose(found, expected, rtol=0, atol=relative * numpy.nanmax(numpy.abs(expected)), err_msg=message)


class Pipeline(JobTest):
    def case(self, folder, case):
        golden = GOLDEN / "3_pipeline" / folder
        expected = json.loads((golden / f"{case}.json").read_text())
        data = self.folder / folder
        if not data.exists():
            data.mkdir()
            for name in ("series.tsv.gz", "confounds.tsv.gz", "confounds.json"):
                shutil.copy(golden / name, data)
            (data / "manifest.tsv").write_text(f"participant_id\tsession\tfile\ttr_s\tconfounds\nx\tn/a\tseries.tsv.gz\t{expected['tr_s']}\tconfounds.tsv.gz\n")
        options = []
        for name in ("strategy", "fd_mm", "std_dvars", "min_segment", "high_pass_hz", "low_pass_hz", "filter", "order", "detrend", "standardize", *LIMITS[1:]):
            value = expected["options"][name]
            options += [f"--denoise.{name}", "off" if value is None else str(value).lower() if isinstance(value, bool) else value]
        out = self.folder / f"{folder}-{case}"
        run("connectivity", "--input.series", data / "manifest.tsv", *options, "--out", out)
        with h5py.File(out / "cohort.h5") as cohort:
            close(cohort["connectivity/correlation"][0], numbers(golden / f"{case}.z.tsv.gz").ravel(), 1e-8, case)
            for name, value in expected["qc"].items():
                self.assertAlmostEqual(cohort[f"qc/{name}"][0], value, delta=1e-10 * max(1, abs(value)), msg=f"{case} {name}")
        with h5py.File(next(out.glob("sub-x/func/*.h5"))) as shard:
            stored = shard[f"rois-series/denoise-{expected['options']['strategy']}"]
            self.assertEqual(stored["kept"][()].tolist(), expected["kept"], case)
            self.assertEqual(sorted(stored["confounds"][()].astype(str)), expected["columns"], case)
            clean = golden / f"{case}.clean.tsv.gz"
            if clean.exists():
                close(stored["series"][()], numbers(clean), 1e-9, case)

    def test_every_case_of_the_three_real_series(self):
        compared = 0
        for golden in sorted((GOLDEN / "3_pipeline").glob("*/*.z.tsv.gz")):
            self.case(golden.parent.name, golden.name.removesuffix(".z.tsv.gz"))
            compared += 1
        self.assertGreaterEqual(compared, 15)


class Kinds(JobTest):
    def test_every_kind_with_both_estimators(self):
        golden = GOLDEN / "4_connectivity_kinds"
        people = (golden / "participants.txt").read_text().split()
        rows = ["participant_id\tsession\tfile\ttr_s"]
        (self.folder / "series").mkdir()
        for person in people:
            source = next((golden / "series").glob(f"{person}.*"))
            shutil.copy(source, self.folder / "series")
            rows.append(f"{person}\tn/a\tseries/{source.name}\t2.5")
        (self.folder / "manifest.tsv").write_text("\n".join(rows) + "\n")
        kinds = [a for kind in ("correlation", "covariance", "partial", "precision", "tangent") for a in ("--connectivity.kind", kind)]
        for estimator in ("empirical", "ledoit-wolf"):
            out = self.folder / estimator
            run("connectivity", "--input.series", self.folder / "manifest.tsv", *AS_THEY_ARE, *kinds, "--connectivity.estimator", estimator, "--out", out, ranks=3)
            with h5py.File(out / "cohort.h5") as cohort:
                ids = cohort["runs/participant_id"][()].astype(str).tolist()
                order = [ids.index(person) for person in people]
                stored = {name: matrix[()][order] for name, matrix in cohort["connectivity"].items()}
            close(numpy.tanh(stored["correlation"]), numbers(golden / "correlation_pearson.tsv.gz"), 1e-10)
            close(numpy.tanh(stored["partial"]), numbers(golden / f"partial_{estimator}.tsv.gz"), 1e-10)
            for kind in ("covariance", "precision"):
                close(stored[kind], numbers(golden / f"{kind}_{estimator}.tsv.gz"), 1e-10, kind)
                close(stored[f"{kind}_diagonal"], numbers(golden / f"{kind}_{estimator}_diagonal.tsv.gz"), 1e-10, kind)
            close(stored["tangent"], numbers(golden / f"tangent_{estimator}_converged.tsv.gz"), 1e-9)
            close(stored["tangent_diagonal"], numbers(golden / f"tangent_{estimator}_converged_diagonal.tsv.gz"), 1e-9)


class Volumes(JobTest):
    def extract(self, images, sets, mask=None, tr="1.35"):
        """Names of images -> shards with the ROI series of every set."""
        data = self.folder / "data"
        rows = ["participant_id"]
        for number, image in enumerate(images):
            folder = data / f"sub-{number:02d}/func"
            folder.mkdir(parents=True)
            suffix = ".nii" if image.suffix == ".nii" else ".nii.gz"
            stem = f"{folder}/sub-{number:02d}_task-rest_space-MNI152NLin6Asym_desc-"
            shutil.copy(image, f"{stem}preproc_bold{suffix}")
            if mask:
                shutil.copy(mask, f"{stem}brain_mask.nii.gz")
            rows.append(f"sub-{number:02d}")
        (data / "participants.tsv").write_text("\n".join(rows) + "\n")
        first, *others = sets
        also = [a for s in others for a in ("--rois.also", s)]
        labels = ["--rois.labels", first.with_suffix("").with_suffix(".tsv")] if first.with_suffix("").with_suffix(".tsv").exists() and "labels" in first.name else []
        out = self.folder / "out"
        run("connectivity", "--input.derivatives", data, "--rois.set", first, *labels, *also, *AS_THEY_ARE, "--input.tr_s", tr, "--out", out, ranks=3, status=None)
        return sorted(out.glob("sub-*/func/*.h5"))

    def compare(self, shard, name, golden):
        coverage = json.loads((golden / f"{name}_coverage.json").read_text())
        means = golden / f"{name}_means.tsv"
        expected = numbers(means if means.exists() else means.with_suffix(".tsv.gz"), header=True)
        with h5py.File(shard) as stored:
            group = next(g for key, g in stored.items() if key.startswith("rois-") and name in key)
            close(group["series"][()], expected, 1e-9, str(shard))
            numpy.testing.assert_allclose(group["coverage"][()], coverage["coverage"], rtol=1e-12, err_msg=str(shard))
            self.assertEqual([reason == b"" for reason in group["invalid"][()]], coverage["valid"])

    def test_every_encoding_of_one_image_gives_the_same_means(self):
        golden = GOLDEN / "5_volumes/nitime_variants"
        images = sorted(p for p in golden.glob("*.nii*") if p.name != "labels.nii.gz")
        self.assertEqual(len(images), 14)
        spheres = self.folder / "sphere.tsv"
        labels = self.folder / "label.nii.gz"
        shutil.copy(golden / "spheres.tsv", spheres)
        shutil.copy(golden / "labels.nii.gz", labels)
        shards = self.extract(images, [labels, spheres])
        self.assertEqual(len(shards), 14)
        for shard in shards:
            self.compare(shard, "label", golden)
            self.compare(shard, "sphere", golden)

    def test_spheres_at_and_beyond_the_edge_of_a_scanner_space_run(self):
        golden = GOLDEN / "5_volumes/haxby"
        spheres = self.folder / "sphere.tsv"
        shutil.copy(golden / "spheres.tsv", spheres)
        for shard in self.extract([golden / "run-01_bold_25mm.nii.gz"], [spheres], tr="2.5"):
            self.compare(shard, "sphere", golden)

    def test_a_one_millimetre_atlas_and_the_shipped_spheres_on_a_four_millimetre_run(self):
        golden = GOLDEN / "5_volumes/mist4mm"
        labels = self.folder / "label.nii.gz"
        spheres = self.folder / "sphere.tsv"
        shutil.copy(golden / "labels_1mm.nii.gz", labels)
        shutil.copy(golden / "spheres.tsv", spheres)
        shards = self.extract([golden / "bold.nii.gz"], [labels, spheres], mask=golden / "mask.nii.gz", tr="2.5")
        self.assertEqual(len(shards), 1)
        self.compare(shards[0], "label", golden)
        self.compare(shards[0], "sphere", golden)


if __name__ == "__main__":
    unittest.main()
