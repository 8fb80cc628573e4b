#!/usr/bin/python3
"""What the jobs claim: tags by kind of connectivity, no forbidden form in anything they write, and what is refused for want of people.

The forbidden forms are those of docs/METHODS.md section 8 (tests/jobs/wording.py); the cohorts are made here and in clinical_cohort.py.
"""
import json
import re
import unittest

import h5py
import numpy
import pandas

from clinical_cohort import M5, MODEL, edges_of, one_session, people, write
from support import SOURCE, JobTest, run
from wording import offences_below, offences_in

FAST = ["--group.permutations", "99"]
CLINICAL = {
    "symptoms": ["--symptoms.score", "depression", "--symptoms.subtype", "type", "--symptoms.bootstrap", "100", "--symptoms.model_permutations", "20"],
    "treatment": ["--treatment.post", "post", "--treatment.pre", "pre", "--treatment.arm", "arm", "--treatment.randomised"],
    "change": ["--change.conversion", "persistent"],
}


def cohort(n=64, sites=4, seed=3):
    """Two sessions of everybody, with every column that a job can be asked about and an effect that is found."""
    table = people(n, sites)
    rng = numpy.random.default_rng(seed)
    table["type"] = numpy.array(["mechanical", "neuropathic"])[(numpy.arange(n) // (2 * sites)) % 2]
    table["arm"] = numpy.array(["active", "control"])[(numpy.arange(n) // (2 * sites)) % 2]
    table["pre"] = rng.normal(6, 1.5, n).round(2)
    table["post"] = (table["pre"] + rng.normal(0, 1, n)).round(2)
    table["persistent"] = rng.choice(["yes", "no"], n)
    first = edges_of(table)
    first[:, M5] += 0.3 * (table["group"] == "patient").to_numpy()[:, None]
    return table, first, first + rng.normal(0, 0.05, first.shape)


class Claims(JobTest):
    def sessions(self, table, first, second, values="fisher_z"):
        everybody = numpy.arange(len(table))
        data = write(self.folder / "two", table, ("1", everybody, first), ("2", everybody, second))
        (self.folder / "two/matrices.json").write_text(json.dumps({"Values": values}))
        return data

    def once(self, table, first, values="fisher_z"):
        data = one_session(self.folder / "one", table, first)
        (self.folder / "one/matrices.json").write_text(json.dumps({"Values": values}))
        return data

    def said(self, job, *arguments):
        done = run(job, *arguments)
        return offences_in(done.stdout + done.stderr, job)

    def everything(self, values):
        """Every job that writes sentences, into self.folder/out and its neighbours; what they said that they must not."""
        table, first, second = cohort()
        one, two, out = self.once(table, first, values), self.sessions(table, first, second, values), self.folder / "out"
        found = self.said("group", *one, *MODEL, *FAST, "--group.correction", "max-t", "--out", out)
        for job in ("symptoms", "treatment"):
            found += self.said(job, *one, *MODEL, *FAST, *CLINICAL[job], "--out", out)
        found += self.said("change", *two, *MODEL, *FAST, *CLINICAL["change"], "--out", out)
        found += self.said("predict", *one, "--predict.permutations", "20", "--out", out)
        found += self.said("predict", *one, "--predict.permutations", "20", "--predict.outcome", "depression", "--predict.method", "cpm", "--out", out)
        found += self.said("profile", *two, "--out", out)
        found += self.said("report", "--out", out)
        found += self.said("run", *one, *MODEL, *FAST, "--out", self.folder / "run")
        return found

    def test_nothing_that_a_job_writes_or_says_has_a_forbidden_form(self):
        found = self.everything("fisher_z")
        written = [path for folder in ("out", "run") for path in (self.folder / folder).rglob("*") if path.suffix in {".html", ".md", ".txt"}]
        for name in ("symptoms/depression/report.txt", "symptoms/subtype_type/report.txt", "treatment/report.txt", "change/report.txt", "report.html"):
            self.assertIn(self.folder / "out" / name, written)
        self.assertTrue([path for path in written if "predict" in path.parts])
        self.assertTrue([path for path in written if "profile" in path.parts])
        self.assertIn(self.folder / "run/methods.md", written)
        self.assertEqual(found + offences_below(self.folder / "out") + offences_below(self.folder / "run"), [])
        self.assertEqual(json.loads((self.folder / "out/group/patient-control/summary.json").read_text())["tag_of_M1_to_M8"], "confirmatory")
        self.assertIn("Confirmatory markers, fixed in advance", (self.folder / "out/report.html").read_text())
        markers = pandas.read_csv(self.folder / "out/symptoms/depression/markers.tsv", sep="\t").set_index("marker")
        self.assertEqual(markers.loc["M1", "family"], "confirmatory")

    def test_markers_of_another_kind_are_exploratory_wherever_they_are_named(self):
        self.everything("other")
        out = self.folder / "out"
        group = json.loads((out / "group/patient-control/summary.json").read_text())
        self.assertEqual((group["kind"], group["tag_of_M1_to_M8"]), ("other", "exploratory"))
        with h5py.File(out / "group/patient-control/result.h5") as result:
            self.assertIn("max_t_markers", result["null"])
            self.assertNotIn("max_t_confirmatory", result["null"])
        self.assertIn("Markers M1 to M8, exploratory in this kind of connectivity", (out / "report.html").read_text())
        self.assertIn("all tests are exploratory, those of the markers M1 to M8 too", (self.folder / "run/methods.md").read_text())
        for name in ("symptoms/depression/markers.tsv", "symptoms/subtype_type/markers.tsv", "treatment/markers.tsv", "change/markers.tsv"):
            self.assertEqual(set(pandas.read_csv(out / name, sep="\t")["family"]), {"exploratory"}, name)
        for path in [*out.rglob("*.txt"), *out.rglob("*.html"), *out.rglob("*.tsv"), *out.rglob("*.json"), *(self.folder / "run").rglob("*.md")]:
            text = path.read_text()
            for allowed in ("confirmatory (fixed in advance), network mean", "confirmatory only", "exploratory/confirmatory"):
                text = text.replace(allowed, "")
            self.assertIsNone(re.search("confirmatory", text, re.IGNORECASE), path)


class Literals(unittest.TestCase):
    def test_no_string_of_the_program_has_a_forbidden_form(self):
        found = []
        for folder in ("jobs", "src"):
            for path in sorted((SOURCE / folder).rglob("*.[ch]pp")):
                code = re.sub(r"//[^\n]*", "", path.read_text())
                code = re.sub(r'#include "[^"]*"', "", code)
                literals = re.findall(r'"((?:[^"\\\n]|\\.)*)"', re.sub(r'"\s*\n\s*"', "", code))
                found += offences_in(" | ".join(literals).replace("\\n", " "), str(path.relative_to(SOURCE)))
        self.assertEqual(found, [])


class TooFewPeople(JobTest):
    def refusals(self, table, edges):
        """What every job says of this cohort; nothing is written."""
        one = one_session(self.folder / "one", table, edges)
        everybody = numpy.arange(len(table))
        two = write(self.folder / "two", table, ("1", everybody, edges), ("2", everybody, edges + 0.01))
        said = {}
        for job, options in {**CLINICAL, "profile": [], "predict": []}.items():
            out = self.folder / f"out-{job}"
            model = MODEL if job in ("symptoms", "change") else []
            said[job] = run(job, *(two if job == "change" else one), *model, *options, "--out", out, status=2).stderr
            self.assertFalse((out / job).exists(), job)
        return said

    def test_a_cohort_of_nobody_is_refused(self):
        table, first, _ = cohort()
        for job, words in self.refusals(table.iloc[:0], first[:0]).items():
            self.assertIn("nobody is in these data", words, job)

    def test_a_cohort_of_one_is_refused(self):
        table, first, _ = cohort()
        for job, words in self.refusals(table.iloc[:1], first[:1]).items():
            self.assertIn("one participant cannot be compared with others", words, job)


    def test_a_cohort_left_empty_says_whom_it_lost(self):
        table, first, _ = cohort(8)
        data = one_session(self.folder / "one", table, first)
        (self.folder / "one/participants.tsv").write_text("participant_id\tgroup\nsub-999\tcontrol\n")
        words = run("symptoms", *data, *MODEL, *CLINICAL["symptoms"], "--out", self.folder / "out", status=2).stderr
        self.assertIn("nobody is left in these data: 9 runs are excluded, the first (sub-000): matrices.tsv:2: data without a row in the participants table", words)

    def test_one_site_trains_no_model_for_another_and_the_rest_goes_without_sites(self):
        table, first, second = cohort(48, sites=1)
        one = one_session(self.folder / "one", table, first)
        refused = run("predict", *one, "--out", self.folder / "out", status=2).stderr
        self.assertIn("one site cannot be held out while another one trains", refused)
        self.assertFalse((self.folder / "out/predict").exists())
        for job in ("symptoms", "treatment"):
            done = run(job, *one, *(MODEL if job == "symptoms" else []), *FAST, *CLINICAL[job], "--out", self.folder / "out")
            self.assertIn('column "site" is constant ("s1"): dropped from the model', done.stderr)
        rest = pandas.read_csv(self.folder / "out/symptoms/subtype_type/one_against_rest.tsv", sep="\t")
        self.assertIn("one site cannot be held out", rest["status"][0])
        self.assertIn("benefit", (self.folder / "out/treatment/report.txt").read_text())


if __name__ == "__main__":
    unittest.main()
