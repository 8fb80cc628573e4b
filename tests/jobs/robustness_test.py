#!/usr/bin/python3
"""Damaged results, tables that lead astray, and errors before any work: each a case that once went wrong."""
import json
import unittest

import h5py
import numpy

from support import JobTest, digests, run, small_cohort, write_rois

AS_THEY_ARE = ["--denoise.strategy", "none", "--denoise.filter", "none", "--denoise.fd_mm", "off", "--denoise.min_dof", "off", "--denoise.min_seconds", "off"]


class DamagedResults(JobTest):
    def setUp(self):
        super().setUp()
        small_cohort(self.folder / "data", n=3)
        self.out = self.folder / "out"
        self.command = ["connectivity", "--input.derivatives", self.folder / "data", "--rois.set", write_rois(self.folder), "--out", self.out]
        run(*self.command)
        self.digests = digests(self.out)

    def test_a_flipped_bit_in_a_shard_costs_only_that_run(self):
        shard = next(self.out.glob("sub-01/func/*.h5"))
        with h5py.File(shard) as stored:
            edges = stored["rois-small_rois/denoise-36p/correlation/edges"][()].tobytes()
        content = bytearray(shard.read_bytes())
        offset = content.find(edges)
        self.assertGreater(offset, 0)
        content[offset + 11] ^= 4
        shard.write_bytes(bytes(content))

        done = run(*self.command, ranks=3)

        self.assertIn("2 finished shards were kept", done.stderr)
        self.assertEqual(digests(self.out), self.digests)

    def test_a_truncated_shard_is_computed_again(self):
        shard = next(self.out.glob("sub-02/func/*.h5"))
        shard.write_bytes(shard.read_bytes()[:3000])
        run(*self.command)
        self.assertEqual(digests(self.out), self.digests)

    def test_verify_misses_a_dataset_that_has_gone(self):
        with h5py.File(self.out / "cohort.h5", "r+") as cohort:
            del cohort["qc/dof"]
        self.assertIn("# cohort.h5:/qc/dof: missing", run("verify", "--out", self.out, status=1).stdout)

    def test_a_contrast_that_cannot_be_tested_says_why(self):
        done = run("group", "--group.model", "age", "--group.contrast", "age: age", "--out", self.out)
        self.assertIn("not tested: ", done.stderr)
        self.assertIn("0 of 0 tested edges", done.stderr)


class Series(JobTest):
    def manifest(self, *rows):
        path = self.folder / "manifest.tsv"
        path.write_text("\n".join(["participant_id\tsession\tfile\ttr_s", *rows]) + "\n")
        return path

    def series(self, name, labels):
        values = numpy.random.default_rng(5).normal(size=(60, 4))
        order = ["ABCD".index(label) for label in labels]
        text = "\t".join(labels) + "\n" + "\n".join("\t".join(repr(float(v)) for v in row[order]) for row in values)
        (self.folder / name).write_text(text + "\n")

    def test_columns_are_taken_by_their_names(self):
        self.series("a.tsv", "ABCD")
        self.series("b.tsv", "DBAC")
        manifest = self.manifest("a\tn/a\ta.tsv\t2", "b\tn/a\tb.tsv\t2")
        run("connectivity", "--input.series", manifest, *AS_THEY_ARE, "--out", self.folder / "out")
        with h5py.File(self.folder / "out/cohort.h5") as cohort:
            edges = cohort["connectivity/correlation"][()]
        numpy.testing.assert_array_equal(edges[0], edges[1])

    def test_an_id_that_leads_out_of_the_folder_is_refused(self):
        self.series("a.tsv", "ABCD")
        for row in ("../../x\tn/a\ta.tsv\t2", "x\t../../y\ta.tsv\t2", "a/b\tn/a\ta.tsv\t2", "..\tn/a\ta.tsv\t2"):
            message = run("connectivity", "--input.series", self.manifest(row), *AS_THEY_ARE, "--out", self.folder / "deep/out", status=2).stderr
            self.assertIn("manifest.tsv:2: a label that cannot be part of a file name", message)
        self.assertFalse((self.folder / "deep").exists() and any((self.folder / "deep").rglob("*.h5")))


class BeforeAnyWork(JobTest):
    def test_a_roi_set_that_is_not_there_is_told_before_the_index(self):
        small_cohort(self.folder / "data", n=1)
        done = run("connectivity", "--input.derivatives", self.folder / "data", "--rois.set", "no.tsv", "--out", self.folder / "out", status=2, ranks=2)
        self.assertNotIn("runs found", done.stderr)

    def test_an_out_that_is_a_file_is_told_before_the_index(self):
        small_cohort(self.folder / "data", n=1)
        (self.folder / "out").write_text("a file")
        done = run("connectivity", "--input.derivatives", self.folder / "data", "--out", self.folder / "out", status=2)
        self.assertIn('field "out"', done.stderr)
        self.assertNotIn("runs found", done.stderr)

    def test_paths_of_a_config_file_start_at_its_folder_also_behind_a_comma_and_a_site(self):
        data = self.folder / "study" / "a=b"
        small_cohort(data, n=3)
        write_rois(self.folder / "study").rename(self.folder / "study/first.tsv")
        (self.folder / "study/study.cfg").write_text("out = out\n[input]\nderivatives = s1=a=b\n[rois]\nset = first.tsv\n")
        run("connectivity", "--config", self.folder / "study/study.cfg", status=None)
        self.assertTrue((self.folder / "study/out/cohort.h5").is_file())

    def test_a_config_that_is_a_folder_is_refused(self):
        self.assertIn("cannot read the config file", run("index", "--config", self.folder, "--out", "x", status=2).stderr)

    def test_errors_of_the_command_line_are_json_too(self):
        done = run("connectivity", "--bogus", "1", "--log-json", status=2)
        self.assertIn("unknown option", json.loads(done.stderr)["message"])


if __name__ == "__main__":
    unittest.main()
