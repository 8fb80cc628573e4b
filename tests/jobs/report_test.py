#!/usr/bin/python3
"""The report of a simulated consortium of eight sites and of real patients: every number is compared with the file it names, and the
page is opened in a browser and used."""
import csv
import functools
import gzip
import html.parser
import json
import pathlib
import re
import shutil
import tempfile
import unittest

import h5py
import numpy

import clinical_cohort
from browser import Browser
from support import SOURCE, JobTest, run
from wording import offences_below

MEGABYTE = 1_000_000
FORBIDDEN = r"diagnos|biomarker of|recommend|should receive|proves|predicts"
BANNER = "Research use only; not a diagnostic device."
VOID = {"meta", "br", "input", "link", "img"}
EASY = ["--denoise.strategy", "none", "--denoise.filter", "none", "--denoise.fd_mm", "off", "--denoise.min_dof", "off", "--denoise.min_seconds", "off"]


class Page(html.parser.HTMLParser):
    """Numbers with their source, rows of the edge table, texts, and whether elements are closed in order."""

    def __init__(self, path):
        super().__init__()
        self.numbers, self.rows, self.words, self.open, self.ids = [], [], [], [], []
        self.table, self.columns, self.problems = None, [], []
        self.feed(pathlib.Path(path).read_text())
        self.close()

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "data":
            self.numbers.append([given["value"], given["data-source"], ""])
        if tag == "table":
            self.table, self.columns = given.get("data-source"), []
        if tag == "th" and self.table and "data-column" in given:
            self.columns.append(given["data-column"])
        if tag == "tr" and "data-row" in given:
            self.rows.append((self.table, list(self.columns), int(given["data-row"]), []))
        if tag == "td" and "data-v" in given and self.rows and "tr" in self.open:
            self.rows[-1][3].append(given["data-v"])

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.problems.append(f"</{tag}> in {self.open[-3:]}")
        elif tag not in VOID:
            self.open.pop()

    def handle_data(self, text):
        if self.open and self.open[-1] in ("script", "style"):
            return
        self.words.append(text)
        if self.open and self.open[-1] == "data":
            self.numbers[-1][2] += text

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@functools.lru_cache(maxsize=None)
def rows_of(path):
    with open(path, newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))


def number_in_file(out, source):
    """The number a source speaks of, read here and not by the program; nan for n/a."""
    parts = source.split("|")
    path = out / parts[0]
    if parts[1] == "at most":
        return sum(row[parts[2]] != "n/a" and float(row[parts[2]]) <= float(parts[3]) for row in rows_of(path))
    if path.suffix == ".tsv":
        cell = rows_of(path)[int(parts[1])][parts[2]]
        return float("nan") if cell == "n/a" else float(cell)
    if path.suffix == ".json":
        whole = json.loads(path.read_text())
        if parts[1] == "distinct":
            _, array, _, member = parts[2].split("/")
            return len({element[member] for element in whole[array]})
        for key in parts[1].strip("/").split("/"):
            whole = whole[int(key)] if isinstance(whole, list) else whole.get(key)
        return float("nan") if whole is None else float(whole)
    with h5py.File(path) as file:
        datasets = {name: file[name][()].astype(str) for name in parts[2::2] if name.startswith("/")}
    values = datasets[parts[2]]
    if parts[1] == "value":
        return float(values[int(parts[3])])
    if parts[1] == "length":
        return len(values)
    if parts[1] == "equal":
        wanted = {}
        for name, text in zip(parts[2::2], parts[3::2]):
            wanted.setdefault(name, []).append(text)
        return int(numpy.logical_and.reduce([numpy.isin(datasets[name], texts) for name, texts in wanted.items()]).sum())
    pieces = [re.escape(piece) for piece in parts[3].split("…")]
    pattern = re.compile(".*".join(pieces))
    return sum(bool(pattern.search(re.sub(r" \([^)]*\)", "", value))) for value in values)


def number_shown(text):
    """`−0.21`, `1,225`, `.004`; nothing for `< .001` and the like."""
    plain = text.strip().replace("−", "-").replace(",", "")
    return float(plain) if re.fullmatch(r"[+-]?\d*\.?\d+", plain) else None


