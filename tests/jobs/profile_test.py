#!/usr/bin/python3
"""Persons against controls through the real command: numbers of independent programs (tests/golden/group_08), a fit of numpy's own, and what is refused."""
import csv
import gzip
import json
import re
import shutil
import unittest

import h5py
import numpy

from fibromyalgia_test import CONFIG
from support import SOURCE, JobTest, digests, run
from wording import BANNERS, offences_below, offences_in

GOLDEN = SOURCE / "tests/golden/group_08"
PAIN_SENSITIVITY = SOURCE / "config/pain_sensitivity.cfg"
MARKERS = {"between_p_q": "mean_edges_1_15", "between_r1_r2": "R01--R02", "between_r1_r3": "R01--R03", "between_r1_r4": "R01--R04"}


def rows_of(path):
    with open(path, newline="") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def write_table(path, rows):
    lines = ["\t".join(rows[0])] + ["\t".join(str(cell) for cell in row.values()) for row in rows]
    path.write_text("\n".join(lines) + "\n")
    return path


def number(cell):
    return numpy.nan if cell == "n/a" else float(cell)


def found_markers(out):
    """(participant, session, marker) -> row of profiles.tsv."""
    return {(row["participant_id"], row["session"], row["marker"]): row for row in rows_of(out / "profile/profiles.tsv")}


class ProfileTest(JobTest):
    def matrices(self, rows, name="matrices.tsv", values="fisher_z"):
        path = write_table(self.folder / name, rows)
        path.with_suffix(".json").write_text(json.dumps({"Values": values}))
        return path

    def profile(self, *arguments, out="out", status=0, ranks=0):
        done = run("profile", "--out", self.folder / out, *arguments, status=status, ranks=ranks)
        return self.folder / out if status == 0 else done.stderr


