#!/usr/bin/python3
"""`predict`: out-of-sample models on real and made-up matrices, read back and measured again with numpy.

Data: tests/golden/group_02 (four simulated sites, one with patients only), the RPN cohort in config/data, series made here.
"""
import csv
import gzip
import json
import re
import shutil
import signal
import subprocess
import unittest

import h5py
import numpy

from reference_test import AS_THEY_ARE
from support import MPI, PROGRAM, SOURCE, JobTest, digests, run, with_mpi

GOLDEN = SOURCE / "tests/golden"
RPN = SOURCE / "config/data/rpn_pain_sensitivity"
FORBIDDEN = re.compile(r"diagnos|biomarker of|recommend|should receive|proves|predicts")
BANNER = "Research use only; not a diagnostic device."


def table(path):
    with (gzip.open(path, "rt") if str(path).endswith(".gz") else open(path, newline="")) as text:
        rows = list(csv.DictReader(text, delimiter="\t"))
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(columns, name):
    return numpy.array([numpy.nan if cell == "n/a" else float(cell) for cell in columns[name]])


def auc(labels, score):
    ones, zeros = score[labels == 1], score[labels == 0]
    if not len(ones) or not len(zeros):
        return numpy.nan
    difference = ones[:, None] - zeros[None, :]
    return ((difference > 0) + 0.5 * (difference == 0)).mean()


def write_wide(path, participants, edges, values):
    lines = ["\t".join(["participant_id", "session", *edges])]
    lines += ["\t".join([p, "n/a", *map(repr, map(float, row))]) for p, row in zip(participants, values)]
    path.write_text("\n".join(lines) + "\n")
    path.with_suffix(".json").write_text('{"Values": "fisher_z"}')


def write_people(path, columns):
    names = list(columns)
    lines = ["\t".join(names)] + ["\t".join(map(str, row)) for row in zip(*columns.values())]
    path.write_text("\n".join(lines) + "\n")


class PredictTest(JobTest):
    def four_sites(self):
        """The arguments of group_02's data."""
        with gzip.open(GOLDEN / "group_02/matrices.tsv.gz", "rt") as source:
            (self.folder / "matrices.tsv").write_text(source.read())
        (self.folder / "matrices.json").write_text('{"Values": "fisher_z"}')
        return ["--input.matrices", self.folder / "matrices.tsv", "--input.participants", GOLDEN / "group_02/participants.tsv"]

    def three_levels(self):
        rng = numpy.random.default_rng(5)
        n, edges = 90, [f"R{i}--R{j}" for i in range(8) for j in range(i + 1, 8)]
        label = numpy.array(["neuropathic", "mechanical", "central"])[rng.integers(0, 3, n)]
        values = rng.normal(0, 0.2, (n, len(edges)))
        values[label == "central", :6] += 0.5
        people = [f"sub-{k:03d}" for k in range(n)]
        write_wide(self.folder / "m.tsv", people, edges, values)
        write_people(self.folder / "people.tsv", {"participant_id": people, "site": ["A", "B", "C"] * 30, "age": rng.normal(50, 8, n).round(1), "subtype": label})
        return ["--input.matrices", self.folder / "m.tsv", "--input.participants", self.folder / "people.tsv", "--predict.outcome", "subtype"]

    def predict(self, *arguments, out="out", **how):
        return run("predict", *arguments, "--out", self.folder / out, **how)

    def results(self, name="group", out="out"):
        return self.folder / out / "predict" / name

    def refused(self, *arguments):
        message = self.predict(*arguments, out="refused", status=2).stderr
        self.assertFalse((self.folder / "refused/predict").exists())
        return message


