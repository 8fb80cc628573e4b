#!/usr/bin/python3
"""`group` beyond the fits: permutations, networks, harmonisation, sites, other pipelines; against numbers of independent programs (tests/golden)."""
import gzip
import json
import math
import os
import pathlib
import shutil
import signal
import subprocess
import time
import unittest

import h5py
import numpy

from support import MPI, PROGRAM, SOURCE, JobTest, digests, run
from fibromyalgia_test import CONFIG, columns_of, numbers

GOLDEN = SOURCE / "tests/golden"
RESULTS = "group/patient-control"


def monte_carlo(test, found, expected, n_found, n_expected, what):
    """Two counted p of the same test differ by at most three standard errors; none is known better than to 1/J."""
    least = 1 / min(n_found, n_expected)
    p = numpy.clip(expected, least, 1 - least)
    error = numpy.sqrt(p * (1 - p) * (1 / n_found + 1 / n_expected))
    excess = numpy.abs(found - expected) / error
    test.assertLessEqual(numpy.nanmean(excess > 3), 0.003 + 2 / len(excess), what)
    test.assertLess(numpy.nanmax(excess), 5, what)


class Case(JobTest):
    """A copy of one golden folder's table with the sidecar that says what the values are."""

    def table(self, case, name="matrices.tsv.gz"):
        copy = self.folder / name
        shutil.copy(GOLDEN / case / name, copy)
        copy.with_name(name.split(".")[0] + ".json").write_text(json.dumps({"Values": "fisher_z"}))
        return copy

    def arguments(self, case, name="matrices.tsv.gz", people="participants.tsv"):
        return ["--input.matrices", self.table(case, name), "--input.participants", GOLDEN / case / people]


def iter_until(lines, words):
    """Lines up to and with the first that holds these words."""
    for line in lines:
        yield line
        if words in line:
            return