class Reference(ProfileTest):
    """The golden cohort as a table of four edges between networks of one region each."""

    def setUp(self):
        super().setUp()
        self.people = rows_of(GOLDEN / "normative_input.tsv")
        self.expected = {(row["participant_id"], row["marker"]): row for row in rows_of(GOLDEN / "normative_expected.tsv")}
        names = {"P--Q": "mean_edges_1_15", "R01--R02": "R01--R02", "R01--R03": "R01--R03", "R01--R04": "R01--R04"}
        table = self.matrices([{"participant_id": p["participant_id"], "session": "n/a", **{e: p[n] for e, n in names.items()}} for p in self.people])
        self.rois = self.folder / "rois.tsv"
        self.rois.write_text("label\tnetwork\nP\tp\nQ\tq\nR01\tr1\nR02\tr2\nR03\tr3\nR04\tr4\n")
        self.participants = write_table(self.folder / "participants.tsv", self.people)
        self.data = ["--input.matrices", table, "--input.participants", self.participants, "--rois.labels", self.rois]

    def test_every_person_and_marker_is_that_of_statsmodels(self):
        found = found_markers(self.profile(*self.data, "--profile.cards", "none"))
        self.assertEqual(len(found), len(self.expected))
        for (participant, _, marker), row in found.items():
            expected = self.expected[participant, MARKERS[marker]]
            for name in ("observed", "expected", "t", "df", "z", "percentile"):
                self.assertAlmostEqual(number(row[name]), float(expected[name]), delta=1e-9 * max(1, abs(float(expected[name]))), msg=name)
            self.assertEqual(row["group"], expected["group"])
            self.assertEqual((row["status"], row["adjusted_for"]), ("scored", "age, age^2, sex, mean_fd, site"))
            self.assertEqual((row["icc"], row["z_low"]), ("n/a", "n/a"))
            self.assertEqual(int(row["n_controls"]), 43 if row["group"] == "control" else 44)

    def test_the_columns_of_the_table_are_those_of_its_dictionary(self):
        out = self.profile(*self.data, "--profile.cards", "none")
        header = (out / "profile/profiles.tsv").read_text().split("\n")[0].split("\t")
        dictionary = json.loads((out / "profile/profiles.json").read_text())
        self.assertEqual(header, list(dictionary["columns"]))
        self.assertEqual(header[:11], ["participant_id", "session", "marker", "group", "observed", "expected", "t", "df", "z", "percentile", "status"])
        self.assertEqual(dictionary["research_use"], BANNERS[0])
        with h5py.File(out / "profile/result.h5") as stored:
            z = stored["profiles/z"][()]
        self.assertEqual(z.shape, (84, 4))
        numpy.testing.assert_array_equal(z.ravel(), [float(row["z"]) for row in rows_of(out / "profile/profiles.tsv")])

    def test_patients_score_the_same_against_the_norm_file_as_against_its_controls(self):
        out = self.profile(*self.data, "--profile.cards", "none")
        patients = [p for p in self.people if p["group"] == "patient"]
        names = ["P--Q", "R01--R02", "R01--R03", "R01--R04"]
        source = {row["participant_id"]: row for row in rows_of(self.folder / "matrices.tsv")}
        new = self.matrices([{k: source[p["participant_id"]][k] for k in ["participant_id", "session", *names]} for p in patients], "new.tsv")
        scored = self.profile("--input.matrices", new, "--input.participants", self.participants, "--rois.labels", self.rois, "--profile.norm",
                              out / "profile/norm.h5", "--profile.cards", "none", out="new")
        own, by_file = found_markers(out), found_markers(scored)
        self.assertEqual(len(by_file), 4 * len(patients))
        for key, row in by_file.items():
            self.assertAlmostEqual(float(row["z"]), float(own[key]["z"]), delta=1e-10)
            self.assertEqual(row["n_controls"], "44")
        self.assertFalse((scored / "profile/norm.h5").exists())

    def test_the_norm_file_holds_no_row_of_a_control(self):
        out = self.profile(*self.data, "--profile.cards", "none")
        with h5py.File(out / "profile/norm.h5") as norm:
            shapes = {}
            norm.visititems(lambda name, item: shapes.update({name: item.shape}) if isinstance(item, h5py.Dataset) else None)
            self.assertEqual(norm["model/n"][()].tolist(), [44])
            self.assertEqual(norm.attrs["covariates"].decode(), "age, age^2, sex, mean_fd, site")
        self.assertFalse([name for name, shape in shapes.items() if any(extent in (44, 84) for extent in shape)])
        content = (out / "profile/norm.h5").read_bytes()
        self.assertNotIn(b"sub-0", content)
        self.assertNotIn(str(self.folder).encode(), content)

    def test_a_norm_of_other_data_is_refused_with_the_difference(self):
        norm = ["--profile.norm", self.profile(*self.data, "--profile.cards", "none") / "profile/norm.h5"]
        text = self.rois.read_text()
        self.rois.write_text(text.replace("\tq\n", "\tother\n"))
        self.assertIn('field "hash of the ROI set"', self.profile(*self.data, *norm, status=2, ranks=2))
        self.rois.write_text(text.replace("R04\tr4", "R05\tr4"))
        self.assertIn("R04", self.profile(*self.data, *norm, status=2))
        self.rois.write_text(text)
        (self.folder / "matrices.json").write_text('{"Values": "other"}')
        self.assertIn('field "unit (transform)" is "none"; expected fisher_z', self.profile(*self.data, *norm, status=2))
        self.assertIn("profile.covariates", self.profile(*self.data, *norm, "--profile.covariates", "age", status=2))
        self.assertIn("no such file", self.profile(*self.data, "--profile.norm", self.folder / "none.h5", status=2))

    def test_a_changed_norm_file_is_not_believed(self):
        norm = self.profile(*self.data, "--profile.cards", "none") / "profile/norm.h5"
        with h5py.File(norm, "r+") as stored:
            stored["model/residual_sd"][0] *= 0.5
        self.assertIn("does not match", self.profile(*self.data, "--profile.norm", norm, status=3))
        self.assertIn("schema", self.profile(*self.data, "--profile.norm", norm.with_name("result.h5"), status=3))

    def test_a_norm_of_another_pipeline_is_refused(self):
        out = self.profile(*self.data, "--profile.cards", "none")
        norm = self.folder / "other.h5"
        shutil.copy(out / "profile/norm.h5", norm)
        run("connectivity", *self.data, "--out", self.folder / "cohort")
        error = self.profile("--group.data", self.folder / "cohort/cohort.h5", "--profile.norm", norm, status=2)
        self.assertIn("the norm is of other data than these", error)

    def test_few_controls_at_a_site_or_at_all_are_said_and_not_hidden(self):
        for person in self.people:
            if person["group"] == "control" and person["site"] == "B" and person["participant_id"] > "sub-060":
                person["group"] = "patient"
        left = sum(p["group"] == "control" and p["site"] == "B" for p in self.people)
        self.assertLess(left, 10)
        write_table(self.participants, self.people)
        rows = found_markers(self.profile(*self.data, "--profile.cards", "none"))
        at_b = {row["status"] for (p, _, _), row in rows.items() if next(q for q in self.people if q["participant_id"] == p)["site"] == "B"}
        if 22 + left >= 30:
            self.assertEqual(at_b, {f'site-unadjusted: {left} controls at site "B", at least 10 are needed'})
        for person in self.people:
            person["group"] = "patient" if person["site"] == "B" else person["group"]
        write_table(self.participants, self.people)
        done = run("profile", *self.data, "--out", self.folder / "few")
        self.assertIn("at least 30 controls are needed: every comparison is withheld", done.stderr)
        withheld = found_markers(self.folder / "few")
        self.assertEqual({row["status"] for row in withheld.values()}, {"withheld: 22 controls, at least 30 are needed"})
        self.assertEqual({row["z"] for row in withheld.values()}, {"n/a"})
        self.assertIn("no norm file: 22 controls", done.stderr)
        card = (self.folder / "few/profile/cards/sub-001.html").read_text()
        self.assertIn("single edges are not shown", card)

    def test_options_that_cannot_be_are_refused_by_name(self):
        self.assertIn("expected control, patient", self.profile(*self.data, "--profile.controls", "contrl", status=2))
        self.assertIn('did you mean "age"', self.profile(*self.data, "--profile.covariates", "agee", status=2))
        self.assertIn("NAME or NAME^K", self.profile(*self.data, "--profile.covariates", "age^", status=2))
        self.assertIn("such as sub-001", self.profile(*self.data, "--profile.cards", "sub-0001", status=2))
        self.assertIn("is not in the data", self.profile(*self.data, "--group.session", "3", status=2))
        self.assertIn("there is no cohort file", self.profile(status=2))
        self.assertFalse((self.folder / "out/profile").exists())

    def test_a_dry_run_writes_nothing(self):
        self.profile(*self.data, "--dry-run", out="dry")
        self.assertFalse((self.folder / "dry").exists())


