#!/usr/bin/python3
"""Amplitude, graph and dynamic measures, xDF and hub disruption through the real command.

Expected numbers: tests/golden/6_xdf_alff and tests/golden/11_graph (independent programs, bctpy, networkx), and numpy here.
"""
import csv
import gzip
import json
import unittest

import h5py
import numpy

from support import LABELS, SOURCE, TR_S, Dataset, JobTest, digests, run, small_cohort, sphere_voxels, write_rois

GOLDEN = SOURCE / "tests/golden"
SERIES = GOLDEN / "6_xdf_alff"
GRAPH = GOLDEN / "11_graph"
AS_GIVEN = ["--denoise.strategy", "none", "--denoise.fd_mm", "off", "--denoise.filter", "none", "--denoise.detrend", "false"]


def columns_of(path):
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(columns, name):
    return numpy.array([numpy.nan if cell == "n/a" else float(cell) for cell in columns[name]])


def matrix_of(path):
    with gzip.open(path, "rt") as text:
        return numpy.array([[numpy.nan if cell == "n/a" else float(cell) for cell in line.split("\t")] for line in text.read().splitlines()])


def write_matrices(folder):
    """The correlations of 66 people as a manifest of matrices; the given partition stands for networks."""
    folder.mkdir()
    people = columns_of(GRAPH / "hub_disruption.tsv")
    correlations = numpy.load(GOLDEN / "group_01/dmn_correlations.npy")
    rows = ["participant_id\tsession\tfile"]
    for who, row in zip(people["participant_id"], correlations):
        numpy.save(folder / f"{who}.npy", row)
        rows.append(f"{who}\tn/a\t{who}.npy")
    (folder / "matrices.tsv").write_text("\n".join(rows) + "\n")
    partition = columns_of(GRAPH / "partition.tsv")
    table = [f"{label}\tC{community}" for label, community in zip(partition["label"], partition["community"])]
    (folder / "rois.tsv").write_text("\n".join(["label\tnetwork", *table]) + "\n")
    return ["--input.matrices", folder / "matrices.tsv", "--rois.labels", folder / "rois.tsv", "--input.participants", GOLDEN / "group_01/participants.tsv"]


