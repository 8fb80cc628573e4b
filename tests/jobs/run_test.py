#!/usr/bin/python3
"""`run`: everything a config asks for, in order; what is done is kept. methods.md and provenance.json tell what was done."""
import json
import os
import re
import signal
import subprocess
import time
import unittest

from support import PROGRAM, SOURCE, JobTest, digests, run, small_cohort, write_rois

MATRICES = SOURCE / "config/fibromyalgia_default_network.cfg"


class Run(JobTest):
    def setUp(self):
        super().setUp()
        self.out = self.folder / "out"
        small_cohort(self.folder / "data", n=10)
        write_rois(self.folder)
        self.config = self.write("group", "model = group + age\ncontrast = pain: patient - control\n")

    def write(self, section, text, name="study.cfg"):
        config = self.folder / name
        config.write_text(f"[input]\nderivatives = data\n[rois]\nset = small_rois.tsv\n[denoise]\nmin_dof = off\n[{section}]\n{text}")
        return config

    def run_study(self, *arguments, **options):
        return run("run", "--config", self.config, "--out", self.out, *arguments, **options)

    def test_everything_the_config_asks_for_is_done_in_order(self):
        done = self.run_study()
        self.assertRegex(done.stderr, r"(?s)step 1 of 3: connectivity.*step 2 of 3: group.*step 3 of 3: report")
        self.assertTrue((self.out / "cohort.h5").exists())
        self.assertTrue((self.out / "group/pain/edges.tsv").exists())
        for name in ("methods.md", "references.bib", "provenance.json", "report.html"):
            self.assertTrue((self.out / name).exists(), name)

    def test_the_same_command_keeps_what_is_done_and_gives_the_same_bits(self):
        self.run_study()
        before = digests(self.out)
        table = self.out / "group/pain/edges.tsv"
        written = table.stat().st_mtime_ns
        done = self.run_study(ranks=3)
        self.assertIn("group: done before, kept", done.stderr)
        self.assertIn("report: done before, kept", done.stderr)
        self.assertEqual(table.stat().st_mtime_ns, written)
        self.assertEqual(digests(self.out), before)
        self.assertNotIn("group: done before, kept", self.run_study("--fresh").stderr)

    def test_run_gives_the_bits_of_its_jobs(self):
        self.run_study()
        other = self.folder / "other"
        run("connectivity", "--config", self.config, "--out", other)
        run("group", "--config", self.config, "--out", other)
        self.assertEqual(digests(other), digests(self.out))

    def test_a_changed_option_a_changed_input_and_a_damaged_result_are_done_again(self):
        self.run_study()
        self.assertNotIn("group: done before, kept", self.run_study("--group.model", "group + age + sex").stderr)
        self.assertNotIn("group: done before, kept", self.run_study().stderr)
        self.assertIn("group: done before, kept", self.run_study().stderr)
        (self.out / "group/pain/markers.tsv").unlink()
        self.assertNotIn("group: done before, kept", self.run_study().stderr)
        participants = self.folder / "data/participants.tsv"
        participants.write_text(participants.read_text().replace("30.0", "71.0"))
        self.assertNotIn("group: done before, kept", self.run_study().stderr)

    def test_a_dry_run_lists_the_steps_and_what_is_done(self):
        self.assertEqual(self.run_study("--dry-run").stdout, "connectivity\tnothing is there\ngroup\tto do\nreport\tto do\n")
        self.assertFalse(self.out.exists())
        self.run_study()
        self.assertEqual(self.run_study("--dry-run").stdout, "connectivity\t10 of 10 shards, cohort file complete\ngroup\tdone\nreport\tdone\n")

    def test_an_excluded_run_is_status_1_although_group_is_kept(self):
        (self.folder / "data/participants.tsv").write_text((self.folder / "data/participants.tsv").read_text() + "sub-99\tpatient\ts1\t40\tF\n")
        self.run_study(status=1)
        self.assertIn("group: done before, kept", self.run_study(status=1).stderr)

    def test_ready_made_matrices_need_no_images(self):
        done = run("run", "--config", MATRICES, "--group.correction", "fdr", "--out", self.out, status=1)
        self.assertIn("step 2 of 3: group", done.stderr)
        methods = (self.out / "methods.md").read_text()
        self.assertIn("Connectivity values were given", methods)
        self.assertNotIn("spheres", methods)
        self.assertNotIn("### Denoising", methods)

    def test_share_and_pool_follow_their_sections(self):
        for site in ("s1", "s2"):
            config = self.write("share", f"site = {site}\n", f"{site}.cfg")
            message = run("run", "--config", config, "--group.model", "group + age + sex + mean_fd", "--out", self.folder / site, status=2)
            self.assertIn("step 3 of 4: share", message.stderr)
            self.assertIn("5", message.stderr)

    def test_a_design_that_cannot_answer_stops_with_its_words(self):
        self.assertIn("nosuchcolumn", self.run_study("--group.model", "group + nosuchcolumn", status=2).stderr)

    def test_a_stop_request_ends_with_75_and_the_same_command_goes_on(self):
        environment = dict(os.environ)
        process = subprocess.Popen([PROGRAM, "run", "--config", MATRICES, "--group.permutations", "2000000", "--out", self.out], stderr=subprocess.PIPE, text=True, env=environment)
        for line in process.stderr:
            if "permutations (" in line:
                break
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
        self.assertEqual(process.wait(timeout=120), 75, rest)
        self.assertIn("goes on from here", rest)