class OneSite(ProfileTest):
    """45 controls and 20 patients of one site; nothing to adjust the site for."""

    def setUp(self):
        super().setUp()
        rng = numpy.random.default_rng(31)
        self.people = [{"participant_id": f"sub-{k:02d}", "group": "control" if k < 45 else "patient", "site": "only", "age": round(rng.normal(45, 9), 1), "sex": "FM"[k % 2]} for k in range(65)]
        self.y = rng.normal(0.3, 0.1, 65)
        self.data = self.files(self.people, self.y, "first")

    def files(self, people, y, name):
        table = self.matrices([{"participant_id": p["participant_id"], "session": "n/a", "x1--x2": v} for p, v in zip(people, y)], f"{name}.tsv")
        rois = self.folder / "rois.tsv"
        rois.write_text("label\tnetwork\nx1\tDMN\nx2\tDMN\n")
        return ["--input.matrices", table, "--input.participants", write_table(self.folder / f"{name}_people.tsv", people), "--rois.labels", rois]

    def test_everyone_is_scored_without_a_site_in_the_model_as_numpy_does_it(self):
        out = self.profile(*self.data, "--profile.cards", "none", ranks=3)
        found = found_markers(out)
        x = numpy.array([[1, p["age"] - 45, (p["age"] - 45) ** 2, p["sex"] == "M"] for p in self.people], float)
        for who in (3, 50):
            norm = numpy.array([k for k in range(45) if k != who])
            beta, rss = numpy.linalg.lstsq(x[norm], self.y[norm], rcond=None)[:2]
            s = numpy.sqrt(rss[0] / (len(norm) - 4))
            t = (self.y[who] - x[who] @ beta) / (s * numpy.sqrt(1 + x[who] @ numpy.linalg.inv(x[norm].T @ x[norm]) @ x[who]))
            row = found[f"sub-{who:02d}", "n/a", "M1"]
            self.assertAlmostEqual(float(row["t"]), t, delta=1e-9)
            self.assertEqual((row["status"], row["adjusted_for"], row["n_controls_at_site"]), ("scored", "age, age^2, sex", "45"))
            self.assertEqual(int(row["n_controls"]), len(norm))

    def test_the_norm_of_one_site_leaves_people_of_another_unadjusted_and_says_so(self):
        out = self.profile(*self.data, "--profile.cards", "none")
        others = [{**p, "participant_id": f"new-{k}", "site": "elsewhere" if k else "only"} for k, p in enumerate(self.people[45:48])]
        found = found_markers(self.profile(*self.files(others, self.y[45:48], "second"), "--profile.norm", out / "profile/norm.h5", "--profile.cards", "none", out="new"))
        own = found_markers(out)
        self.assertEqual(found["new-0", "n/a", "M1"]["status"], "scored")
        self.assertTrue(found["new-1", "n/a", "M1"]["status"].startswith('site-unadjusted: 0 controls at site "elsewhere"'), found["new-1", "n/a", "M1"]["status"])
        for k in range(3):
            self.assertAlmostEqual(float(found[f"new-{k}", "n/a", "M1"]["z"]), float(own[f"sub-{45 + k}", "n/a", "M1"]["z"]), delta=1e-9)