class ReportTest(JobTest):
    def assert_numbers_are_those_of_the_files(self, out, more_than=30):
        page = Page(out / "report.html")
        self.assertEqual(page.problems, [])
        self.assertEqual(len(page.ids), len(set(page.ids)))
        self.assertGreater(len(page.numbers), more_than)
        for value, source, shown in page.numbers:
            found = number_in_file(out, source)
            stated = float("nan") if value == "n/a" else float(value)
            numpy.testing.assert_equal(stated, found, source)
            seen = number_shown(shown)
            if seen is not None:
                places = len(shown.partition(".")[2])
                self.assertTrue(any(abs(seen - scale * found) <= 0.5001 * 10.0**-places for scale in (1, 100)), f"{source}: {shown} for {found}")
            elif not numpy.isnan(found):
                self.assertRegex(shown, "^[<>] ", source)
        for table, columns, row, cells in page.rows:
            stored = rows_of(out / table)[row]
            for column, cell in zip(columns, cells):
                self.assertEqual(cell or "n/a", stored[column], f"{table} {row} {column}")
        return page

    def assert_words_keep_to_the_policy(self, page):
        self.assertIn(BANNER, page.text)
        text = page.text.replace("not a diagnostic device", "")
        self.assertEqual(re.findall(FORBIDDEN, text, re.IGNORECASE), [])
        found = text.split("Who was compared")[0]
        self.assertRegex(found, r"g = .* 95 % CI .* p [=<]")
        self.assertLess(found.find("g = "), re.search(r"\bp [=<]", found).start())

    def assert_browser_is_content(self, browser, out):
        self.assertEqual(browser.complaints, [])
        self.assertEqual([u for u in browser.requests if not u.startswith("data:")], [(out / "report.html").resolve().as_uri()])