class Series(JobTest):
    def setUp(self):
        super().setUp()
        rows = ["participant_id\tsession\tfile\ttr_s"]
        for who, tr_s in (("bochum010", 2.5), ("essen006", 2.52), ("szeged006", 2.5)):
            (self.folder / f"{who}.tsv").write_bytes(gzip.decompress((SERIES / f"{who}.series.tsv.gz").read_bytes()))
            rows.append(f"{who}\tn/a\t{who}.tsv\t{tr_s}")
        (self.folder / "series.tsv").write_text("\n".join(rows) + "\n")
        self.input = ["--input.series", self.folder / "series.tsv", *AS_GIVEN]

    def test_xdf_and_amplitude_agree_with_the_reference(self):
        out = self.folder / "out"
        done = run("connectivity", *self.input, "--connectivity.kind", "correlation", "--connectivity.kind", "xdf", "--connectivity.measures", "amplitude", "--out", out, ranks=2)
        upper = numpy.triu_indices(12, 1)
        with h5py.File(out / "cohort.h5") as cohort:
            people = cohort["runs/participant_id"][()].astype(str).tolist()
            self.assertEqual(cohort["connectivity/xdf"].attrs["transform"].decode(), "none")
            self.assertEqual(cohort["connectivity/xdf"].attrs["estimator"].decode(), "pearson")
            for who in ("bochum010", "szeged006"):
                z = cohort["connectivity/xdf"][people.index(who)]
                numpy.testing.assert_allclose(z, matrix_of(SERIES / f"{who}.xdf_z.tsv.gz")[upper], rtol=1e-10, err_msg=who)
            for who in people:
                expected = columns_of(SERIES / f"{who}.alff.tsv.gz")
                for name in expected:
                    measure = cohort["measures"][name]
                    self.assertEqual(measure.attrs["transform"].decode(), "none")
                    numpy.testing.assert_allclose(measure[people.index(who)], numbers(expected, name), rtol=1e-10, err_msg=f"{who} {name}")
            self.assertEqual(cohort["measures/alff"].attrs["units"].decode(), "as in the image")
        self.assertIn("falff, high_band: the repetition time is 2.52 s; at most 2.5 s reach 0.2 Hz", done.stderr)

        refused = run("group", "--group.kind", "xdf", "--out", out, status=2)
        self.assertIn("xdf is evidence within one run and not to be compared between people", refused.stderr)

    def test_nothing_is_added_unless_asked_for(self):
        out = self.folder / "out"
        run("connectivity", *self.input, "--out", out)
        with h5py.File(out / "cohort.h5") as cohort:
            self.assertNotIn("measures", cohort)
            self.assertEqual(list(cohort["connectivity"]), ["correlation"])
        self.assertNotIn("measures", digests(out))

    def test_a_changed_measure_option_computes_shards_again(self):
        out = self.folder / "out"
        options = [*self.input, "--connectivity.kind", "dynamic_p", "--out", out]
        run("connectivity", *options)
        self.assertIn("changed option: connectivity.measures", run("connectivity", *options, "--connectivity.measures", "graph").stderr)
        self.assertIn("changed option: seed", run("connectivity", *options, "--connectivity.measures", "graph", "--seed", "2").stderr)
        self.assertIn("changed option: connectivity.surrogates", run("connectivity", *options, "--connectivity.surrogates", "501").stderr)

    def test_the_seed_alone_changes_surrogates_and_nothing_else(self):
        kinds = ["--connectivity.kind", "correlation", "--connectivity.kind", "dynamic", "--connectivity.kind", "dynamic_p"]
        found = []
        for ranks, seed in ((0, 1), (3, 1), (0, 2)):
            out = self.folder / f"{ranks}-{seed}"
            run("connectivity", *self.input, *kinds, "--connectivity.measures", "graph", "--seed", seed, "--out", out, ranks=ranks)
            found.append({line.split("\t")[1]: line.split("\t")[0] for line in digests(out).splitlines() if not line.startswith("#")})
        self.assertEqual(found[0], found[1])
        changed = {name for name in found[0] if name.startswith("cohort.h5") and found[0][name] != found[2][name]}
        self.assertIn("cohort.h5:/connectivity/dynamic_p", changed)
        self.assertLessEqual(changed, {"cohort.h5:/connectivity/dynamic_p", "cohort.h5:/measures/participation_louvain", "cohort.h5:/measures/modularity_louvain"})
        with h5py.File(self.folder / "0-1/cohort.h5") as cohort:
            p = cohort["connectivity/dynamic_p"][()]
        self.assertTrue(((p >= 1 / 501) & (p <= 1)).all())
        numpy.testing.assert_allclose(p * 501, numpy.round(p * 501), atol=1e-9)

    def test_sliding_windows_are_those_of_numpy(self):
        out = self.folder / "out"
        run("connectivity", *self.input, "--connectivity.kind", "dynamic", "--out", out)
        series = matrix_of(SERIES / "bochum010.series.tsv.gz")
        window = 40  # 100 s of 2.5 s
        z = [numpy.arctanh(numpy.corrcoef(series[first : first + window].T)[numpy.triu_indices(12, 1)]) for first in range(len(series) - window + 1)]
        with h5py.File(out / "cohort.h5") as cohort:
            numpy.testing.assert_allclose(cohort["connectivity/dynamic"][0], numpy.std(z, axis=0, ddof=1), rtol=1e-9)


