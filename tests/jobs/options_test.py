#!/usr/bin/python3
"""The command line and the config file, as a user meets them."""
import unittest

from support import JobTest, run, small_cohort, write_rois

JOBS = ("simulate", "index", "connectivity", "group", "predict", "share", "pool", "export", "run", "submit", "status", "verify")


class Options(JobTest):
    def refused(self, *arguments, ranks=0):
        return run(*arguments, status=2, ranks=ranks).stderr

    def test_help_lists_the_jobs_and_each_job_its_options(self):
        text = run("--help").stdout
        for job in JOBS:
            self.assertIn(f"  {job} ", text)
            self.assertIn("--out DIR", run(job, "--help").stdout)
        self.assertIn("0.3", run("connectivity", "--help").stdout)
        self.assertRegex(run("--version").stdout, r"^\d+\.\d+\.\d+\n$")

    def test_help_is_printed_once_on_three_ranks(self):
        self.assertEqual(run("--help", ranks=3).stdout.count("usage:"), 1)

    def test_an_unknown_option_names_the_nearest(self):
        for ranks in (0, 3):
            message = self.refused("connectivity", "--denoise.fdmm", "0.3", "--out", "x", ranks=ranks)
            self.assertIn('unknown option "denoise.fdmm"; did you mean "denoise.fd_mm"?', message)
            self.assertEqual(message.count("unknown option"), 1)

    def test_an_abbreviation_is_refused(self):
        self.assertIn('did you mean "denoise.strategy"', self.refused("connectivity", "--denoise.strat", "36p", "--out", "x"))

    def test_an_unknown_job_names_the_nearest(self):
        self.assertIn('unknown job "conectivity"; did you mean "connectivity"?', self.refused("conectivity"))
        self.assertIn("no job given", self.refused())

    def test_a_missing_out_is_told(self):
        self.assertIn('field "out"', self.refused("index"))

    def test_values_are_checked_with_expected_and_found(self):
        cases = {("--denoise.fd_mm", "lots"): 'field "denoise.fd_mm" is "lots"; expected a number from 0',
                 ("--denoise.detrend", "yes"): "expected true, false",
                 ("--denoise.filter", "fir"): "expected butterworth, cosine, none",
                 ("--connectivity.kind", "correlations"): "correlation",
                 ("--connectivity.estimator", "oas"): "ledoit-wolf",
                 ("--denoise.high_pass_hz", "0.2"): "below denoise.low_pass_hz",
                 ("--rois.min_coverage", "2"): "a fraction from 0 to 1",
                 ("--denoise.strategy", "37p"): "did you mean 36p?"}
        for arguments, words in cases.items():
            self.assertIn(words, self.refused("connectivity", "--input.derivatives", ".", "--out", self.folder / "x", *arguments))

    def test_an_option_twice_and_a_stray_word_are_refused(self):
        self.assertIn("given twice", self.refused("index", "--out", "a", "--out", "b"))
        self.assertIn('unexpected argument "stray"', self.refused("index", "stray", "--out", "a"))
        self.assertIn("out", self.refused("index", "--out"))

    def test_no_input_and_two_kinds_of_input_are_refused(self):
        self.assertIn("no input given", self.refused("connectivity", "--out", self.folder / "x"))
        self.assertIn("several kinds of input", self.refused("connectivity", "--input.derivatives", ".", "--input.series", "s.tsv", "--out", self.folder / "x"))
        self.assertFalse((self.folder / "x").exists())

    def test_folders_and_tables_that_are_not_there_are_refused_before_any_work(self):
        self.assertIn("nowhere", self.refused("connectivity", "--input.derivatives", "nowhere", "--out", self.folder / "x", ranks=2))
        small_cohort(self.folder / "data", n=1)
        self.assertIn("no.tsv", self.refused("connectivity", "--input.derivatives", self.folder / "data", "--rois.set", "no.tsv", "--out", self.folder / "x"))


class ConfigFile(JobTest):
    def config(self, text):
        path = self.folder / "study.cfg"
        path.write_text(text)
        return path

    def refused(self, text):
        return run("connectivity", "--config", self.config(text), "--out", self.folder / "out", status=2).stderr

    def test_a_config_file_says_what_the_command_line_says(self):
        small_cohort(self.folder / "data", n=3)
        write_rois(self.folder)
        config = self.config("out = from-config   # a comment\n[input]\nderivatives = data\n[rois]\nset = small_rois.tsv\n"
                             "[denoise]\nstrategy = 24p\nalso = 24p-acompcor\nalso = simple\nmin_dof = off\n[connectivity]\nkind=partial\nkind = correlation\n")
        run("connectivity", "--config", config)
        self.assertEqual(len(list((self.folder / "from-config").glob("cohort*.h5"))), 3)
        run("connectivity", f"--config={config}", "--out", self.folder / "other", "--denoise.also=none", "--connectivity.kind", "correlation")
        self.assertEqual(sorted(p.name for p in (self.folder / "other").glob("cohort*.h5")), ["cohort.h5", "cohort_rois-small_rois_denoise-none.h5"])

    def test_a_hash_inside_a_word_is_refused_with_a_hint(self):
        message = self.refused("[input]\nderivatives = /data/site#1\n")
        self.assertIn("study.cfg:2", message)
        self.assertIn("#", message)

    def test_an_unknown_key_and_a_broken_line_are_refused_naming_the_file(self):
        message = self.refused("[denoise]\nfd_mmm = 0.3\n")
        self.assertIn("study.cfg", message)
        self.assertIn('did you mean "denoise.fd_mm"', message)
        self.assertIn("study.cfg", self.refused("[denoise\nfd_mm = 0.3\n"))

    def test_a_config_file_that_is_not_there_is_refused(self):
        self.assertIn("missing.cfg: cannot read the config file", run("index", "--config", "missing.cfg", "--out", "x", status=2).stderr)


if __name__ == "__main__":
    unittest.main()