class SimulatedConsortium(ReportTest):
    @classmethod
    def setUpClass(cls):
        cls.keep = tempfile.TemporaryDirectory(prefix="dmn-cohort-test-")
        cls.addClassCleanup(cls.keep.cleanup)
        folder = pathlib.Path(cls.keep.name)
        cls.data, cls.out = folder / "data", folder / "out"
        run("simulate", "--simulate.participants", "104", "--simulate.sites", "8", "--simulate.volumes", "48", "--simulate.effect", "DMN-Salience=0.3", "--seed", "3",
            "--out", cls.data, ranks=3)
        sites = [a for number in range(1, 9) for a in ("--input.derivatives", f"site-{number:02d}={cls.data}/site-{number:02d}")]
        run("connectivity", *sites, "--input.participants", cls.data / "participants.tsv", *EASY, "--denoise.also", "simple", "--out", cls.out, ranks=3, status=None)
        run("group", "--group.model", "group + age + site", "--group.contrast", "patient-control: patient - control", "--group.contrast", "age: age", "--group.correction", "fdr",
            "--group.correction", "max-t", "--group.correction", "nbs", "--group.permutations", "100", "--group.harmonise", "combat", "--out", cls.out)
        run("report", "--out", cls.out)

    def test_every_number_is_that_of_the_file_it_names(self):
        page = self.assert_numbers_are_those_of_the_files(self.out)
        self.assert_words_keep_to_the_policy(page)

    def test_the_questions_are_answered_in_order(self):
        text = Page(self.out / "report.html").text
        questions = ["Who was compared, and who was left out?", "Is there a difference, and does it hold at every site?", "What does connectivity look like in each group?", "Where are the edges that differ?",
                     "Which edges exactly?", "How do single participants lie?", "Does another pipeline find the same?", "Could motion explain it?", "What did harmonisation change?",
                     "How was it made, and what limits it?"]
        places = [text.find(question) for question in questions]
        self.assertNotIn(-1, places)
        self.assertEqual(places, sorted(places))
        self.assertIn("brain masks of this cohort", text)
        self.assertIn("heterogeneity", text)

    def test_no_participant_can_be_told(self):
        content = (self.out / "report.html").read_text()
        with h5py.File(self.out / "cohort.h5") as cohort:
            for participant in cohort["runs/participant_id"][()].astype(str)[:20]:
                self.assertNotIn(participant, content)

    def test_the_same_results_give_the_same_bytes_on_any_number_of_ranks(self):
        first = (self.out / "report.html").read_bytes()
        figures = {f.name: f.read_bytes() for f in (self.out / "figures").iterdir()}
        run("report", "--out", self.out, ranks=3)
        self.assertEqual((self.out / "report.html").read_bytes(), first)
        self.assertEqual({f.name: f.read_bytes() for f in (self.out / "figures").iterdir()}, figures)

    def test_figures_are_files_of_their_own(self):
        names = (self.out / "figures/figures.txt").read_text().split()
        self.assertIn("c1-forest.svg", names)
        self.assertIn("c1-brain-left.pdf", names)
        for name in names:
            content = (self.out / "figures" / name).read_bytes()
            self.assertTrue(content.startswith(b"<svg" if name.endswith(".svg") else b"%PDF-1.4"), name)

    def test_a_foreign_file_beside_the_figures_stays(self):
        mine = self.out / "figures" / "mine.svg"
        mine.write_text("<svg/>")
        run("report", "--out", self.out)
        self.assertTrue(mine.exists())
        mine.unlink()

    def test_a_reader_uses_the_page(self):
        with Browser(self.out / "report.html") as page:
            self.assertEqual(page.evaluate("document.documentElement.dataset.ready"), "yes")

            page.move(".matrix image", 0.1, 0.3)
            readout = page.evaluate("document.querySelector('.readout').textContent")
            self.assertRegex(readout, r" – .*: patient −?\d\.\d+ · control −?\d\.\d+ · ")
            page.evaluate("document.querySelector('.matrix').focus()")
            page.press("ArrowRight")
            self.assertNotEqual(page.evaluate("document.querySelector('.readout').textContent"), readout)

            shown = "[...document.querySelectorAll('#contrast-1 table.edges tbody tr')].filter(r => !r.hidden).length"
            lines = "document.querySelectorAll('#contrast-1 line[data-e]:not([data-off])').length"
            before = page.evaluate(lines)
            page.evaluate("(() => { const s = document.querySelector('#contrast-1 .slider'); s.value = s.min; s.dispatchEvent(new Event('input')); })()")
            self.assertGreater(page.evaluate(lines), before)
            page.click("#contrast-1 .reset")
            self.assertEqual(page.evaluate(lines), before)
            page.evaluate("(() => { const f = document.querySelector('#contrast-1 .filter'); f.value = 'dmn salience'; f.dispatchEvent(new Event('input')); })()")
            self.assertTrue(0 < page.evaluate(shown) < 500)
            page.evaluate("(() => { const f = document.querySelector('#contrast-1 .filter'); f.value = ''; f.dispatchEvent(new Event('input')); })()")
            page.click("#contrast-1 .only")
            self.assertEqual(page.evaluate(shown) * 3, before)
            page.click("#contrast-1 .only")

            page.click("#contrast-1 th[data-column=p] button")
            values = page.evaluate("[...document.querySelectorAll('#contrast-1 table.edges tbody tr')].map(r => Number(r.cells[5].dataset.v))")
            self.assertEqual(values, sorted(values, reverse=True))
            page.move("#contrast-1 table.edges tbody tr td")
            self.assertEqual(page.evaluate("document.querySelectorAll('line.hot').length"), 3)

            paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
            page.click("#theme")
            self.assertNotEqual(page.evaluate("getComputedStyle(document.body).backgroundColor"), paper)

            page.evaluate("document.querySelector('#contrast-1 details.turn').open = true")
            page.evaluate("new Promise(done => setTimeout(done, 200))")
            picture = page.evaluate("document.querySelector('#contrast-1 canvas').toDataURL()")
            page.evaluate("document.querySelector('#contrast-1 canvas').focus()")
            page.press("ArrowRight")
            self.assertNotEqual(page.evaluate("document.querySelector('#contrast-1 canvas').toDataURL()"), picture)

            self.assertTrue(page.printed().startswith(b"%PDF"))
            page.call("Emulation.setEmulatedMedia", media="print")
            for selector, property_, value in (("table.edges thead th", "position", "static"), ("nav", "display", "none"), ("body", "backgroundColor", "rgb(255, 255, 255)")):
                self.assertEqual(page.evaluate(f"getComputedStyle(document.querySelector('{selector}')).{property_}"), value, selector)
            self.assert_browser_is_content(page, self.out)

    def test_no_page_is_wider_than_its_window(self):
        with Browser(self.out / "report.html", width=390, height=844) as page:
            for width in (390, 1280):
                page.resize(width)
                self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width)
            self.assert_browser_is_content(page, self.out)

    def test_without_script_everything_is_there_and_no_control_is(self):
        with Browser(self.out / "report.html", script=False) as page:
            self.assertEqual(page.evaluate("[...document.querySelectorAll('.scripted')].filter(e => e.checkVisibility()).length"), 0)
            self.assertGreater(page.evaluate("document.querySelectorAll('table.edges tbody tr').length"), 100)
            self.assertGreater(page.evaluate("[...document.querySelectorAll('#contrast-1 line[data-e]')].filter(e => e.checkVisibility()).length"), 0)