class Matrices(JobTest):
    def test_graph_measures_and_hub_disruption_agree_with_the_reference(self):
        given = write_matrices(self.folder / "given")
        out = self.folder / "out"
        run("connectivity", *given, "--connectivity.measures", "graph", "--out", out, ranks=3)
        nodes = columns_of(GRAPH / "nodes_sub-002.tsv.gz")
        summary = json.loads((GRAPH / "summary.json").read_text())["sub-002"]
        with h5py.File(out / "cohort.h5") as cohort:
            people = cohort["runs/participant_id"][()].astype(str).tolist()
            self.assertEqual(people[0], "sub-002")
            measures = {name: cohort["measures"][name][()] for name in cohort["measures"]}
        named = {"strength": "strength", "clustering": "clustering_onnela_max_normalised", "participation": "participation"}
        for percent in (10, 15, 20, 25, 30):
            named[f"degree_{percent}"] = f"degree_density_{percent}"
            named[f"clustering_{percent}"] = f"clustering_binary_density_{percent}"
        for name, reference in named.items():
            numpy.testing.assert_allclose(measures[name][0], numbers(nodes, reference), rtol=1e-9, atol=1e-12, err_msg=name)
        self.assertAlmostEqual(measures["modularity"][0, 0], summary["Q_given_partition"], delta=1e-9)
        self.assertGreaterEqual(measures["modularity_louvain"][0, 0], summary["Q_louvain_best_of_100"] - 1e-9)
        self.assertEqual(measures["modularity_louvain"].shape, (66, 1))

        asked = "--group.measures strength --group.measures modularity_louvain --group.measures hub_disruption".split()
        run("group", "--out", out, "--group.model", "group + Age", *asked, ranks=2)
        expected = columns_of(GRAPH / "hub_disruption.tsv")
        hubs = columns_of(out / "group/hub_disruption.tsv")
        order = [hubs["participant_id"].index(who) for who in expected["participant_id"]]
        numpy.testing.assert_allclose(numbers(hubs, "k_d")[order], numbers(expected, "kd_strength"), rtol=0, atol=1e-9)
        self.assertIn("noise alone makes it negative", hubs["note"][0])
        self.compare_with_least_squares(columns_of(out / "group/patient-control/regions.tsv"), measures, hubs, people)

        before = digests(out)
        self.assertIn("group/patient-control/regions.h5:/hub_disruption/t", before)
        run("group", "--out", out, "--group.model", "group + Age")
        self.assertFalse((out / "group/patient-control/regions.tsv").exists())
        self.assertFalse((out / "group/hub_disruption.tsv").exists())
        self.assertNotIn("regions.h5", digests(out))

    def compare_with_least_squares(self, regions, measures, hubs, people):
        table = columns_of(GOLDEN / "group_01/participants.tsv")
        row = [table["participant_id"].index(who) for who in people]
        patient = numpy.array([table["group"][k] == "patient" for k in row], float)
        age = numpy.array([float(table["Age"][k]) for k in row])
        design = numpy.column_stack([numpy.ones(len(people)), patient, age])
        k_d = numbers(hubs, "k_d")[[hubs["participant_id"].index(who) for who in people]]
        outcomes = numpy.column_stack([measures["strength"], measures["modularity_louvain"], k_d])
        beta, _, _, _ = numpy.linalg.lstsq(design, outcomes, rcond=None)
        sigma = numpy.sqrt(((outcomes - design @ beta) ** 2).sum(0) / (len(people) - 3))
        t = beta[1] / (sigma * numpy.sqrt(numpy.linalg.inv(design.T @ design)[1, 1]))
        numpy.testing.assert_allclose(numbers(regions, "t"), t, rtol=1e-7, atol=1e-7)
        self.assertEqual(regions["measure"], ["strength"] * 58 + ["modularity_louvain", "hub_disruption"])
        self.assertEqual(regions["roi"][56:], ["56", "57", "n/a", "n/a"])
        self.assertEqual(set(regions["tag"]), {"exploratory"})
        p = numbers(regions, "p")
        numpy.testing.assert_allclose(numbers(regions, "q_fdr")[58:], p[58:], rtol=1e-12)
        ranked = numpy.sort(p[:58]) * 58 / numpy.arange(1, 59)
        q = numpy.minimum.accumulate(ranked[::-1])[::-1]
        numpy.testing.assert_allclose(numpy.sort(numbers(regions, "q_fdr")[:58]), q, rtol=1e-12)

    def test_graphs_are_the_same_bits_on_1_2_3_and_7_ranks(self):
        given = write_matrices(self.folder / "given")
        found = set()
        for ranks in (0, 1, 2, 7):
            out = self.folder / str(ranks)
            run("connectivity", *given, "--connectivity.measures", "graph", "--out", out, ranks=ranks)
            found.add(digests(out))
        self.assertEqual(len(found), 1)

    def test_what_cannot_be_measured_is_refused(self):
        given = write_matrices(self.folder / "given")
        out = ["--out", self.folder / "out"]
        self.assertIn("amplitude needs series or images, not matrices", run("connectivity", *given, *out, "--connectivity.measures", "amplitude", status=2).stderr)
        self.assertIn("did you mean graph", run("connectivity", *given, *out, "--connectivity.measures", "grahp", status=2).stderr)
        self.assertIn("each family once", run("connectivity", *given, *out, "--connectivity.measures", "graph", "--connectivity.measures", "graph", status=2).stderr)
        self.assertIn("connectivity.surrogates", run("connectivity", *given, *out, "--connectivity.surrogates", "100", status=2).stderr)
        (self.folder / "given/matrices.json").write_text('{"Values": "other"}')
        self.assertIn("graph measures need a correlation of every pair", run("connectivity", *given, *out, "--connectivity.measures", "graph", status=2).stderr)
        (self.folder / "given/matrices.json").unlink()
        self.assertFalse((self.folder / "out/cohort.h5").exists())

        run("connectivity", *given, *out)
        model = ["--group.model", "group", *out]
        self.assertIn("they are computed by `dmn-cohort connectivity --connectivity.measures`", run("group", *model, "--group.measures", "strength", status=2).stderr)
        run("connectivity", *given, *out, "--connectivity.measures", "graph")
        refused = run("group", *model, "--group.measures", "alff", status=2).stderr
        self.assertIn("the cohort file does not hold this measure", refused)
        self.assertIn("modularity_louvain", refused)
        self.assertIn("each measure once", run("group", *model, "--group.measures", "strength", "--group.measures", "strength", status=2).stderr)

    def test_hub_disruption_needs_controls(self):
        given = write_matrices(self.folder / "given")
        table = (GOLDEN / "group_01/participants.tsv").read_text().replace("control", "healthy")
        (self.folder / "people.tsv").write_text(table)
        given[given.index("--input.participants") + 1] = self.folder / "people.tsv"
        run("connectivity", *given, "--connectivity.measures", "graph", "--out", self.folder / "out")
        refused = run("group", "--out", self.folder / "out", "--group.model", "group", "--group.contrast", "d: patient - healthy", "--group.measures", "hub_disruption", status=2)
        self.assertIn("hub disruption compares with the mean of controls; the model has fewer than two", refused.stderr)