class Refusals(JobTest):
    def test_a_config_that_asks_for_nothing_is_refused(self):
        self.assertIn("the configuration asks for nothing", run("run", "--out", self.folder / "x", status=2, ranks=2).stderr)
        self.assertFalse((self.folder / "x").exists())

    def test_a_job_that_is_not_there_is_refused(self):
        message = run("run", "--run.also", "grup", "--config", MATRICES, "--out", self.folder / "x", status=2).stderr
        self.assertIn('field "run.also" is "grup"; expected one of connectivity, group', message)

    def test_two_kinds_of_input_are_refused(self):
        message = run("run", "--config", MATRICES, "--input.series", "s.tsv", "--out", self.folder / "x", status=2).stderr
        self.assertIn("several kinds of input", message)


class Methods(JobTest):
    """methods.md says what was done, and never what was not."""

    def methods(self, *arguments):
        small_cohort(self.folder / "data", n=18)
        write_rois(self.folder)
        out = self.folder / "out"
        run("run", "--input.derivatives", self.folder / "data", "--rois.set", self.folder / "small_rois.tsv", "--denoise.min_dof", "off", "--out", out,
            "--group.model", "group + age + mean_fd", "--group.contrast", "pain: patient - control", *arguments)
        self.bib = (out / "references.bib").read_text()
        return (out / "methods.md").read_text()

    def test_the_default_pipeline_is_described_with_its_numbers(self):
        text = self.methods()
        for words in ("18 runs of 18 participants were analysed from 2 sites", "36 confounds", "framewise displacement above 0.3 mm", "0.01 to 0.1 Hz",
                      "8 regions, spheres around the coordinates of the set", "28 pairs", "Pearson's correlation", "`patient - control`", "`group + age + mean_fd`",
                      "less than 240 s kept", "The repetition time was 2 s", "dmn-cohort 0."):
            self.assertIn(words, text)

    def test_what_was_not_done_is_not_said(self):
        text = self.methods("--denoise.strategy", "none", "--denoise.fd_mm", "off", "--denoise.filter", "none", "--denoise.max_mean_fd", "off")
        for words in ("36 confounds", "censored,", "Butterworth", "interpolated", "permutation", "network-based", "ComBat", "CovBat", "meta-analysis",
                      "mixed model", "partial", "tangent", "robust", "above 0.5 mm", "degrees of freedom were excluded", "[@zalesky2010]", "[@johnson2007]"):
            self.assertNotIn(words, text)
        self.assertIn("No confounds were regressed", text)

    def test_what_was_asked_for_is_said(self):
        text = self.methods("--connectivity.kind", "correlation", "--connectivity.kind", "partial", "--group.correction", "max-t", "--group.correction", "nbs",
                            "--group.nbs_threshold", "2", "--group.permutations", "40", "--group.harmonise", "combat", "--denoise.also", "24p", "--denoise.high_pass_hz", "off")
        for words in ("Ledoit and Wolf", "permutations [@freedman1983; @winkler2014]", "(seed 1)", "at |t| ≥ 2", "ComBat [@johnson2007]", "robust", "below 0.1 Hz"):
            self.assertIn(words, text)
        self.assertNotIn("CovBat", text)

    def test_further_jobs_have_paragraphs_of_their_own(self):
        text = self.methods("--symptoms.subtype", "sex", "--group.permutations", "20")
        self.assertIn("### Subtypes: sex", text)
        self.assertRegex(text, r"The levels `F` \(\d+\) and `M` \(\d+\) of `sex` were compared by F tests")
        self.assertIn("20 relabellings [@freedman1983; @winkler2014] (seed 1)", text)
        for words in ("### Treatment", "### Change", "### Persons", "### Prediction", "### Symptoms", "### Pooled", "Holm"):
            self.assertNotIn(words, text)

    def test_every_citation_has_an_entry_and_every_entry_is_cited(self):
        text = self.methods()
        cited = set(re.findall(r"@([a-z]+\d{4})", text))
        self.assertEqual(cited, set(re.findall(r"@(?:article|inproceedings)\{([a-z0-9]+),", self.bib)))
        self.assertGreaterEqual(len(cited), 5)
        for entry in self.bib.strip().split("\n\n"):
            self.assertRegex(entry, r"(?s)author = \{.+\},.*year = \{\d{4}\},.*title = \{.+\},.*(journal|booktitle) = \{.+\},\s*(doi = \{10\.|url = \{https://).+\}\n\}")
        for words in ("diagnos", "biomarker", "recommend", "should receive", "proves", "predicts"):
            self.assertNotIn(words, text.replace("not a diagnostic device", ""))