class RealPatients(ReportTest):
    @classmethod
    def setUpClass(cls):
        cls.keep = tempfile.TemporaryDirectory(prefix="dmn-cohort-test-")
        cls.addClassCleanup(cls.keep.cleanup)
        cls.out = pathlib.Path(cls.keep.name) / "out"
        config = SOURCE / "config/fibromyalgia.cfg"
        run("group", "--config", config, "--out", cls.out, ranks=2)
        run("report", "--config", config, "--out", cls.out)

    def test_numbers_words_and_size(self):
        page = self.assert_numbers_are_those_of_the_files(self.out)
        self.assert_words_keep_to_the_policy(page)
        self.assertIn("no brain mask is at hand", page.text)
        self.assertIn("ready-made", page.text)
        self.assertLess((self.out / "report.html").stat().st_size, 2.5 * MEGABYTE)

    def test_ready_made_matrices_are_drawn_without_a_cohort_file(self):
        page = Page(self.out / "report.html")
        self.assertFalse((self.out / "cohort.h5").exists())
        self.assertIn("Where are the edges that differ?", page.text)
        self.assertIn("How do single participants lie?", page.text)
        self.assertIn(["33", "group/data.h5|equal|/runs/group|patient", "33"], page.numbers)
        table = [line.split("\t") for line in gzip.open(SOURCE / "config/data/fibromyalgia/matrices.tsv.gz", "rt").read().splitlines()]
        group = {row["participant_id"]: row["group"] for row in rows_of(SOURCE / "config/data/fibromyalgia/participants.tsv")}
        values = numpy.array([[float(cell) for cell in row[2:]] for row in table[1:] if group.get(row[0]) == "patient"])
        with h5py.File(self.out / "group/data.h5") as data:
            groups = data["means/group"][()].astype(str).tolist()
            numpy.testing.assert_allclose(data["means/edges"][groups.index("patient")], numpy.arctanh(values).mean(0), rtol=1e-9, atol=1e-12)
            self.assertEqual(data["rois/xyz_mm"].shape, (264, 3))

    def test_the_page_works_in_a_browser(self):
        with Browser(self.out / "report.html", width=390) as page:
            self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 390)
            page.resize(1280)
            page.move(".matrix image", 0.4, 0.6)
            self.assertIn("patient", page.evaluate("document.querySelector('.readout').textContent"))
            self.assert_browser_is_content(page, self.out)


