#!/usr/bin/python3
"""Sites that share sums and no rows: what they write, what the pool makes of it, and what is refused.

Data: tests/golden/group_02 (four simulated sites, one with patients only). Sums are worked out again here with numpy.
"""
import csv
import gzip
import shutil
import unittest

import h5py
import numpy

from support import SOURCE, JobTest, digests, run

GOLDEN = SOURCE / "tests/golden/group_02"
MODEL = "group + age + mean_fd + site"
SITES = "ABCD"
NUMBERS = ("beta", "se", "t", "df", "p", "q_fdr", "g", "g_low", "g_high")


def table(path):
    with open(path, newline="") as text:
        rows = list(csv.DictReader(text, delimiter="\t"))
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(columns, name):
    return numpy.array([numpy.nan if cell == "n/a" else float(cell) for cell in columns[name]])


class SharePool(JobTest):
    def setUp(self):
        super().setUp()
        with gzip.open(GOLDEN / "matrices.tsv.gz", "rt") as source:
            (self.folder / "matrices.tsv").write_text(source.read())
        (self.folder / "matrices.json").write_text('{"Values": "fisher_z"}')
        shutil.copy(GOLDEN / "participants.tsv", self.folder)
        self.people = table(GOLDEN / "participants.tsv")
        self.edges = table(self.folder / "matrices.tsv")

    def data(self, name="matrices.tsv"):
        return ["--input.matrices", self.folder / name, "--input.participants", self.folder / "participants.tsv"]

    def share(self, site, *more, model=MODEL, out=None, status=0, ranks=0):
        out = out or self.folder / site
        done = run("share", *self.data(), "--share.site", site, "--group.model", model, "--out", out, *more, status=status, ranks=ranks)
        return out / "share" / f"{site}.h5" if status == 0 else done.stderr

    def pool(self, files, status=0, ranks=0, out="pooled"):
        inputs = [a for file in files for a in ("--pool.input", file)]
        done = run("pool", *inputs, "--out", self.folder / out, status=status, ranks=ranks)
        return self.folder / out / "pool" if status == 0 else done.stderr

    def spoil(self, file, change):
        spoilt = file.with_name("spoilt.h5")
        shutil.copy(file, spoilt)
        with h5py.File(spoilt, "r+") as stored:
            change(stored)
        return spoilt

    def test_pooling_the_sums_of_four_sites_is_the_comparison_on_all_rows(self):
        files = [self.share(site, ranks=2 if site == "B" else 0) for site in SITES]
        pool = self.pool(reversed(files), ranks=3)
        run("group", *self.data(), "--group.model", MODEL, "--out", self.folder / "rows")

        pooled, rows = table(pool / "edges.tsv"), table(self.folder / "rows/group/patient-control/edges.tsv")
        for name in ("roi_i", "roi_j", "label_i", "label_j", "n", "status"):
            self.assertEqual(pooled[name], rows[name], name)
        for name in NUMBERS:
            tolerance = 1e-8 if name in ("p", "q_fdr", "g_low", "g_high") else 1e-9
            numpy.testing.assert_allclose(numbers(pooled, name), numbers(rows, name), rtol=tolerance, atol=1e-12, err_msg=name)
        with h5py.File(pool / "result.h5") as stored:
            numpy.testing.assert_array_equal(stored["edges/t"][()], numbers(pooled, "t"))
            self.assertEqual(stored["sites/site"][()].astype(str).tolist(), list(SITES))
        self.assertIn("pool/result.h5:/edges/t", digests(self.folder / "pooled"))

    def test_the_file_holds_the_sums_of_its_site_as_numpy_makes_them(self):
        file = self.share("A", "--share.centre", "age=40,mean_fd=0.2")
        here = numpy.array([site == "A" for site in self.people["site"]])
        column = lambda name: numpy.array(self.people[name])[here]
        x = numpy.column_stack([numpy.ones(here.sum()), column("group") == "patient", column("age").astype(float) - 40, column("mean_fd").astype(float) - 0.2])
        y = numpy.array([numbers(self.edges, name)[here] for name in self.edges if "--" in name]).T
        with h5py.File(file) as stored:
            self.assertEqual(stored["design/columns"][()].astype(str).tolist(), ["intercept", "group[patient]", "age", "mean_fd"])
            numpy.testing.assert_allclose(stored["design/xtx"][()], x.T @ x, rtol=1e-12)
            shift = stored["outcomes/shift"][()]
            numpy.testing.assert_allclose(shift, y.mean(0), rtol=1e-12)
            numpy.testing.assert_allclose(stored["outcomes/xty"][()], x.T @ (y - shift), atol=1e-11)
            numpy.testing.assert_allclose(stored["outcomes/yty"][()], ((y - shift) ** 2).sum(0), rtol=1e-12)
            for dataset in ("design/xtx", "outcomes/xty", "effect/g"):
                self.assertTrue(stored[dataset].attrs["units"] and stored[dataset].attrs["description"])
            self.assertEqual(stored.attrs["transform"], b"fisher_z")

    def test_all_sites_are_the_files_of_each(self):
        one = self.share("A", "--group.contrast", "patient-control: patient - control")
        run("share", *self.data(), "--share.site", "all", "--group.model", MODEL, "--out", self.folder / "all", "--group.contrast", "patient-control: patient - control")
        self.assertEqual(sorted(f.name for f in (self.folder / "all/share").glob("*.h5")), [f"{site}.h5" for site in SITES])
        self.assertEqual((self.folder / "all/share/A.h5").read_bytes(), one.read_bytes())

    def test_the_file_tells_of_no_participant(self):
        text = self.share("A").with_suffix(".txt").read_text()
        self.assertIn('What this file tells about site "A"', text)
        content = self.share("A").read_bytes()
        for person in self.people["participant_id"]:
            self.assertNotIn(person.encode(), content)
        self.assertNotIn(str(self.folder).encode(), content)

    def test_the_meta_analysis_takes_the_sites_that_have_both_groups(self):
        meta = table(self.pool([self.share(site) for site in SITES]) / "meta.tsv")
        self.assertEqual(set(meta["k"]), {"3"})
        self.assertEqual(set(meta["model"]), {"REML, Hartung-Knapp"})
        with h5py.File(self.folder / "pooled/pool/result.h5") as stored:
            g, v = stored["sites/g"][()], stored["sites/variance"][()]
            self.assertTrue(stored["sites/left_out"][()].astype(str)[3])
        self.assertTrue(numpy.isnan(g[3]).all())
        weight = 1 / (v[:3] + numbers(meta, "tau2"))
        numpy.testing.assert_allclose(numbers(meta, "estimate"), (weight * g[:3]).sum(0) / weight.sum(0), rtol=1e-10)

    def test_two_sites_have_a_fixed_effect_and_one_has_none(self):
        files = [self.share(site) for site in "AB"]
        self.assertEqual(set(table(self.pool(files) / "meta.tsv")["model"]), {"fixed effect"})
        meta = table(self.pool(files[:1], out="alone") / "meta.tsv")
        self.assertEqual((set(meta["model"]), set(meta["estimate"])), ({"none"}, {"n/a"}))

    def test_an_edge_that_somebody_lacks_is_listed_and_not_tested(self):
        lines = (self.folder / "matrices.tsv").read_text().splitlines()
        cells = lines[3].split("\t")
        cells[5] = "n/a"
        lines[3] = "\t".join(cells)
        (self.folder / "matrices.tsv").write_text("\n".join(lines) + "\n")
        edges = table(self.pool([self.share(site) for site in "AB"]) / "edges.tsv")
        self.assertEqual(edges["status"][3], "not in the pool: some participant of a site lacks it")
        self.assertEqual((edges["n"][3], edges["t"][3], edges["n"][4]), ("83", "n/a", "84"))

    def test_a_cell_of_fewer_than_five_is_refused_by_name(self):
        for site, n, labels in (("B", 4, 'group "patient" and sex "M"'), ("D", 3, 'group "patient" and sex "M"')):
            message = self.share(site, model="group + age + sex + mean_fd + site", status=2)
            self.assertIn(f'site "{site}" has {n} participants with {labels}', message)
            self.assertFalse((self.folder / site / "share").exists())

    def test_what_was_not_agreed_is_refused(self):
        self.assertIn('field "share.site" is "E"; expected a site of the data: A, B, C, D', self.share("E", status=2))
        self.assertIn('expected control, case', self.share("A", "--share.levels", "group=control,case", status=2))
        self.assertIn("expected variables of the model: group, age, mean_fd", self.share("A", "--share.centre", "weight=3", status=2))
        self.assertIn("a site's file answers one contrast", self.share("A", "--group.contrast", "a: age", "--group.contrast", "b: mean_fd", status=2))
        self.assertIn("not in products", self.share("A", model="group * site", status=2))

    def test_files_that_speak_of_different_things_are_refused_with_the_difference(self):
        a = self.share("A")
        differences = {'field "model" is "group + age + site"; expected group + age + mean_fd + site': dict(model="group + age + site"),
                       'field "centres" is "age=50,mean_fd=0.15"; expected age=45,mean_fd=0.15': dict(more=["--share.centre", "age=50"]),
                       'field "contrast" is "age"; expected patient - control': dict(more=["--group.contrast", "a: age"])}
        for words, how in differences.items():
            b = self.share("B", *how.get("more", []), model=how.get("model", MODEL), out=self.folder / "other")
            message = self.pool([a, b], status=2)
            self.assertIn(words, message)
            self.assertIn(f"{b}: cannot be pooled with {a}", message)
        (self.folder / "matrices.json").write_text('{"Values": "other"}')
        self.assertIn('field "units (transform)" is "none"; expected fisher_z', self.pool([a, self.share("B")], status=2))

    def test_other_edges_and_the_same_site_twice_are_refused(self):
        a = self.share("A")
        text = (self.folder / "matrices.tsv").read_text()
        (self.folder / "matrices.tsv").write_text(text.replace("R02", "X02"))
        self.assertIn('is "X02"; expected R02', self.pool([a, self.share("B")], status=2))
        self.assertIn("this site is already in the pool", self.pool([a, a], status=2))
        self.assertIn('field "pool.input" is "none"; expected a file of `share` for each site', self.pool([], status=2))
        self.assertIn("there is no such file", self.pool([a, self.folder / "absent.h5"], status=2))

    def test_a_file_that_was_changed_is_refused(self):
        a = self.share("A")
        def other_sum(stored): stored["outcomes/yty"][3] = 7.5
        def other_model(stored): stored.attrs["model"] = "group + age + site"
        def without_sums(stored): del stored["outcomes/xty"]
        for change in (other_sum, other_model, without_sums):
            message = self.pool([self.spoil(a, change)], status=3)
            self.assertIn("spoilt.h5", message)
        (self.folder / "words.h5").write_text("not HDF5")
        self.assertIn("words.h5", self.pool([self.folder / "words.h5"], status=3))


if __name__ == "__main__":
    unittest.main()
