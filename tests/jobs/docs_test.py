#!/usr/bin/python3
"""Every command and example in README.md and docs/ works: fenced sh blocks are run, those marked `cluster` and indented ones are checked against --help;
Python, R and Octave examples are run; quoted errors exist in the sources; links lead somewhere."""
import os
import pathlib
import re
import shlex
import subprocess
import unittest

from support import PROGRAM, SOURCE, JobTest, run

PAGES = sorted([SOURCE / "README.md", *(SOURCE / "docs").glob("*.md")])
BLOCK = re.compile(r"(<!-- cluster -->\n)?```(\w+)\n(.*?)```", re.S)
RUNNERS = {"python": ["/usr/bin/python3", "-"], "r": ["Rscript", "--vanilla", "-"], "octave": ["octave-cli", "--norc", "--quiet"]}


def blocks(page):
    """(language, text, is for a cluster) of every fenced block."""
    return [(language, text, bool(cluster)) for cluster, language, text in BLOCK.findall(page.read_text())]


def commands(text):
    """The words of every call of the program in a text of shell lines, without its launcher."""
    for line in re.sub(r"\\\n", " ", text).splitlines():
        line = line.split("#")[0].strip()
        if re.match(r"(mpirun \S+ \d+ )?dmn-cohort ", line):
            words = shlex.split(line)
            yield words[words.index("dmn-cohort") + 1:]


class Commands(JobTest):
    def known_options(self, job):
        text = run(job, "--help").stdout + (subprocess.run([PROGRAM, "--help-as", "markdown"], capture_output=True, text=True).stdout if job == "run" else "")
        return set(re.findall(r"--([a-z_.-]+)", text)) | set(re.findall(r"^\| `([^`]+)`", text, re.M))

    def test_every_command_names_a_job_and_options_that_there_are(self):
        n = 0
        for page in PAGES:
            indented = "\n".join(line.strip() for line in page.read_text().splitlines() if line.startswith("    "))
            indented = indented.replace("\\\n", " ")
            fenced = "\n".join(text for language, text, _ in blocks(page) if language == "sh")
            for words in [*commands(indented), *commands(fenced)]:
                job = words[0]
                if job.startswith("-") or job.startswith("<"):
                    continue
                options = {w[2:].split("=")[0] for w in words[1:] if w.startswith("--")} - {"help"}
                self.assertLessEqual(options, self.known_options(job), f"{page.name}: {job}")
                n += 1
        self.assertGreater(n, 25)

    def surroundings(self, folder):
        """The program by name, and the project's config and references beside it. Status 1 of a job (exclusions) is no failure of a page."""
        (folder / "bin").mkdir(parents=True)
        wrapper = folder / "bin/dmn-cohort"
        wrapper.write_text(f'#!/bin/bash\n{PROGRAM} "$@"\nstatus=$?\n[ $status = 1 ] && [ "$1" != verify ] && exit 0\nexit $status\n')
        wrapper.chmod(0o755)
        os.symlink(SOURCE / "config", folder / "config")
        (folder / "results").mkdir()
        for reference in (SOURCE / "results").iterdir():
            if reference.is_dir() and (reference / "numbers.tsv").exists():
                os.symlink(reference, folder / "results" / reference.name)
        return dict(os.environ, PATH=f"{folder}/bin:{os.environ['PATH']}", OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")

    def run_page(self, name):
        folder = self.folder / name
        environment = self.surroundings(folder)
        where, outputs = folder, {}
        for language, text, cluster in blocks(SOURCE / "docs" / f"{name}.md"):
            if cluster or language == "ini":
                continue
            if language == "sh":
                script = f"{text}\npwd > {folder}/where"
                done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=where, env=environment, capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, f"{name}: {text}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
                where = pathlib.Path((folder / "where").read_text().strip())
            else:
                done = subprocess.run(RUNNERS[language], input=text, cwd=where, env=environment, capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, f"{name}: {language}\n{done.stdout}\n{done.stderr}")
                outputs[language] = done.stdout
        return folder, outputs

    def test_quick_start(self):
        folder, _ = self.run_page("quick-start")
        for name in ("cohort.h5", "methods.md", "group/pain/edges.tsv", "export/dataset_description.json"):
            self.assertTrue((folder / "results/demo" / name).exists(), name)

    def test_consortium(self):
        folder, _ = self.run_page("consortium")
        self.assertTrue((folder / "results/pooled/pool/edges.tsv").exists())
        self.assertTrue((folder / "results/together/group/harmonised.json").exists())

    def test_reading_in_python_r_and_octave(self):
        _, outputs = self.run_page("reading")
        self.assertEqual(set(outputs), set(RUNNERS))
        self.assertIn("24 runs, 1225 edges", outputs["python"])
        self.assertIn("24 runs, 1225 edges", outputs["r"])
        self.assertRegex(outputs["octave"], r"24 runs, 50 regions, mean r -?0\.\d+")

    def test_the_configuration_of_the_cluster_page_parses(self):
        text = next(text for language, text, _ in blocks(SOURCE / "docs/your-cluster.md") if language == "ini")
        (self.folder / "study.cfg").write_text(text)
        done = run("run", "--config", self.folder / "study.cfg", "--dry-run", "--out", self.folder / "x")
        self.assertEqual([line.split("\t")[0] for line in done.stdout.splitlines()], ["connectivity", "group", "report"])


class Words(unittest.TestCase):
    def test_every_error_of_the_faq_is_one_of_the_program(self):
        sources = "".join(re.sub(r'"\s*\n\s*"', "", path.read_text()) for top in ("src", "jobs") for path in (SOURCE / top).rglob("*.cpp"))
        quoted = re.findall(r"^\| `([^`]+)` \|", (SOURCE / "docs/faq.md").read_text(), re.M)
        self.assertGreater(len(quoted), 15)
        for words in quoted:
            self.assertIn(words, sources)

    def test_links_lead_somewhere(self):
        for page in PAGES:
            for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text()):
                if not target.startswith("http"):
                    self.assertTrue((page.parent / target).exists(), f"{page.name}: {target}")


if __name__ == "__main__":
    unittest.main()