class Classes(PredictTest):
    def test_measures_are_those_of_the_predictions(self):
        self.predict(*self.four_sites(), "--predict.permutations", "40", ranks=2)
        rows = table(self.results() / "predictions.tsv")
        metrics = table(self.results() / "metrics.tsv")
        site, fold = numpy.array(rows["site"]), rows["fold"]
        y, p = numbers(rows, "observed"), numbers(rows, "predicted")
        self.assertEqual(rows["site"], fold)
        self.assertEqual(len(y), 120)
        at = {(s, m): k for k, (s, m) in enumerate(zip(metrics["site"], metrics["model"]))}
        for model, column in (("model", "predicted"), ("covariates_only", "predicted_covariates_only")):
            score = numbers(rows, column)
            by_site = {s: auc(y[site == s], score[site == s]) for s in "ABCD"}
            for s in "ABCD":
                numpy.testing.assert_allclose(numbers(metrics, "auc")[at[s, model]], by_site[s], rtol=1e-12)
            self.assertTrue(numpy.isnan(by_site["D"]))
            size = {s: (site == s).sum() for s in "ABC"}
            pooled = sum(by_site[s] * size[s] for s in size) / sum(size.values())
            numpy.testing.assert_allclose(numbers(metrics, "auc")[at["all", model]], pooled, rtol=1e-12)
            numpy.testing.assert_allclose(numbers(metrics, "brier")[at["all", model]], ((score - y) ** 2).mean(), rtol=1e-12)
        self.assertLess(numbers(metrics, "auc_low")[0], numbers(metrics, "auc")[0])
        summary = json.loads((self.results() / "summary.json").read_text())
        self.assertAlmostEqual(summary["auc"], numbers(metrics, "auc")[0])
        with h5py.File(self.results() / "result.h5") as stored:
            null = stored["null/measure"][()]
            gains = stored["null/gain"][()]
            numpy.testing.assert_array_equal(stored["predictions/predicted"][()], p)
        self.assertEqual(len(null), 40)
        self.assertAlmostEqual(null[0], summary["auc"])
        self.assertAlmostEqual(summary["p"], (null >= null[0] - 1e-9).mean())
        self.assertAlmostEqual(summary["p_gain"], (gains >= gains[0] - 1e-9).mean())
        self.assertAlmostEqual(gains[0], summary["gain_over_covariates"])

    def test_sentences_obey_the_claims_policy_and_name_sites_without_an_auc(self):
        self.predict(*self.four_sites(), "--predict.permutations", "off")
        text = (self.results() / "summary.txt").read_text()
        self.assertTrue(text.startswith(BANNER))
        self.assertIsNone(FORBIDDEN.search(text.replace(BANNER, "")))
        self.assertIn("One class only, so no AUC there: D.", text)
        self.assertIn("No relabellings were made", text)
        summary = json.loads((self.results() / "summary.json").read_text())
        words = "No gain is shown, so nothing is said about connectivity." if not summary["gain_is_shown"] else "beyond the covariates (exploratory)"
        self.assertIn(words, text)

    def test_the_bits_are_the_same_on_any_number_of_ranks(self):
        data = self.four_sites()
        seen = set()
        for ranks in (0, 1, 2, 3, 7):
            self.predict(*data, "--predict.permutations", "150", "--predict.harmonise", "combat", "--predict.folds", "3", out=f"out{ranks}", ranks=ranks)
            seen.add(digests(self.folder / f"out{ranks}"))
        self.assertEqual(len(seen), 1)
        self.assertIn("predict/group/result.h5:/null/measure", seen.pop())

    def test_levels_of_a_clinical_label_are_set_against_the_rest(self):
        self.predict(*self.three_levels(), "--predict.permutations", "off")
        levels = ("neuropathic", "mechanical", "central")
        found = {level: json.loads((self.results(f"subtype_{level}_against_rest") / "summary.json").read_text()) for level in levels}
        self.assertGreater(found["central"]["auc"], 0.8)
        self.assertIn("The label is clinical; it is not read from the scan.", found["central"]["text"])
        self.assertEqual(found["central"]["covariates"], ["age"])


