#!/usr/bin/python3
"""The configurations that ship with the project give the numbers of results/; the template holds every option and parses."""
import os
import re
import subprocess
import unittest

from support import PROGRAM, SOURCE, JobTest, run

CONFIG = SOURCE / "config"


class References(JobTest):
    def compare(self, study, ranks):
        run("run", "--config", CONFIG / f"{study}.cfg", "--out", self.folder, ranks=ranks, status=1)
        done = run("verify", "--out", self.folder, "--reference", SOURCE / "results" / study)
        self.assertNotIn("# differs", done.stdout)
        compared = int(re.search(r"(\d+) datasets, columns and tables compared", done.stderr).group(1))
        self.assertGreater(compared, 100)

    def test_pain_sensitivity_at_three_sites(self):
        self.compare("pain_sensitivity", 3)

    def test_fibromyalgia_in_the_whole_brain(self):
        self.compare("fibromyalgia", 2)

    def test_fibromyalgia_within_the_default_network_by_permutation(self):
        self.compare("fibromyalgia_default_network", 0)


class Template(JobTest):
    def options(self):
        """`section.option` and the value shown, of every line `#option = value`."""
        section, options = "", {}
        for line in (CONFIG / "template.cfg").read_text().splitlines():
            if line.startswith("["):
                section = line.strip("[]") + "."
            elif match := re.fullmatch(r"#([a-z_0-9-]+) = (.*)", line):
                options[section + match.group(1)] = match.group(2)
        return options

    def test_every_option_is_in_the_template(self):
        text = subprocess.run([PROGRAM, "--help-as", "markdown"], capture_output=True, text=True, check=True).stdout
        known = set(re.findall(r"^\| `([^`]+)` \|", text, re.M))
        self.assertGreater(len(known), 100)
        self.assertEqual(known - set(self.options()), {"config", "dry-run", "fresh", "reference", "write-reference"})

    def test_the_template_as_it_is_and_with_its_defaults_parses(self):
        run("run", "--config", CONFIG / "template.cfg", "--config", "x", "--out", self.folder / "x", status=2)
        self.assertIn("asks for nothing", run("run", "--config", CONFIG / "template.cfg", "--out", self.folder / "x", status=2).stderr)
        plain = {name: value for name, value in self.options().items() if re.fullmatch(r"[a-z0-9.-]+", value) and not name.startswith(("simulate.", "log"))}
        self.assertGreater(len(plain), 30)
        lines = [f"{name} = {value}" for name, value in sorted(plain.items()) if "." not in name]
        for section in sorted({name.split(".")[0] for name in plain if "." in name}):
            lines += [f"[{section}]", *(f"{name.split('.', 1)[1]} = {value}" for name, value in plain.items() if name.startswith(section + "."))]
        config = self.folder / "study.cfg"
        config.write_text("\n".join(lines) + "\n")
        done = run("run", "--config", config, "--input.matrices", CONFIG / "data/fibromyalgia/matrices.tsv.gz", "--dry-run", "--out", self.folder / "out")
        self.assertIn("connectivity\tnothing is there", done.stdout)

    def test_the_files_made_of_the_option_table_are_current(self):
        done = subprocess.run([SOURCE / "tests/generated.sh", PROGRAM, "--check"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_another_form_of_help_is_refused(self):
        self.assertIn('field "help-as" is "pdf"; expected markdown, config, man or bash', run("--help-as", "pdf", status=2).stderr)


class Completion(JobTest):
    def complete(self, *words):
        script = f'source {SOURCE}/share/bash-completion/completions/dmn-cohort; COMP_WORDS=({" ".join(words)}); COMP_CWORD={len(words) - 1}; _dmn_cohort; echo "${{COMPREPLY[@]}}"'
        return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout.split()

    def test_jobs_and_options_are_completed(self):
        self.assertEqual(self.complete("dmn-cohort", "conn"), ["connectivity"])
        self.assertEqual(self.complete("dmn-cohort", "group", "--group.perm"), ["--group.permutations"])
        self.assertIn("--denoise.fd_mm", self.complete("dmn-cohort", "run", "--denoise."))
        self.assertEqual(self.complete("dmn-cohort", "verify", "--denoise."), [])


class Consortium(JobTest):
    def test_eight_sites_two_of_them_with_sums_only(self):
        environment = dict(os.environ, PROGRAM=str(PROGRAM))
        done = subprocess.run(["bash", SOURCE / "jobs/consortium.sh", self.folder], capture_output=True, text=True, env=environment, timeout=400)
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        done = run("verify", "--out", self.folder / "consortium", "--reference", SOURCE / "results/consortium")
        methods = (self.folder / "consortium/methods.md").read_text()
        self.assertIn("`group + age + mean_fd + site`) was estimated from the sums of 8 sites alone, which gives the least squares of all their rows (112 participants)", methods)
        self.assertIn("26, reference", methods)
        self.assertNotIn("# differs", done.stdout)
        self.assertGreater(int(re.search(r"(\d+) datasets, columns and tables compared", done.stderr).group(1)), 300)

    def test_its_configurations_are_complete(self):
        done = run("run", "--config", CONFIG / "consortium.cfg", "--input.derivatives", "site-01=x", "--pool.input", "x.h5", "--dry-run", "--out", self.folder / "x")
        self.assertEqual([line.split("\t")[0] for line in done.stdout.splitlines()], ["connectivity", "group", "share", "pool", "treatment", "change", "report"])
        done = run("run", "--config", CONFIG / "consortium_site.cfg", "--input.derivatives", "site-07=x", "--dry-run", "--out", self.folder / "x")
        self.assertEqual([line.split("\t")[0] for line in done.stdout.splitlines()], ["connectivity", "group", "share", "report"])
        run("simulate", "--config", CONFIG / "consortium_simulation.cfg", "--dry-run", "--out", self.folder / "x")
        subprocess.run(["bash", "-n", SOURCE / "jobs/consortium.sh"], check=True)


if __name__ == "__main__":
    unittest.main()