class Provenance(JobTest):
    def test_inputs_options_program_machine_and_products_are_recorded_and_no_digest_depends_on_them(self):
        small_cohort(self.folder / "data", n=10)
        write_rois(self.folder)
        out = self.folder / "out"
        arguments = ("--input.derivatives", self.folder / "data", "--rois.set", self.folder / "small_rois.tsv", "--denoise.min_dof", "off", "--out", out)
        run("connectivity", *arguments, ranks=2)
        run("group", "--group.model", "group + age", "--group.contrast", "pain: patient - control", "--seed", "7", "--out", out)
        record = json.loads((out / "provenance.json").read_text())
        self.assertEqual(set(record), {"prefix", "agent", "entity", "activity", "used", "wasGeneratedBy", "wasAssociatedWith"})
        connectivity, group = record["activity"]["dmn:connectivity"], record["activity"]["dmn:group"]
        self.assertEqual(connectivity["dmn:ranks"], 2)
        self.assertEqual(group["dmn:options"]["seed"], "7")
        self.assertEqual(group["dmn:options"]["group.equivalence"], "0.2")
        for field in ("prov:startTime", "prov:endTime", "dmn:host", "dmn:processor", "dmn:memory_MiB", "dmn:fingerprint"):
            self.assertTrue(group[field], field)
        used = {r["prov:entity"] for r in record["used"].values() if r["prov:activity"] == "dmn:group"}
        self.assertIn("file:cohort.h5", used)
        made = {r["prov:entity"] for r in record["wasGeneratedBy"].values() if r["prov:activity"] == "dmn:group"}
        self.assertIn("file:group/pain/edges.tsv", made)
        for relation in [*record["used"].values(), *record["wasGeneratedBy"].values()]:
            self.assertIn(relation["prov:entity"], record["entity"])
        self.assertTrue(record["agent"]["dmn:program"]["dmn:revision"])
        before = digests(out)
        (out / "provenance.json").write_text("[1, 2")
        self.assertEqual(digests(out), before)

    def test_a_broken_record_means_that_nothing_is_known_to_be_done(self):
        out = self.folder / "out"
        run("run", "--config", MATRICES, "--group.correction", "fdr", "--out", out, status=1)
        (out / "provenance.json").write_text('{"activity": {"dmn:group": 3}}')
        self.assertNotIn("group: done before, kept", run("run", "--config", MATRICES, "--group.correction", "fdr", "--out", out, status=1).stderr)


if __name__ == "__main__":
    unittest.main()