class RealNetworks(JobTest):
    """Fibromyalgia within the default network; MRtrix 3.0.3 confirmed t, components and enhancement."""

    def setUp(self):
        super().setUp()
        self.arguments = ["group", "--config", CONFIG, "--group.edges", "network:default", "--group.correction", "max-t", "--group.correction", "nbs",
                          "--group.correction", "tfnbs"]

    def test_max_t_nbs_and_tfnbs_are_those_of_the_reference(self):
        run(*self.arguments, "--out", self.folder, "--group.permutations", 20000, ranks=2)
        edges = columns_of(self.folder / RESULTS / "edges.tsv")
        expected = columns_of(GOLDEN / "group_01/edges_dmn.tsv.gz")
        monte_carlo(self, numbers(edges, "p_fwe"), numbers(expected, "p_fwe"), 20000, 100000, "p_fwe")
        self.assertLess(numpy.abs(numbers(edges, "p_permuted") - numbers(edges, "p")).max(), 0.02, "real data are near enough to normal")

        enhanced = columns_of(GOLDEN / "group_01_network/tfnbs_dmn.tsv.gz")
        for sign, short in (("positive", "pos"), ("negative", "neg")):
            numpy.testing.assert_allclose(numbers(edges, f"tfnbs_{sign}"), numbers(enhanced, f"enhanced_{short}"), rtol=1e-8, atol=1e-8)
            monte_carlo(self, numbers(edges, f"p_tfnbs_{sign}"), numbers(enhanced, f"p_fwe_{short}"), 20000, 5000, f"p_tfnbs_{sign}")

        found = columns_of(self.folder / RESULTS / "components.tsv")
        reference = columns_of(GOLDEN / "group_01_network/components.tsv")
        key = lambda table, row: (table["sign"][row], float(table["tau"][row]), table["component"][row])
        rows = {key(found, row): row for row in range(len(found["sign"]))}
        self.assertEqual(len(rows), len(reference["sign"]))
        for row in range(len(reference["sign"])):
            ours = rows[key(reference, row)]
            self.assertEqual(found["edges"][ours], reference["edge_rows_0based_in_edges_dmn"][row])
            self.assertEqual((found["n_edges"][ours], found["n_nodes"][ours]), (reference["n_edges"][row], reference["n_nodes"][row]))
            self.assertAlmostEqual(float(found["intensity"][ours]), float(reference["intensity"][row]), delta=1e-9)
            for p in ("p_extent", "p_intensity"):
                monte_carlo(self, numpy.array([float(found[p][ours])]), numpy.array([float(reference[p][row])]), 20000, 20000, p)

    def test_every_number_is_the_same_on_any_number_of_ranks(self):
        kept = set()
        for ranks in (0, 1, 2, 3, 7):
            out = self.folder / str(ranks)
            run(*self.arguments, "--group.permutations", 300, "--out", out, ranks=ranks)
            kept.add((digests(out), (out / RESULTS / "edges.tsv").read_bytes(), (out / RESULTS / "components.tsv").read_bytes()))
        self.assertEqual(len(kept), 1)

    def test_networks_alone_are_screened_and_are_those_of_double_precision(self):
        """Beside TFNBS, which needs every t, relabellings are computed in double precision; without it in single, and what matters again."""
        arguments = ["group", "--config", CONFIG, "--group.correction", "max-t", "--group.correction", "nbs", "--group.permutations", 300]
        thresholds = ["--group.nbs_threshold", 2.5, "--group.nbs_threshold", 3.5]
        run(*arguments, *thresholds, "--group.correction", "tfnbs", "--out", self.folder / "exact", ranks=2)
        kept = set()
        for ranks in (0, 1, 2, 3, 7):
            out = self.folder / str(ranks)
            run(*arguments, *thresholds, "--out", out, ranks=ranks)
            kept.add((digests(out), (out / RESULTS / "edges.tsv").read_bytes(), (out / RESULTS / "components.tsv").read_bytes()))
        self.assertEqual(len(kept), 1)
        with h5py.File(self.folder / f"exact/{RESULTS}/result.h5") as exact, h5py.File(self.folder / f"0/{RESULTS}/result.h5") as screened:
            self.assertTrue((exact["edges/p_fwe"][()] == screened["edges/p_fwe"][()]).all())
            for sign in ("positive", "negative"):
                for tau in ("2.5", "3.5"):
                    name = f"null/nbs_{sign}_{tau}"
                    self.assertGreater(screened[name + "_extent"][()].max(), 1)
                    numpy.testing.assert_array_equal(screened[name + "_extent"], exact[name + "_extent"])
                    numpy.testing.assert_allclose(screened[name + "_intensity"], exact[name + "_intensity"], rtol=1e-12, atol=1e-12)

    def test_another_seed_gives_other_relabellings_of_the_same_data(self):
        for seed in (1, 2):
            run(*self.arguments, "--group.permutations", 300, "--out", self.folder / str(seed), "--seed", seed)
        with h5py.File(self.folder / f"1/{RESULTS}/result.h5") as one, h5py.File(self.folder / f"2/{RESULTS}/result.h5") as two:
            self.assertEqual(one["null/max_t"][0], two["null/max_t"][0])
            self.assertGreater(numpy.mean(one["null/max_t"][1:] != two["null/max_t"][1:]), 0.99)
            self.assertEqual(len(one["null/nbs_negative_3.1_extent"]), 300)
            self.assertEqual(one["null/nbs_negative_3.1_extent"][0], 20)

    def test_a_threshold_above_every_t_is_a_result_and_not_an_error(self):
        done = run(*self.arguments, "--group.permutations", 100, "--group.nbs_threshold", 50, "--out", self.folder)
        self.assertIn("NBS positive, t >= 50: no component", done.stderr)
        self.assertEqual(len((self.folder / RESULTS / "components.tsv").read_text().splitlines()), 1)

    def test_an_interrupted_run_goes_on_from_its_last_block(self):
        everything = ["all" if word == "network:default" else word for word in self.arguments] + ["--group.permutations", 2000]
        screened = [*everything, "--group.correction", "max-t", "--group.correction", "nbs"]
        for engine, arguments in (("exact", everything), ("screened", screened)):
            with self.subTest(engine=engine):
                self.interrupt_until_done(arguments, self.folder / engine)

    def interrupt_until_done(self, arguments, folder):
        run(*arguments, "--out", folder / "whole", ranks=2)
        for attempt in range(50):
            process = subprocess.Popen([PROGRAM, *map(str, arguments), "--out", str(folder / "parts")], stderr=subprocess.PIPE, text=True)
            before = "".join(iter_until(process.stderr, "permutations (random"))
            time.sleep(0.2 + attempt)
            process.send_signal(signal.SIGTERM)
            said = before + process.communicate(timeout=300)[1]
            if process.returncode == 0:
                break
            self.assertEqual(process.returncode, 75, said)
        self.assertGreater(attempt, 0, "was never interrupted")
        self.assertIn("done before", said)
        self.assertEqual(digests(folder / "parts"), digests(folder / "whole"))
        self.assertEqual(list((folder / "parts/group").glob("unfinished*")), [])

    def test_a_state_of_another_analysis_is_not_continued(self):
        out = self.folder
        (out / "group").mkdir()
        (out / "group/unfinished_0.h5").write_bytes(b"torn")
        done = run(*self.arguments, "--group.permutations", 100, "--out", out)
        self.assertIn("starting anew", done.stderr)