class Cards(ProfileTest):
    """Cards hold untrusted names."""

    NAMES = ["../../up", ".hidden", "<img src=x onerror=alert(1)>", "a b&c", "ünï"]

    def setUp(self):
        super().setUp()
        rng = numpy.random.default_rng(4)
        ids = [f"sub-{k:02d}" for k in range(40)] + self.NAMES
        edges = {f"{a}--{b}": rng.normal(0.3, 0.1, len(ids)) for a, b in [("x1", "x2"), ("x1", "x3"), ("x2", "x3")]}
        table = self.matrices([{"participant_id": p, "session": "n/a", **{e: v[k] for e, v in edges.items()}} for k, p in enumerate(ids)])
        people = write_table(self.folder / "people.tsv", [{"participant_id": p, "group": "control" if k < 40 else "patient", "site": "s<1>",
                                                            "age": 30 + k % 7, "sex": "FM"[k % 2]} for k, p in enumerate(ids)])
        rois = self.folder / "rois.tsv"
        rois.write_text("label\tnetwork\nx1\t<b>DMN</b>\nx2\t<b>DMN</b>\nx3\t<b>DMN</b>\n")
        self.data = ["--input.matrices", table, "--input.participants", people, "--rois.labels", rois]

    def test_names_stay_inside_the_folder_and_are_text_in_the_page(self):
        out = self.profile(*self.data)
        cards = sorted(path.name for path in (out / "profile/cards").iterdir())
        self.assertEqual(len(cards), 2 * 45)
        self.assertIn("%2E.%2F..%2Fup.html", cards)
        self.assertIn("%2Ehidden.tsv", cards)
        self.assertFalse((self.folder / "up.html").exists())
        page = (out / "profile/cards/%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E.html").read_text()
        self.assertNotIn("<img", page)
        self.assertIn("&lt;img src=x", page)
        self.assertNotIn("<b>DMN", page)
        self.assertIn("s&lt;1&gt;", page)

    def test_a_card_needs_no_network_and_no_script_and_says_what_it_is(self):
        page = (self.profile(*self.data, "--profile.cards", "sub-03") / "profile/cards/sub-03.html").read_text()
        self.assertNotRegex(page, r"<script|https?:|src=|@import|url\(")
        self.assertIn("default-src 'none'", page)
        self.assertIn(BANNERS[0], page.replace("&#39;", "'"))
        self.assertEqual(page.count("aria-label"), page.count("<svg") + page.count('role="region"'))
        self.assertIn("prefers-color-scheme:dark", page)
        self.assertIn("@media print", page)
        self.assertIn("Reliability unknown", page)
        self.assertLess(len(page), 60_000)
        self.assertEqual(len(list((self.folder / "out/profile/cards").iterdir())), 2)

    def test_cards_of_an_earlier_run_are_gone(self):
        self.profile(*self.data, "--profile.cards", "sub-03")
        self.profile(*self.data, "--profile.cards", "none")
        self.assertFalse((self.folder / "out/profile/cards").exists())

    def test_the_table_of_a_card_is_the_part_of_the_whole(self):
        out = self.profile(*self.data, "--profile.cards", "sub-03,a b&c")
        whole = [line for line in (out / "profile/profiles.tsv").read_text().split("\n") if line.startswith(("participant_id", "sub-03\t"))]
        self.assertEqual((out / "profile/cards/sub-03.tsv").read_text().rstrip("\n").split("\n"), whole)