class Numbers(PredictTest):
    def rpn(self):
        """One wide table of the three sites."""
        tables = [gzip.open(RPN / "published" / f"{site}.tsv.gz", "rt").read().splitlines() for site in ("bochum", "essen", "szeged")]
        (self.folder / "rpn.tsv").write_text("\n".join([tables[0][0], *(line for t in tables for line in t[1:])]) + "\n")
        (self.folder / "rpn.json").write_text('{"Values": "correlation"}')
        return ["--input.matrices", self.folder / "rpn.tsv", "--input.participants", RPN / "participants.tsv", "--rois.labels", RPN / "rois.tsv"]

    def test_cpm_of_pain_sensitivity_is_the_reference_and_fails_honestly(self):
        self.predict(*self.rpn(), "--predict.outcome", "pain_sensitivity", "--predict.method", "cpm", "--predict.permutations", "off", ranks=2)
        rows = table(self.results("pain_sensitivity") / "predictions.tsv")
        golden = table(GOLDEN / "group_09/cpm_leave_one_site_out.tsv")
        expected = dict(zip(golden["participant_id"], numbers(golden, "predicted")))
        self.assertEqual(sorted(rows["participant_id"]), sorted(expected))
        numpy.testing.assert_allclose(numbers(rows, "predicted"), [expected[p] for p in rows["participant_id"]], rtol=0, atol=1e-9)
        summary = json.loads((self.results("pain_sensitivity") / "summary.json").read_text())
        reference = json.loads((GOLDEN / "group_09/cpm_summary.json").read_text())["leave_one_site_out"]
        for name in ("r", "q2", "mae"):
            self.assertAlmostEqual(summary[name], reference[name], delta=1e-9)
        self.assertAlmostEqual(summary["sites"]["bochum"]["q2"], reference["per_site"]["bochum"]["q2"], delta=1e-9)
        self.assertFalse(summary["gain_is_shown"])
        weights = table(self.results("pain_sensitivity") / "weights.tsv")
        self.assertLessEqual(max(map(int, weights["folds_positive"])), 3)

    def test_the_published_model_gives_the_published_scores(self):
        self.predict(*self.rpn(), "--predict.weights", RPN / "published/model.tsv", "--predict.outcome", "pain_sensitivity", "--predict.name", "published")
        rows = table(self.results("published") / "scores.tsv")
        golden = table(GOLDEN / "group_10/scores.tsv")
        expected = {p: (s, published) for p, s, published in zip(golden["participant_id"], numbers(golden, "score"), numbers(golden, "published_score"))}
        found = dict(zip(rows["participant_id"], numbers(rows, "score")))
        self.assertEqual(sorted(found), sorted(expected))
        for participant, score in found.items():
            self.assertAlmostEqual(score, expected[participant][0], delta=1e-8)
            if not participant.startswith("bochum"):
                self.assertAlmostEqual(score, expected[participant][1], delta=1e-8)
        correlations = table(self.results("published") / "correlations.tsv")
        r = dict(zip(correlations["site"], numbers(correlations, "r")))
        self.assertAlmostEqual(r["essen"], 0.4298728649941806, delta=1e-8)
        self.assertAlmostEqual(r["szeged"], 0.4672515116928926, delta=1e-8)
        methods = (self.folder / "out/methods.md").read_text()
        self.assertIn("### Scores: published\n\nScores were computed with given weights; nothing was fitted to these participants.", methods)
        self.assertNotIn("was learnt from", methods)

    def test_a_table_of_weights_must_say_what_it_acts_on(self):
        data = self.rpn()
        weights = self.folder / "w.tsv"
        weights.write_text("edge\tweight\nCER6_p--nowhere\t1\n")
        self.assertIn("needs a sidecar that says Intercept and Values", self.predict(*data, "--predict.weights", weights, status=3).stderr)
        weights.with_suffix(".json").write_text('{"Intercept": 1, "Values": "covariance"}')
        self.assertIn("expected correlation or fisher_z", self.predict(*data, "--predict.weights", weights, status=3).stderr)
        weights.with_suffix(".json").write_text('{"Intercept": 1, "Values": "fisher_z"}')
        self.assertIn('names an edge that the data do not hold: field "edge" is "CER6_p--nowhere"', self.refused(*data, "--predict.weights", weights))

    def test_a_missing_outcome_is_left_out_and_counted(self):
        people = table(GOLDEN / "group_02/participants.tsv")
        people["symptom_score"][:7] = ["n/a"] * 7
        write_people(self.folder / "people.tsv", people)
        data = self.four_sites()[:2]
        self.predict(*data, "--input.participants", self.folder / "people.tsv", "--predict.outcome", "symptom_score", "--predict.features", "edges", "--predict.permutations", "20")
        summary = json.loads((self.results("symptom_score") / "summary.json").read_text())
        self.assertEqual(summary["n"], 113)
        self.assertEqual(summary["left_out"], {"no symptom_score (predict.outcome)": 7})
        self.assertEqual(summary["method"], "ridge")
        text = (self.results("symptom_score") / "summary.txt").read_text()
        self.assertEqual("q2 is negative" in text, summary["q2"] < 0)