class Simulated(Case):
    """Four sites, 66 edges; R, MRtrix and PALM confirmed (tests/golden/group_02/SOURCE.md)."""

    def test_max_t_within_sites_and_welch_v(self):
        run("group", *self.arguments("group_02"), "--group.correction", "max-t", "--group.permutations", 20000, "--out", self.folder, ranks=2)
        edges = columns_of(self.folder / RESULTS / "edges.tsv")
        expected = columns_of(GOLDEN / "group_02/edges.tsv")
        numpy.testing.assert_allclose(numbers(edges, "v"), numbers(expected, "aspin_welch_v_by_site"), rtol=1e-9)
        monte_carlo(self, numbers(edges, "p_fwe"), numbers(expected, "p_fwe"), 20000, 99981, "p_fwe")
        gamma, gpd = numbers(edges, "p_fwe_gamma_approximate"), numbers(edges, "p_fwe_gpd_approximate")
        self.assertLess(numpy.abs(gamma - numbers(edges, "p_fwe")).max(), 0.03)
        self.assertLess(numpy.abs(gpd - numbers(edges, "p_fwe")).max(), 0.02)

    def test_variance_groups_may_be_another_column(self):
        run("group", *self.arguments("group_02"), "--group.variance_groups", "group", "--out", self.folder)
        v = numbers(columns_of(self.folder / RESULTS / "edges.tsv"), "v")
        numpy.testing.assert_allclose(v, numbers(columns_of(GOLDEN / "group_02/edges.tsv"), "aspin_welch_v_by_group"), rtol=1e-9)

    def test_leave_one_site_out_is_that_of_the_reference(self):
        run("group", *self.arguments("group_02"), "--out", self.folder, ranks=3)
        found = columns_of(self.folder / RESULTS / "leave_one_site_out.tsv")
        expected = columns_of(GOLDEN / "group_02/leave_one_site_out.tsv")
        for name in [n for n in expected if n not in ("edge",)]:
            numpy.testing.assert_allclose(numbers(found, name), numbers(expected, name), rtol=1e-9, atol=1e-12, err_msg=name)

    def test_mixed_models_are_those_of_lme4(self):
        for case, table, people, golden in (("group_02", "matrices.tsv.gz", "participants.tsv", "lmm_four_sites.tsv"),
                                            ("group_06", "ten_sites_matrices.tsv.gz", "ten_sites_participants.tsv", "lmm_ten_sites.tsv")):
            out = self.folder / case
            run("group", *self.arguments(case, table, people), "--out", out)
            found = columns_of(out / RESULTS / "mixed.tsv")
            expected = columns_of(GOLDEN / "group_06" / golden)
            rows = {f"{i}--{j}": k for k, (i, j) in enumerate(zip(found["label_i"], found["label_j"]))}
            order = [rows[name] for name in expected["edge"]]
            for ours, theirs in (("beta", "beta"), ("se", "se"), ("df", "df"), ("t", "t"), ("p", "p")):
                numpy.testing.assert_allclose(numbers(found, ours)[order], numbers(expected, theirs), rtol=1e-5, atol=1e-8, err_msg=f"{case} {ours}")

    def test_meta_analysis_pools_the_sites_effects(self):
        run("group", *self.arguments("group_02"), "--out", self.folder)
        effects = columns_of(self.folder / RESULTS / "site_effects.tsv")
        meta = columns_of(self.folder / RESULTS / "meta.tsv")
        self.assertEqual(set(meta["k"]), {"3"})
        self.assertEqual(set(effects["g_D"]), {"n/a"})
        y = numpy.array([numbers(effects, f"g_{site}") for site in "ABC"])
        w = 1 / (numpy.array([numbers(effects, f"v_{site}") for site in "ABC"]) + numbers(meta, "tau2"))
        mean = (w * y).sum(0) / w.sum(0)
        q = numpy.maximum(1, (w * (y - mean) ** 2).sum(0) / 2)
        numpy.testing.assert_allclose(numbers(meta, "estimate"), mean, rtol=1e-9)
        numpy.testing.assert_allclose(numbers(meta, "se"), numpy.sqrt(q / w.sum(0)), rtol=1e-9)

    def test_the_analyses_stand_beside_each_other(self):
        run("group", *self.arguments("group_02"), "--out", self.folder)
        beside = columns_of(self.folder / RESULTS / "sites.tsv")
        for name, (table, column) in {"fixed_t": ("edges", "t"), "mixed_p": ("mixed", "p"), "meta_estimate": ("meta", "estimate"),
                                      "without_a_site_sign_change": ("leave_one_site_out", "sign_change")}.items():
            self.assertEqual(beside[name], columns_of(self.folder / RESULTS / f"{table}.tsv")[column])

    def test_equivalence_and_bayes_factor_stand_beside_every_edge(self):
        from scipy import stats
        run("group", *self.arguments("group_02"), "--out", self.folder)
        edges = columns_of(self.folder / RESULTS / "edges.tsv")
        beta, se, df = (numbers(edges, n) for n in ("beta", "se", "df"))
        with h5py.File(self.folder / RESULTS / "result.h5") as result:
            self.assertEqual(result["edges/p_tost"].shape, beta.shape)
        tost = columns_of(GOLDEN / "group_07/tost.tsv.gz")
        numpy.testing.assert_allclose(numbers(edges, "p_tost"), numbers(tost, [n for n in tost if n.startswith("p")][-1]), rtol=1e-9)
        weak = numpy.abs(beta / se) < 0.5
        self.assertTrue((numbers(edges, "bf10")[weak] < 1).all())

    def test_several_contrasts_of_one_model_are_those_asked_for_one_by_one(self):
        contrasts = {"pain": "patient - control", "age": "age", "sites": "F(site)"}
        both = [word for name, text in list(contrasts.items())[:2] for word in ("--group.contrast", f"{name}: {text}")]
        options = ["--group.correction", "max-t", "--group.permutations", 200]
        run("group", *self.arguments("group_02"), *both, *options, "--out", self.folder / "both", ranks=2)
        for name in ("pain", "age"):
            run("group", *self.arguments("group_02"), "--group.contrast", f"{name}: {contrasts[name]}", *options, "--out", self.folder / name)
            together = columns_of(self.folder / "both/group" / name / "edges.tsv")
            alone = columns_of(self.folder / name / "group" / name / "edges.tsv")
            self.assertEqual(together["t"], alone["t"])
            self.assertEqual(together["p_fwe"], alone["p_fwe"])

    def test_an_f_test_permutes_within_another_column(self):
        run("group", *self.arguments("group_02"), "--group.contrast", "sites: F(site)", "--group.exchange_within", "group", "--group.correction", "max-t",
            "--group.correction", "nbs", "--group.permutations", 500, "--out", self.folder, ranks=2)
        edges = columns_of(self.folder / "group/sites/edges.tsv")
        p, uncorrected = numbers(edges, "p"), numbers(edges, "p_permuted")
        self.assertTrue((numbers(edges, "p_fwe") >= uncorrected).all())
        monte_carlo(self, uncorrected, p, 500, 1e9, "uncorrected p beside the F distribution")