class EveryOtherJob(ReportTest):
    """Symptoms, treatment, change, profile and prediction in one folder of ready-made matrices."""
    QUESTIONS = {"symptoms": "Does the difference go with other symptoms?", "treatment": "Was a marker associated with the outcome of treatment?",
                 "change": "Did connectivity change between sessions?", "profile": "Where do the groups lie among the controls?",
                 "predict": "Does it carry over to people and sites not seen?", "pool": "What do all sites together say, those that share only sums included?"}

    @classmethod
    def setUpClass(cls):
        cls.keep = tempfile.TemporaryDirectory(prefix="dmn-cohort-test-")
        cls.addClassCleanup(cls.keep.cleanup)
        cls.out = pathlib.Path(cls.keep.name) / "out"
        table = clinical_cohort.people(160)
        patient = (table["group"] == "patient").to_numpy()
        rng = numpy.random.default_rng(4)
        table["subtype"] = numpy.where(patient, rng.choice(["a", "b", "c"], 160), "n/a")
        table["arm"] = numpy.where(patient, rng.choice(["active", "usual"], 160), "n/a")
        table["pain"] = rng.normal(6, 1, 160).round(1)
        table["pain_after"] = [f"{p:.1f}" if q else "n/a" for p, q in zip(rng.normal(5, 1, 160), patient)]
        table["later"] = numpy.where(patient, rng.choice(["recovered", "persistent"], 160), "n/a")
        edges = clinical_cohort.edges_of(table)
        edges[:, clinical_cohort.M5] += 0.25 * patient[:, None]
        rows = numpy.arange(160)
        again = edges + rng.normal(0, 0.05, edges.shape)
        data = clinical_cohort.write(cls.out.parent / "data", table, ("1", rows, edges), ("2", rows[:150], again[:150]))
        common = [*data, "--group.permutations", "99", "--out", cls.out]
        first = [*clinical_cohort.MODEL, "--group.session", "1"]
        run("group", *common, *first, "--group.correction", "fdr")
        cls.first_alone = [*common, *first]
        cls.run_alone = {
            "symptoms": [*common, *first, "--symptoms.score", "depression", "--symptoms.subtype", "subtype", "--symptoms.bootstrap", "200"],
            "treatment": [*common, "--group.session", "1", "--treatment.pre", "pain", "--treatment.post", "pain_after", "--treatment.arm", "arm", "--treatment.randomised"],
            "change": [*common, "--change.sessions", "1,2", "--change.conversion", "later"],
            "profile": [*data, "--profile.permutations", "99", "--out", cls.out],
            "predict": [*data, "--group.session", "1", "--predict.outcome", "group", "--predict.permutations", "100", "--predict.features", "networks", "--out", cls.out]}
        for job, arguments in cls.run_alone.items():
            run(job, *arguments)
        run("share", *cls.first_alone, "--share.site", "all")
        run("pool", *[a for site in range(1, 5) for a in ("--pool.input", cls.out / f"share/s{site}.h5")], "--out", cls.out)
        run("report", "--out", cls.out)

    def test_every_number_is_that_of_the_file_it_names(self):
        page = self.assert_numbers_are_those_of_the_files(self.out)
        self.assert_words_keep_to_the_policy(page)
        self.assertEqual(offences_below(self.out), [])
        files = {source.split("|")[0] for _, source, _ in page.numbers}
        for file in ("symptoms/depression/markers.tsv", "symptoms/subtype_subtype/markers.tsv", "symptoms/subtype_subtype/pairs.tsv", "symptoms/subtype_subtype/one_against_rest.tsv",
                     "treatment/markers.tsv", "treatment/summary.json", "change/markers.tsv", "change/dropout.tsv", "change/conversion.tsv", "profile/groups.tsv", "profile/fingerprint.json",
                     "profile/reliability_measures.tsv", "predict/group/metrics.tsv", "pool/result.h5", "pool/edges.tsv", "pool/meta.tsv"):
            self.assertIn(file, files)
        for question in self.QUESTIONS.values():
            self.assertIn(question, page.text)

    def test_the_methods_say_what_these_jobs_did(self):
        text = (self.out / "methods.md").read_text()
        for words in ("`patient - control` was tested without and with `depression` in the model", "160 participants, 0 left out", "the larger p [@nichols2005]", "99 relabellings [@freedman1983; @winkler2014] (seed 1)",
                      "200 bootstrap samples", "Pairs of levels were corrected by Holm's procedure [@holm1979]", "`pain_after` was modelled on `pain`, the arm and each marker, the product of marker and arm",
                      "declared randomised", "Change from session 1 to session 2 within persons was compared between `patient` and `control`", "150 participants, 10 left out", "ICC(2,1) [@shrout1979] of `control`",
                      "At least 30 controls, and 10 at the own site", "Identifiability [@amico2018; @finn2015] between sessions 1 and 2 (150 participants) was tested with 99 relabelled identities",
                      "`group` (patient against control) was learnt from 160 participants by L2-penalised logistic regression", "100 relabellings within sites", "from the sums of 4 sites alone"):
            self.assertIn(words, text)
        for words in ("shen2017", "ComBat", "Scores were", "not declared", "over all sessions"):
            self.assertNotIn(words, text)
        self.assertEqual(set(re.findall(r"@([a-z]+\d{4})", text)), set(re.findall(r"@(?:article|inproceedings)\{([a-z0-9]+),", (self.out / "references.bib").read_text())))

    def test_groups_among_the_controls_are_those_of_the_persons_and_small_counts_are_not_told(self):
        people = rows_of(self.out / "profile/cohort.tsv")
        untold = 0
        for row in rows_of(self.out / "profile/groups.tsv"):
            z = numpy.array([float(p[f"z_{row['marker']}"]) for p in people if p["group"] == row["group"] and p["session"] == row["session"]])
            beyond = int((abs(z) > 1.96).sum())
            self.assertEqual(float(row["n"]), len(z))
            numpy.testing.assert_allclose([float(row[f"z_{name}"]) for name in ("lower_quartile", "median", "upper_quartile")], numpy.quantile(z, [0.25, 0.5, 0.75]), atol=1e-12)
            if 0 < beyond < 5:
                untold += 1
                self.assertEqual((row["n_beyond_95"], row["share_beyond_95"]), ("n/a", "n/a"))
            else:
                self.assertEqual(float(row["n_beyond_95"]), beyond)
        self.assertGreater(untold, 0)
        content = (self.out / "report.html").read_text()
        self.assertNotIn("sub-0", content)

    def test_only_runs_of_the_session_that_was_compared_are_drawn(self):
        page = Page(self.out / "report.html")
        self.assertIn("80 runs of session 1", page.text)
        self.assertIn("One dot a run of session 1", page.text)
        sizes = [(value, source, shown) for value, source, shown in page.numbers if "/runs/group|" in source]
        summary = json.loads((self.out / "group/patient-control/summary.json").read_text())
        self.assertEqual(summary["session"], "1")
        self.assertEqual(len(sizes), 2)
        for value, source, _ in sizes:
            group = source.split("|/runs/group|")[1].split("|")[0]
            self.assertEqual(int(value), sum(row["n"] for row in summary["people"] if row["group"] == group))

    def test_a_section_stands_only_where_its_job_ran(self):
        for job, question in self.QUESTIONS.items():
            hidden = self.out.parent / job
            (self.out / job).rename(hidden)
            run("report", "--out", self.out)
            text = Page(self.out / "report.html").text
            hidden.rename(self.out / job)
            self.assertNotIn(question, text)
            self.assertEqual(sum(other in text for other in self.QUESTIONS.values()), len(self.QUESTIONS) - 1)
        run("report", "--out", self.out)

    def test_the_page_fits_a_phone(self):
        with Browser(self.out / "report.html", width=390) as page:
            self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 390)
            self.assert_browser_is_content(page, self.out)