class Leakage(PredictTest):
    def made_up(self, signal):
        rng = numpy.random.default_rng(11)
        n, edges = 160, [f"R{i:02d}--R{j:02d}" for i in range(10) for j in range(i + 1, 10)]
        site = numpy.arange(n) % 4
        patient = rng.uniform(size=n) < 0.15 + 0.23 * site
        values = rng.normal(0, 0.2, (n, len(edges))) + rng.normal(0, 0.6, (4, len(edges)))[site]
        values[patient, :8] += signal
        people = [f"sub-{k:03d}" for k in range(n)]
        write_wide(self.folder / "m.tsv", people, edges, values)
        write_people(self.folder / "people.tsv", {"participant_id": people, "site": [f"s{s}" for s in site], "group": numpy.where(patient, "patient", "control"), "age": rng.normal(45, 9, n).round(1)})
        return ["--input.matrices", self.folder / "m.tsv", "--input.participants", self.folder / "people.tsv", "--predict.covariates", "age"]

    def test_labels_that_mean_nothing_are_not_found_and_planted_ones_are(self):
        for signal, options in ((0, ["--predict.harmonise", "combat", "--predict.folds", "5"]), (0, []), (0.4, ["--predict.harmonise", "combat"])):
            self.predict(*self.made_up(signal), *options, "--predict.permutations", "60", out=f"out{signal}{len(options)}", ranks=2)
            summary = json.loads((self.results(out=f"out{signal}{len(options)}") / "summary.json").read_text())
            low, high = summary["intervals_95"]["auc"]
            if signal:
                self.assertGreater(summary["auc"], 0.75)
                self.assertTrue(summary["gain_is_shown"])
                self.assertLess(summary["p"], 0.05)
            else:
                self.assertLess(low, 0.5)
                self.assertGreater(high, 0.5)
                self.assertGreater(summary["p"], 0.05)


class SavedModels(PredictTest):
    def test_a_saved_model_scores_participants_and_holds_no_row_of_one(self):
        data = self.four_sites()
        self.predict(*data, "--predict.permutations", "off")
        model = self.results() / "model.h5"
        self.predict(*data, "--predict.model", model, "--predict.name", "again", out="second", ranks=2)
        scores = table(self.results("again", "second") / "scores.tsv")
        self.assertEqual(set(scores["status"]), {"scored"})
        labels = numpy.array([g == "patient" for g in table(GOLDEN / "group_02/participants.tsv")["group"]])
        self.assertGreater(auc(labels.astype(int), numbers(scores, "predicted")), 0.8)  # in sample
        with h5py.File(model) as stored:
            names = []
            stored.visititems(lambda name, item: names.append((name, item.shape)) if hasattr(item, "shape") else None)
            text = repr([stored[name][()] for name, _ in names]) + repr(dict(stored.attrs))
        self.assertNotIn("sub-", text)
        self.assertFalse([name for name, shape in names if 120 in shape])

    def test_a_model_of_other_regions_features_or_kind_is_refused(self):
        data = self.four_sites()
        self.predict(*data, "--predict.permutations", "off")
        model = self.results() / "model.h5"
        text = (self.folder / "matrices.tsv").read_text()
        (self.folder / "matrices.tsv").write_text(text.replace("R12", "X12"))
        message = self.refused(*data, "--predict.model", model)
        self.assertIn("the model cannot be applied to these data", message)
        self.assertIn('field "ROI set"', message)
        (self.folder / "matrices.tsv").write_text(text)
        run("connectivity", *data, "--out", self.folder / "cohort")
        message = self.refused("--group.data", self.folder / "cohort/cohort.h5", "--predict.model", model)
        self.assertIn('field "kind" is "correlation"; expected given', message)
        lines = [line.split("\t") for line in text.splitlines()]
        (self.folder / "matrices.tsv").write_text("\n".join("\t".join(line[:-1]) for line in lines) + "\n")
        self.assertIn("no such feature in the data", self.refused(*data, "--predict.model", model))

    def test_a_spoilt_model_is_refused(self):
        data = self.four_sites()
        self.predict(*data, "--predict.permutations", "off")
        model = self.results() / "model.h5"
        with h5py.File(model, "r+") as stored:
            stored["features/weight"][3] = 5.0
        self.assertIn("/features/weight", self.predict(*data, "--predict.model", model, out="x", status=3).stderr)
        self.assertIn("there is no such file", self.refused(*data, "--predict.model", self.folder / "nothing.h5"))