class Relabellings(JobTest):
    def cohort(self, n, value, sessions=("n/a",), sites=("A",), groups=("patient", "control")):
        """One table of three edges; value(person, session) -> three numbers."""
        rows, people = ["participant_id\tsession\ta--b\ta--c\tb--c"], ["participant_id\tgroup\tsite"]
        for person in range(n):
            people.append(f"p{person:02d}\t{groups[person % len(groups)]}\t{sites[person // len(groups) % len(sites)]}")
            for number, session in enumerate(sessions):
                rows.append("\t".join([f"p{person:02d}", session, *(repr(float(v)) for v in value(person, number))]))
        (self.folder / "edges.tsv").write_text("\n".join(rows) + "\n")
        (self.folder / "edges.json").write_text('{"Values": "other"}')
        (self.folder / "people.tsv").write_text("\n".join(people) + "\n")
        return ["group", "--input.matrices", self.folder / "edges.tsv", "--input.participants", self.folder / "people.tsv", "--out", self.folder / "out",
                "--group.correction", "max-t"]

    def test_few_relabellings_are_enumerated(self):
        rng = numpy.random.default_rng(1)
        values = rng.normal(0, 1, (14, 3))
        done = run(*self.cohort(14, lambda person, _: values[person]), "--group.model", "group", "--group.permutations", 5000)
        self.assertIn("3432 permutations (every distinct one)", done.stderr)
        edges = columns_of(self.folder / "out" / RESULTS / "edges.tsv")
        from itertools import combinations
        from scipy import stats
        patients = [p for p in range(14) if p % 2 == 0]
        t = lambda chosen: stats.ttest_ind(values[list(chosen)], numpy.delete(values, list(chosen), 0)).statistic
        null = numpy.array([numpy.abs(t(chosen)) for chosen in combinations(range(14), 7)])
        observed = numpy.abs(t(patients))
        expected = [(null[:, e] >= observed[e] - 1e-9).mean() for e in range(3)]
        numpy.testing.assert_allclose(numbers(edges, "p_permuted"), expected, rtol=0, atol=1e-12)
        expected = [(null.max(1) >= observed[e] - 1e-9).mean() for e in range(3)]
        numpy.testing.assert_allclose(numbers(edges, "p_fwe"), expected, rtol=0, atol=1e-12)

    def test_the_change_between_sessions_is_tested_by_every_sign_flip(self):
        rng = numpy.random.default_rng(2)
        values = rng.normal(0, 1, (12, 2, 3)) + [[[0, 0, 0]], ] + numpy.array([0, 1])[None, :, None] * [1.5, 0, 0]
        command = self.cohort(12, lambda person, session: values[person, session], sessions=("1", "2"))
        done = run(*command, "--group.session", "2-1", "--group.model", "1", "--group.contrast", "change: intercept", ranks=2)
        self.assertIn("4096 sign flips (every distinct one)", done.stderr)
        edges = columns_of(self.folder / "out/group/change/edges.tsv")
        from itertools import product
        from scipy import stats
        change = values[:, 1] - values[:, 0]
        numpy.testing.assert_allclose(numbers(edges, "t"), stats.ttest_1samp(change, 0).statistic, rtol=1e-9)
        null = numpy.array([numpy.abs(stats.ttest_1samp(change * numpy.array(signs)[:, None], 0).statistic) for signs in product((1, -1), repeat=12)])
        observed = numpy.abs(stats.ttest_1samp(change, 0).statistic)
        expected = [(null.max(1) >= observed[e] - 1e-9).mean() for e in range(3)]
        numpy.testing.assert_allclose(numbers(edges, "p_fwe"), expected, rtol=0, atol=1e-12)

    def test_too_few_relabellings_are_refused_before_any_work(self):
        command = self.cohort(26, lambda person, _: (person % 7, person % 5, person % 3), sites=tuple("ABCDEFGHIJKLM"))
        done = run(*command, "--group.model", "group", "--group.exchange_within", "site", status=None)
        self.assertEqual(done.returncode, 0, "2^13 relabellings are enough: " + done.stderr)
        command = self.cohort(12, lambda person, _: (person % 7, person % 5, person % 3), groups=("patient", "patient", "patient", "control"), sites=("A", "B", "C"))
        (self.folder / "people.tsv").write_text("\n".join(["participant_id\tgroup\tsite", *(f"p{p:02d}\t{'patient' if p < 6 else 'control'}\t{'A' if p < 6 else 'B'}" for p in range(12))]) + "\n")
        done = run(*command, "--group.model", "group", status=2)
        self.assertIn("p < .05 cannot be reached", done.stderr)