class Images(JobTest):
    def test_amplitude_has_confounds_removed_but_is_neither_filtered_nor_censored(self):
        dataset = Dataset(self.folder / "derivatives")
        data = dataset.bold_data(200)
        dataset.add("01", data=data)
        dataset.write_participants()
        rois = write_rois(self.folder)
        run("connectivity", "--input.derivatives", dataset.root, "--rois.set", rois, "--denoise.strategy", "24p", "--denoise.min_dof", "off", "--denoise.fd_mm", "0.12",
            "--denoise.max_mean_fd", "off", "--denoise.max_censored", "off", "--denoise.min_seconds", "off", "--connectivity.measures", "amplitude", "--out", self.folder / "out")
        series = numpy.column_stack([data.astype(numpy.int16)[mask].mean(0) for mask in sphere_voxels()])
        confounds = columns_of(next(dataset.root.rglob("*confounds_timeseries.tsv")))
        parts = [f"{name}{suffix}" for name in ("trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z") for suffix in ("", "_derivative1", "_power2", "_derivative1_power2")]
        time = numpy.arange(200.0)
        design = numpy.column_stack([numpy.ones(200), time, *[numpy.nan_to_num(numbers(confounds, part)) for part in parts]])
        design /= numpy.linalg.norm(design, axis=0)
        cleaned = series - design @ numpy.linalg.lstsq(design, series, rcond=1e-12)[0]
        amplitude = 2 * numpy.abs(numpy.fft.rfft(cleaned, axis=0)) / 200
        hz = numpy.arange(len(amplitude)) / (200 * TR_S)
        with h5py.File(self.folder / "out/cohort.h5") as cohort:
            self.assertLess(cohort["qc/n_kept"][0], 200)
            for name, low, high in (("alff", 0.01, 0.08), ("slow5", 0.01, 0.027), ("high_band", 0.12, 0.2)):
                band = (hz >= low - 1e-9) & (hz <= high + 1e-9)
                numpy.testing.assert_allclose(cohort["measures"][name][0], amplitude[band].mean(0), rtol=1e-6, err_msg=name)

    def test_everything_at_once_is_the_same_bits_on_any_number_of_ranks_and_can_be_compared(self):
        dataset = small_cohort(self.folder / "derivatives", n=12)
        rois = write_rois(self.folder)
        options = ["--input.derivatives", dataset.root, "--rois.set", rois, "--denoise.strategy", "24p", "--denoise.also", "simple", "--denoise.max_mean_fd", "off", "--denoise.min_dof", "off",
                   "--denoise.min_seconds", "off", "--denoise.fd_mm", "0.4"]
        for kind in ("correlation", "xdf", "dynamic", "dynamic_p"):
            options += ["--connectivity.kind", kind]
        options += ["--connectivity.measures", "amplitude", "--connectivity.measures", "graph"]
        found = set()
        for ranks in (0, 3):
            run("connectivity", *options, "--out", self.folder / str(ranks), ranks=ranks)
            found.add(digests(self.folder / str(ranks)))
        self.assertEqual(len(found), 1)
        with h5py.File(self.folder / "0/cohort_rois-small_rois_denoise-simple.h5") as cohort:
            self.assertEqual(cohort["measures/falff"].shape, (12, len(LABELS)))
            self.assertTrue(numpy.isfinite(cohort["measures/participation"][()]).all())
        run("group", "--out", self.folder / "0", "--group.model", "group", "--group.kind", "dynamic", "--group.measures", "falff", "--group.contrast", "f: F(group)", "--group.sensitivity", "off")
        summary = json.loads((self.folder / "0/group/f/summary.json").read_text())
        self.assertEqual((summary["kind"], summary["tag_of_M1_to_M8"]), ("dynamic", "exploratory"))
        self.assertIn("M1", columns_of(self.folder / "0/group/f/markers.tsv")["marker"])
        run("report", "--out", self.folder / "0", "--group.kind", "dynamic")
        self.assertNotIn("confirmatory", (self.folder / "0/report.html").read_text().lower())
        run("profile", "--out", self.folder / "0", "--group.kind", "dynamic")
        cards = [card.read_text() for card in (self.folder / "0/profile").rglob("*.html")]
        self.assertTrue(cards)
        for card in cards:
            self.assertNotIn("confirmatory", card.lower())
            self.assertIn("Exploratory: markers M1 to M8 of this kind of connectivity", card)
        regions = columns_of(self.folder / "0/group/f/regions.tsv")
        self.assertEqual(regions["label"], LABELS)
        self.assertTrue((numbers(regions, "F") >= 0).all())
        self.assertTrue(numpy.isfinite(numbers(regions, "p")).all())

        run("run", *options, "--out", self.folder / "0", "--group.model", "group", "--group.contrast", "pain: patient - control")
        methods = (self.folder / "0/methods.md").read_text()
        for words in ("xDF's variance", "sliding windows of one period of the lowest frequency", "phase-randomised surrogates", "neither filtered nor censored", "participation [@guimera2005]"):
            self.assertIn(words, methods)


if __name__ == "__main__":
    unittest.main()