class Tangent(PredictTest):
    def test_tangent_features_find_a_planted_difference(self):
        rng = numpy.random.default_rng(3)
        rows = ["participant_id\tsession\tfile\ttr_s"]
        n = 40
        for k in range(n):
            series = rng.normal(0, 1, (120, 6))
            series[:, 1] += (k % 2) * 0.8 * series[:, 2]
            (self.folder / f"{k}.tsv").write_text("\n".join("\t".join(map(repr, row)) for row in [[float(x) for x in r] for r in series]) + "\n")
            rows.append(f"p{k:02d}\tn/a\t{k}.tsv\t2")
        (self.folder / "manifest.tsv").write_text("\n".join(rows) + "\n")
        write_people(self.folder / "people.tsv", {"participant_id": [f"p{k:02d}" for k in range(n)], "site": [f"s{k // 2 % 2}" for k in range(n)], "group": ["control", "patient"] * (n // 2)})
        data = ["--input.series", self.folder / "manifest.tsv", "--input.participants", self.folder / "people.tsv", *AS_THEY_ARE]
        out = self.folder / "out"
        run("connectivity", *data, "--connectivity.kind", "correlation", "--out", out)
        done = run("predict", "--predict.features", "edges", "--predict.permutations", "off", "--predict.name", "edges", "--out", out)
        self.assertIn("the data hold no age: the covariates do without it", done.stderr)
        message = run("predict", "--predict.features", "tangent", "--out", out, status=2).stderr
        self.assertIn("run `dmn-cohort connectivity` with connectivity.kind = precision", message)
        run("connectivity", *data, "--connectivity.kind", "correlation", "--connectivity.kind", "precision", "--out", out)
        self.predict("--predict.features", "tangent", "--predict.covariates", "none", "--predict.permutations", "30", ranks=3)
        summary = json.loads((self.results() / "summary.json").read_text())
        self.assertGreater(summary["auc"], 0.8)
        self.assertEqual(summary["n_features"], 15 + 6)
        self.predict("--predict.model", self.results() / "model.h5", "--predict.name", "scored")
        self.assertEqual(set(table(self.results("scored") / "scores.tsv")["status"]), {"scored"})


class Refusals(PredictTest):
    def test_a_question_that_cannot_be_answered_is_refused_in_words(self):
        data = self.four_sites()
        people = table(GOLDEN / "group_02/participants.tsv")
        people["same"] = ["1.5"] * 120
        people["alone"] = [("patient" if s != "A" else g) for s, g in zip(people["site"], people["group"])]
        people["one"] = ["here"] * 120
        write_people(self.folder / "people.tsv", people)
        data = [*data[:2], "--input.participants", self.folder / "people.tsv"]
        for options, words in (
            (["--predict.outcome", "grup"], 'field "predict.outcome" is "grup"'),
            (["--predict.covariates", "age,sexx"], 'field "predict.covariates" is "sexx"'),
            (["--predict.outcome", "same"], "the outcome is the same for everyone"),
            (["--predict.outcome", "alone"], "without A the training participants are all patient"),
            (["--predict.method", "cpm"], "cpm is of numbers; use logistic for classes"),
            (["--predict.outcome", "age", "--predict.method", "logistic"], "logistic regression is of classes"),
            (["--predict.outcome", "age", "--predict.covariates", "age"], "the outcome cannot be a covariate of itself"),
            (["--input.site_column", "one"], "one site cannot be held out"),
            (["--predict.folds", "200"], "at least 200 participants for 200 folds"),
            (["--predict.folds", "1"], 'field "predict.folds"'),
            (["--predict.memory_gib", "0.0001"], "need more memory than there is"),
            (["--predict.features", "tangent"], "tangent features need a cohort file"),
            (["--predict.features", "networks"], "the ROI set names no networks"),
            (["--predict.method", "svm"], "expected logistic, ridge, cpm"),
            (["--predict.name", "a/b"], "expected the name of a folder"),
            (["--predict.permutations", "3"], 'field "predict.permutations"'),
        ):
            with self.subTest(options=options):
                self.assertIn(words, self.refused(*data, *options))

    def test_without_sites_folds_of_participants_must_be_asked_for(self):
        data = self.four_sites()
        people = table(GOLDEN / "group_02/participants.tsv")
        del people["site"]
        write_people(self.folder / "people.tsv", people)
        data = [*data[:2], "--input.participants", self.folder / "people.tsv"]
        self.assertIn("ask for folds of participants", self.refused(*data))
        self.predict(*data, "--predict.folds", "4", "--predict.permutations", "20")
        self.assertEqual(set(table(self.results() / "predictions.tsv")["fold"]), {f"fold {k}" for k in range(1, 5)})

    def test_nothing_at_all_is_told(self):
        self.assertIn("there is no cohort file", self.refused())



class Interruptions(PredictTest):
    def stopped(self, options, ranks=0):
        """Asks to stop once the first fold has begun: every rank finishes the pair it works on. Returns what was said."""
        program = [PROGRAM, "predict", *map(str, options), "--out", str(self.folder / "out")]
        command = [*MPI, str(ranks), *program] if ranks else program
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=with_mpi())
        while "folds, " not in process.stderr.readline():
            self.assertIsNone(process.poll())
        process.send_signal(signal.SIGUSR1)
        _, said = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 75, said)
        self.assertIn("stopped on request; the same command goes on", said)
        return said

    def test_what_was_stopped_goes_on_with_the_same_bits_on_any_number_of_ranks(self):
        options = [*self.four_sites(), "--predict.permutations", "2000"]
        self.predict(*options, out="whole", ranks=3)
        unfinished = self.results() / "unfinished.h5"
        for ranks_before, ranks in ((0, 3), (3, 0), (2, 2)):
            self.stopped(options, ranks=ranks_before)
            self.assertTrue(unfinished.exists())
            self.assertFalse((self.results() / "metrics.tsv").exists())
            self.assertIn("going on: ", self.predict(*options, ranks=ranks).stderr)
            self.assertFalse(unfinished.exists())
            self.assertEqual(digests(self.folder / "out"), digests(self.folder / "whole"))
            shutil.rmtree(self.folder / "out")

    def test_what_was_stopped_of_another_question_or_spoilt_is_not_gone_on_with(self):
        options = [*self.four_sites(), "--predict.permutations", "2000"]
        self.stopped(options)
        unfinished = self.results() / "unfinished.h5"
        kept = unfinished.read_bytes()
        for other in (["--predict.permutations", "20"], ["--predict.permutations", "20", "--seed", "2"]):
            self.assertIn("of another analysis; starting anew", self.predict(*options[:-2], *other).stderr)
            self.assertFalse(unfinished.exists())
            unfinished.write_bytes(kept)
        said = self.predict(*options, "--seed", "2").stderr
        self.assertIn("of another analysis; starting anew", said)
        unfinished.write_bytes(kept)
        self.assertNotIn("going on", self.predict(*options, "--fresh").stderr)
        self.assertFalse(unfinished.exists())
        unfinished.write_bytes(kept)
        with h5py.File(unfinished, "r+") as stored:
            stored["lines"][0, 5] += 0.25
        said = self.predict(*options).stderr
        self.assertIn("starting anew", said)
        self.assertNotIn("going on", said)

    def test_levels_that_were_finished_before_the_stop_are_not_validated_again(self):
        options = [*self.three_levels(), "--predict.permutations", "600"]
        self.predict(*options, out="whole")
        starts = 0
        while True:
            starts += 1
            process = subprocess.Popen([PROGRAM, "predict", *map(str, options), "--out", str(self.folder / "out")], stderr=subprocess.PIPE, text=True)
            said = ""
            while "central_against_rest/predictions.tsv" not in said and (line := process.stderr.readline()):
                said += line
            process.send_signal(signal.SIGTERM)
            said += process.communicate(timeout=60)[1]
            if process.returncode == 75:
                break
            self.assertEqual(process.returncode, 0, said)
            self.assertLess(starts, 5, "the other levels were always finished before the signal came")
            shutil.rmtree(self.folder / "out")
        finished = self.results("subtype_central_against_rest")
        with h5py.File(finished / "unfinished.h5") as stored:
            self.assertEqual(len(stored["lines"]), 3 * 600)
        said = self.predict(*options, ranks=2).stderr
        self.assertIn("going on: 1800 predictions", said)
        self.assertEqual(digests(self.folder / "out"), digests(self.folder / "whole"))
        self.assertEqual(list((self.folder / "out").rglob("unfinished.h5")), [])


if __name__ == "__main__":
    unittest.main()