class FewResults(ReportTest):
    def matrices(self, rois="A\nB\nC", people=6):
        labels = rois.split("\n")
        edges = [f"{a}--{b}" for i, a in enumerate(labels) for b in labels[i + 1 :]]
        values = numpy.random.default_rng(7).normal(0, 0.3, (people, len(edges)))
        lines = ["\t".join(["participant_id", "session", *edges])] + ["\t".join([f"sub-{k:03d}", "n/a", *map(repr, map(float, row))]) for k, row in enumerate(values)]
        (self.folder / "matrices.tsv").write_text("\n".join(lines) + "\n")
        people_lines = [f"sub-{k:03d}\t{'patient' if k % 2 else 'control'}\ts1" for k in range(people)]
        (self.folder / "participants.tsv").write_text("\n".join(["participant_id\tgroup\tsite", *people_lines]) + "\n")
        (self.folder / "rois.tsv").write_text("\n".join(["label\tnetwork", *[f"{label}\tDMN" for label in labels]]) + "\n")
        return ["--input.matrices", self.folder / "matrices.tsv", "--input.participants", self.folder / "participants.tsv", "--rois.labels", self.folder / "rois.tsv", "--out", self.folder / "out"]

    def test_a_cohort_without_a_comparison_has_a_report(self):
        run("connectivity", *self.matrices(), status=None)
        run("report", "--out", self.folder / "out")
        page = Page(self.folder / "out/report.html")
        self.assertIn("No group comparison is in this folder.", page.text)
        self.assertIn("What does connectivity look like?", page.text)
        self.assertEqual(page.problems, [])
        self.assertIn('field "group.kind" is "partial"; expected correlation', run("report", "--group.kind", "partial", "--out", self.folder / "out", status=2).stderr)

    def test_a_comparison_without_the_data_behind_it_says_what_is_missing(self):
        run("group", *self.matrices(people=12), "--group.model", "group")
        (self.folder / "out/group/data.h5").unlink()
        run("report", "--out", self.folder / "out")
        self.assertIn("There is no cohort file in this folder", Page(self.folder / "out/report.html").text)

    def test_data_of_an_earlier_comparison_leave_and_changed_ones_are_refused(self):
        arguments = self.matrices(people=12)
        run("group", *arguments, "--group.model", "group")
        data = self.folder / "out/group/data.h5"
        with h5py.File(data, "r+") as file:
            file["means/edges"][0, 0] = 9
        self.assertIn("/means/edges", run("report", "--out", self.folder / "out", status=3).stderr)
        run("connectivity", *arguments, status=None)
        run("group", "--out", self.folder / "out", "--group.model", "group")
        self.assertFalse(data.exists())
        run("report", "--out", self.folder / "out")

    def test_the_runs_drawn_are_those_of_the_sessions_compared(self):
        """Three sessions of which two make a change, and runs of which some belong to no session; data.h5 and cohort.h5."""
        arguments = self.matrices(people=12)
        table = (self.folder / "matrices.tsv").read_text().splitlines()
        for sessions, chosen, runs, words in ((("1", "2", "3"), "2-1", 12, "of sessions 1 and 2"), (("n/a", "2"), "n/a", 6, "of session n/a")):
            lines = [table[0], *(line.replace("\tn/a\t", f"\t{session}\t") for session in sessions for line in table[1:])]
            (self.folder / "matrices.tsv").write_text("\n".join(lines) + "\n")
            for kept_by in ("group", "connectivity"):
                with self.subTest(chosen=chosen, kept_by=kept_by):
                    if kept_by == "connectivity":
                        run("connectivity", *arguments, status=None)
                    data = arguments if kept_by == "group" else arguments[-2:]
                    run("group", *data, "--group.model", "group", "--group.session", chosen)
                    run("report", "--out", self.folder / "out")
                    page = self.assert_numbers_are_those_of_the_files(self.folder / "out", more_than=10)
                    self.assertIn(f"patient , {runs} runs {words}", page.text)
            shutil.rmtree(self.folder / "out")

    def test_names_of_regions_are_text_and_nothing_else(self):
        arguments = self.matrices(rois="<script>alert(1)</script>\n\"><img src=x onerror=alert(2)>\nC' onload='x")
        run("connectivity", *arguments, status=None)
        run("group", *arguments[:-2], "--out", self.folder / "out", "--group.model", "group")
        run("report", "--out", self.folder / "out", "--report.title", "</title><script>alert(3)</script>")
        out = self.folder / "out"
        with Browser(out / "report.html") as page:
            self.assertEqual(page.evaluate("document.scripts.length"), 1)
            self.assertEqual(page.evaluate("document.images.length + document.querySelectorAll('[onerror], [onload]').length"), 0)
            page.move(".matrix image", 0.2, 0.8)
            self.assertIn("<", page.evaluate("document.querySelector('.readout').textContent"))
            self.assert_browser_is_content(page, out)

    def test_words_for_folders_that_hold_nothing(self):
        self.assertIn("not a folder", run("report", "--out", self.folder / "none", status=2).stderr)
        (self.folder / "empty").mkdir()
        self.assertIn("run `connectivity` or `group` first", run("report", "--out", self.folder / "empty", status=3).stderr)
        (self.folder / "bad/group/x").mkdir(parents=True)
        (self.folder / "bad/group/x/edges.tsv").write_text("t\n1\n")
        (self.folder / "bad/group/x/summary.json").write_text("{")
        self.assertIn("not a JSON file", run("report", "--out", self.folder / "bad", status=3).stderr)


if __name__ == "__main__":
    unittest.main()