class Harmonised(Case):
    """sva 3.46 and ComBatFamily 0.2.1 (tests/golden/group_03/SOURCE.md)."""

    MODEL = ["--group.model", "age + sex + mean_fd + site", "--group.contrast", "age: age"]

    def check(self, golden, tolerance, *options, model=None, ranks=0):
        out = self.folder / golden
        run("group", *self.arguments("group_03"), *(model or self.MODEL), *options, "--out", out, ranks=ranks)
        found = columns_of(out / "group/harmonised.tsv.gz")
        expected = columns_of(GOLDEN / "group_03" / f"{golden}.tsv.gz")
        self.assertEqual(found["participant_id"], expected["participant_id"])
        edges = [name for name in expected if "--" in name]
        self.assertEqual([name for name in found if "--" in name], edges)
        for name in edges:
            numpy.testing.assert_allclose(numbers(found, name), numbers(expected, name), rtol=0, atol=tolerance, err_msg=name)
        return json.loads((out / "group/harmonised.json").read_text())

    def test_combat_is_that_of_sva(self):
        told = self.check("eb", 1e-9, "--group.harmonise", "combat", ranks=3)
        self.assertEqual(told["batches"], {"bochum": 35, "essen": 37, "szeged": 19})
        self.assertLess(told["after"]["share_with_site_effect"], told["before"]["share_with_site_effect"])
        self.check("mean_only", 1e-9, "--group.harmonise", "combat", "--group.harmonise_mean_only")
        self.check("reference_essen", 1e-9, "--group.harmonise", "combat", "--group.harmonise_reference", "essen")
        self.check("eb_no_covariates", 1e-9, "--group.harmonise", "combat", model=["--group.model", "site", "--group.contrast", "site: F(site)"])

    def test_covbat_is_that_of_combatfamily(self):
        self.assertEqual(self.check("covbat", 1e-8, "--group.harmonise", "covbat", ranks=2)["components"], 73)

    def test_the_model_sees_the_harmonised_values_and_ranks_do_not_matter(self):
        kept = set()
        for ranks in (1, 3):
            out = self.folder / str(ranks)
            run("group", *self.arguments("group_03"), *self.MODEL, "--group.harmonise", "combat", "--out", out, ranks=ranks)
            kept.add((digests(out), (out / "group/harmonised.tsv.gz").read_bytes(), (out / "group/harmonisation.tsv").read_bytes()))
        self.assertEqual(len(kept), 1)
        table = columns_of(self.folder / "1/group/harmonised.tsv.gz")
        people = columns_of(GOLDEN / "group_03/participants.tsv")
        edges = columns_of(self.folder / "1/group/age/edges.tsv")
        age, fd = numbers(people, "age"), numbers(people, "mean_fd")
        dummies = [numpy.array([float(cell == level) for cell in people[name]]) for name, level in (("sex", "M"), ("site", "essen"), ("site", "szeged"))]
        design = numpy.column_stack([numpy.ones(len(age)), age, fd, *dummies])
        first = f"{edges['label_i'][0]}--{edges['label_j'][0]}"
        beta = numpy.linalg.lstsq(design, numbers(table, first), rcond=None)[0]
        self.assertAlmostEqual(numbers(edges, "beta")[0], beta[1], delta=1e-12)

    def test_refusals_name_what_is_wrong(self):
        command = ["group", *self.arguments("group_03"), *self.MODEL, "--out", self.folder / "out"]
        self.assertIn("essen", run(*command, "--group.harmonise", "combat", "--group.harmonise_reference", "esen", status=2).stderr)
        self.assertIn("combat or covbat", run(*command, "--group.harmonise_mean_only", status=2).stderr)
        people = (GOLDEN / "group_03/participants.tsv").read_text().splitlines()
        site = people[0].split("\t").index("site")
        cells = people[1].split("\t")
        cells[site] = "alone"
        (self.folder / "one.tsv").write_text("\n".join([people[0], "\t".join(cells), *people[2:]]) + "\n")
        said = run("group", "--input.matrices", self.folder / "matrices.tsv.gz", "--input.participants", self.folder / "one.tsv", *self.MODEL, "--group.harmonise",
                   "combat", "--out", self.folder / "out", status=2).stderr
        self.assertIn("alone", said)
        self.assertFalse((self.folder / "out").exists())


if __name__ == "__main__":
    unittest.main()