class TwoSessions(ProfileTest):
    """Eighteen people in two sessions (psych, an independent program), and forty controls for the whole way."""

    def golden(self):
        table = self.folder / "matrices.tsv"
        shutil.copy(GOLDEN / "two_session_matrices.tsv", table)
        table.with_suffix(".json").write_text('{"Values": "fisher_z"}')
        return ["--input.matrices", table]

    def test_identification_and_reliability_need_nothing_but_two_sessions(self):
        out = self.profile(*self.golden(), "--profile.permutations", 10000, ranks=2) / "profile"
        found, expected = json.loads((out / "fingerprint.json").read_text()), json.loads((GOLDEN / "fingerprint.json").read_text())
        for name in ("I_self", "I_others", "Idiff", "rate_1_to_2", "rate_2_to_1"):
            self.assertAlmostEqual(found[name], expected[name], delta=1e-9)
        for name in ("n", "hits_1_to_2", "hits_2_to_1", "J"):
            self.assertEqual(found[name], expected[name])
        self.assertAlmostEqual(found["p_Idiff"], expected["p_Idiff"], delta=3e-4)
        self.assertIn("not evidence of a pain fingerprint", found["note"])
        self.assertEqual((found["between"], found["kind_of_repetition"]), ("sessions 1 and 2", "sessions"))
        for row, wanted in zip(rows_of(out / "reliability.tsv"), rows_of(GOLDEN / "icc_edges.tsv"), strict=True):
            self.assertEqual(f"{row['label_i']}--{row['label_j']}", wanted["edge"])
            self.assertAlmostEqual(float(row["icc_2_1"]), float(wanted["icc_2_1"]), delta=1e-9)
            self.assertAlmostEqual(float(row["icc_3_1"]), float(wanted["icc_3_1"]), delta=1e-9)
        with h5py.File(out / "result.h5") as stored:
            similarity = stored["fingerprint/similarity"][()]
        wanted = [[float(row[f"sub-{k + 1:02d}"]) for k in range(18)] for row in rows_of(GOLDEN / "fingerprint_similarity.tsv")]
        numpy.testing.assert_allclose(similarity, wanted, atol=1e-12)
        ranks = [int(row["rank_1_to_2"]) for row in rows_of(out / "fingerprint.tsv")]
        self.assertEqual(sum(rank == 1 for rank in ranks), expected["hits_1_to_2"])

    def whole_cohort(self, n=100):
        rng = numpy.random.default_rng(11)
        labels = [f"{network}{k}" for network in ("DMN", "SAL") for k in range(4)]
        pairs = [(a, b) for i, a in enumerate(labels) for b in labels[i + 1:]]
        rows, people = [], []
        for k in range(n):
            own = rng.normal(0.3, 0.2, len(pairs))
            people.append({"participant_id": f"sub-{k:03d}", "group": "control" if k < 60 else "patient", "site": "ABC"[k % 3], "age": round(rng.normal(45, 9), 1),
                           "sex": "FM"[k % 2], "mean_fd": round(rng.uniform(0.1, 0.3), 3)})
            for session in ("1", "2"):
                rows.append({"participant_id": f"sub-{k:03d}", "session": session, **{f"{a}--{b}": v for (a, b), v in zip(pairs, own + rng.normal(0, 0.15, len(pairs)))}})
        rois = self.folder / "rois.tsv"
        rois.write_text("label\tnetwork\tsubsystem\n" + "".join(f"{label}\t{'DMN' if label[0] == 'D' else 'Salience'}\t{'core' if label < 'DMN2' else 'rest'}\n" for label in labels))
        return ["--input.matrices", self.matrices(rows), "--input.participants", write_table(self.folder / "people.tsv", people), "--rois.labels", rois], rows, people

    def test_everything_is_the_same_bytes_on_1_2_3_and_7_ranks(self):
        data, _, _ = self.whole_cohort()
        found = set()
        for ranks in (0, 1, 2, 3, 7):
            out = self.profile(*data, "--profile.permutations", 200, "--profile.cards", "sub-003", out=str(ranks), ranks=ranks)
            texts = tuple(path.read_bytes() for path in sorted((out / "profile").rglob("*")) if path.is_file() and path.suffix != ".h5")
            found.add((digests(out), texts))
        self.assertEqual(len(found), 1)
        self.assertIn("profile/norm.h5:/model/coefficients", digests(out))

    def test_reliability_gives_the_interval_and_later_scans_are_compared_with_the_first_norm(self):
        data, rows, people = self.whole_cohort()
        out = self.profile(*data, "--profile.cards", "sub-003")
        found = found_markers(out)
        edges = [name for name in rows[0] if name.count("DMN") == 2]
        measure = numpy.array([numpy.mean([row[e] for e in edges]) for row in rows]).reshape(-1, 2)
        k = 2
        between, error = k * measure.mean(1).var(ddof=1), ((measure - measure.mean(1, keepdims=True) - measure.mean(0) + measure.mean()) ** 2).sum() / (len(measure) - 1)
        shift = len(measure) * ((measure.mean(0) - measure.mean()) ** 2).sum()
        icc = (between - error) / (between + error + k * (shift - error) / len(measure))
        row = found["sub-003", "2", "M1"]
        self.assertAlmostEqual(float(row["icc"]), icc, delta=1e-10)
        self.assertAlmostEqual(float(row["z_high"]) - float(row["z"]), 1.96 * numpy.sqrt(1 - icc), delta=1e-10)
        controls = numpy.array([p["group"] == "control" for p in people])
        design = numpy.array([[1, p["age"] - 45, (p["age"] - 45) ** 2, p["sex"] == "M", p["mean_fd"], p["site"] == "B", p["site"] == "C"] for p in people], float)
        for who, session in ((3, 2), (3, 1), (80, 2)):
            others = controls.copy()
            others[who] = False
            x, y = design[others], measure[others, 0]
            beta, rss = numpy.linalg.lstsq(x, y, rcond=None)[:2]
            s = numpy.sqrt(rss[0] / (len(y) - 7))
            t = (measure[who, session - 1] - design[who] @ beta) / (s * numpy.sqrt(1 + design[who] @ numpy.linalg.inv(x.T @ x) @ design[who]))
            self.assertAlmostEqual(float(found[f"sub-{who:03d}", str(session), "M1"]["t"]), t, delta=1e-9)
        page = (out / "profile/cards/sub-003_ses-2.html").read_text()
        self.assertIn("ICC(2,1) of sessions 1 and 2", page)
        measures = {row["marker"]: row for row in rows_of(out / "profile/reliability_measures.tsv")}
        self.assertAlmostEqual(float(measures["M1"]["icc_2_1"]), icc, delta=1e-10)

    def test_sessions_of_different_people_are_no_repetition(self):
        data, rows, _ = self.whole_cohort()
        self.matrices([row for k, row in enumerate(rows) if (k // 2) % 2 == k % 2])
        out = self.profile(*data, "--profile.cards", "none")
        found = json.loads((out / "profile/fingerprint.json").read_text())
        self.assertEqual(found["not_computed"], "fewer than 3 participants have two of the sessions 1, 2")
        self.assertFalse((out / "profile/reliability.tsv").exists())
        self.assertEqual({row["icc"] for row in rows_of(out / "profile/profiles.tsv")}, {"n/a"})

    def test_a_change_between_sessions_has_no_profile(self):
        data, _, _ = self.whole_cohort(40)
        self.assertIn("a profile is of a scan", self.profile(*data, "--group.session", "2-1", status=2))
        rows = rows_of(self.profile(*data, "--group.session", "2", "--profile.cards", "none") / "profile/profiles.tsv")
        self.assertEqual({row["session"] for row in rows}, {"2"})


class RealData(ProfileTest):
    def test_a_patient_with_fibromyalgia_against_33_controls_is_what_numpy_finds(self):
        out = self.profile("--config", CONFIG, "--profile.cards", "sub-002", ranks=2)
        found = found_markers(out)
        folder = SOURCE / "config/data/fibromyalgia"
        with gzip.open(folder / "matrices.tsv.gz", "rt", newline="") as text:
            table = list(csv.DictReader(text, delimiter="\t"))
        people = {row["participant_id"]: row for row in rows_of(folder / "participants.tsv")}
        table = [row for row in table if row["participant_id"] in people]
        default = {row["label"] for row in rows_of(folder / "rois.tsv") if row["network"] == "default"}
        edges = [name for name in list(table[0])[2:] if set(name.split("--")) <= default]
        y = numpy.array([numpy.mean(numpy.arctanh([float(row[e]) for e in edges])) for row in table])
        age = numpy.array([float(people[row["participant_id"]]["Age"]) for row in table])
        controls = numpy.array([people[row["participant_id"]]["group"] == "control" for row in table])
        x = numpy.column_stack([numpy.ones(len(y)), age - 45, (age - 45) ** 2])
        beta, rss = numpy.linalg.lstsq(x[controls], y[controls], rcond=None)[:2]
        who = next(k for k, row in enumerate(table) if row["participant_id"] == "sub-002")
        s = numpy.sqrt(rss[0] / (controls.sum() - 3))
        t = (y[who] - x[who] @ beta) / (s * numpy.sqrt(1 + x[who] @ numpy.linalg.inv(x[controls].T @ x[controls]) @ x[who]))
        row = found["sub-002", "n/a", "within_default"]
        self.assertAlmostEqual(float(row["t"]), t, delta=1e-6)
        self.assertEqual((row["df"], row["adjusted_for"], row["status"]), ("30", "Age, Age^2", "scored"))
        share = numpy.mean([abs(float(r["z"])) > 1.96 for r in found.values() if r["group"] == "control"])
        self.assertTrue(0.02 < share < 0.09, share)

    def test_the_three_sites_of_the_pain_sensitivity_study_are_their_own_norm(self):
        run("connectivity", "--config", PAIN_SENSITIVITY, "--out", self.folder / "rpn", ranks=3, status=1)
        out = self.profile("--group.data", self.folder / "rpn/cohort.h5", "--profile.cards", "none")
        rows = rows_of(out / "profile/profiles.tsv")
        self.assertEqual({row["adjusted_for"] for row in rows if row["status"] == "scored"}, {"age, age^2, sex, mean_fd, site"})
        self.assertEqual({row["status"] for row in rows}, {"scored", "withheld: no age, no sex"})
        share = numpy.mean([abs(float(row["z"])) > 1.96 for row in rows if row["z"] != "n/a"])
        self.assertTrue(0.03 < share < 0.08, share)
        with h5py.File(out / "profile/norm.h5") as norm:
            self.assertEqual(norm["sites/site"][()].astype(str).tolist(), ["bochum", "essen", "szeged"])
            self.assertIn(b"denoise", norm.attrs["pipeline"])


class Wording(ProfileTest):
    def test_no_sentence_says_what_must_not_be_said(self):
        self.assertEqual(offences_in(run("profile", "--help").stdout), [])
        done = run("profile", "--config", CONFIG, "--out", self.folder / "out")
        self.assertEqual(offences_in(done.stderr), [])
        self.assertEqual(offences_below(self.folder / "out"), [])
        self.assertIn(BANNERS[0], done.stderr)

    def test_the_rules_find_what_they_are_for(self):
        for sentence in ("this proves", "a biomarker of pain", "Diagnostic", "we recommend", "should receive", "predicts relief", "a fingerprint of pain", "patient has chronic pain"):
            self.assertTrue(offences_in(f"<p>{sentence}</p>"), sentence)
        self.assertEqual(offences_in(BANNERS[0]), [])


class SplitHalves(ProfileTest):
    """Several runs of one session: series of unequal length, halves averaged and compared by numpy."""

    def write_series(self, runs_of):
        rng = numpy.random.default_rng(12)
        mixing = rng.normal(0, 1, (len(runs_of), 6, 6))
        manifest, self.z = ["participant_id\tsession\trun\tfile\ttr_s"], {}
        for person, n_runs in enumerate(runs_of):
            for number in range(1, n_runs + 1):
                series = rng.normal(0, 1, (120 + 10 * number + person, 6)) @ (numpy.eye(6) + 0.5 * mixing[person])
                name = f"p{person:02d}_{number}.tsv"
                (self.folder / name).write_text("\n".join(["\t".join(f"R{i}" for i in range(6)), *("\t".join(map(repr, map(float, row))) for row in series)]) + "\n")
                manifest.append(f"p{person:02d}\tn/a\t{number}\t{name}\t2")
                self.z[person, number] = numpy.arctanh(numpy.corrcoef(series.T)[numpy.triu_indices(6, 1)])
        (self.folder / "series.tsv").write_text("\n".join(manifest) + "\n")
        write_table(self.folder / "people.tsv", [{"participant_id": f"p{k:02d}", "group": "control" if k % 2 else "patient"} for k in range(len(runs_of))])
        (self.folder / "rois.tsv").write_text("label\tnetwork\n" + "".join(f"R{i}\t{'DMN' if i < 3 else 'Salience'}\n" for i in range(6)))
        self.connectivity("out", "false")

    def connectivity(self, out, detrend):
        as_given = ["--rois.labels", self.folder / "rois.tsv", "--denoise.strategy", "none", "--denoise.fd_mm", "off", "--denoise.filter", "none", "--denoise.detrend", detrend, "--denoise.min_seconds", "off"]
        run("connectivity", "--input.series", self.folder / "series.tsv", "--input.participants", self.folder / "people.tsv", *as_given, "--out", self.folder / out)

    def half(self, person, numbers, dof):
        weights = numpy.array([dof[person, number] for number in numbers])
        return numpy.average([self.z[person, number] for number in numbers], axis=0, weights=weights)

    def test_runs_of_one_session_are_split_in_halves_and_labelled_so(self):
        runs_of = [2, 3, 4, 5, 2, 4, 1, 3, 2, 4, 6, 2]
        self.write_series(runs_of)
        out = self.profile("--profile.cards", "p01")
        with h5py.File(out / "cohort.h5") as cohort:
            where = zip(cohort["runs/participant_id"][()].astype(str), cohort["runs/run"][()].astype(str))
            dof = {(int(who[-2:]), int(number)): value for (who, number), value in zip(where, cohort["qc/dof"][()])}
        people = [k for k, n in enumerate(runs_of) if n > 1]
        first = numpy.array([self.half(k, range(1, runs_of[k] // 2 + 1), dof) for k in people])
        second = numpy.array([self.half(k, range(runs_of[k] - runs_of[k] // 2 + 1, runs_of[k] + 1), dof) for k in people])
        likeness = numpy.corrcoef(first, second)[: len(people), len(people) :]
        own = numpy.diag(likeness)
        others = likeness[~numpy.eye(len(people), dtype=bool)]
        found = json.loads((out / "profile/fingerprint.json").read_text())
        self.assertEqual((found["n"], found["kind_of_repetition"]), (11, "split halves"))
        self.assertAlmostEqual(found["I_self"], own.mean(), delta=1e-9)
        self.assertAlmostEqual(found["I_others"], others.mean(), delta=1e-9)
        self.assertAlmostEqual(found["Idiff"], 100 * (own.mean() - others.mean()), delta=1e-7)
        self.assertEqual(found["hits_1_to_2"], (likeness.argmax(1) == numpy.arange(len(people))).sum())
        self.assertIn("noise that both halves share inflates likeness", found["split_halves"])
        self.assertEqual(found["between"], "split halves (the first and the last half of a person's runs)")
        card = next((out / "profile").rglob("*p01*.html")).read_text()
        self.assertIn("Split halves of one session share noise of that session", card)

    def test_a_norm_of_another_denoising_is_refused_with_the_settings_that_differ(self):
        self.write_series([1] * 70)
        norm = self.profile("--profile.cards", "none") / "profile/norm.h5"
        self.connectivity("other", "true")
        error = self.profile("--profile.norm", norm, out="other", status=2)
        self.assertIn('of other data than these: field "pipeline" is "denoise.detrend = true"; expected denoise.detrend = false\n', error)

    def test_two_sessions_are_no_split_halves(self):
        people = [f"p{k:02d}" for k in range(6)]
        rng = numpy.random.default_rng(3)
        rows = [{"participant_id": p, "session": s, **{f"A--{b}": rng.normal() for b in "BCDE"}} for p in people for s in (1, 2)]
        matrices = self.matrices(rows)
        participants = write_table(self.folder / "people.tsv", [{"participant_id": p, "group": "control"} for p in people])
        out = self.profile("--input.matrices", matrices, "--input.participants", participants, "--profile.cards", "none")
        found = json.loads((out / "profile/fingerprint.json").read_text())
        self.assertEqual(found["kind_of_repetition"], "sessions")
        self.assertNotIn("split_halves", found)


if __name__ == "__main__":
    unittest.main()
