#!/usr/bin/python3
"""`verify --reference`: numbers decide, digests are told beside."""
import gzip
import json
import shutil
import unittest

import h5py

from support import SOURCE, JobTest, run

CONFIG = SOURCE / "config/fibromyalgia_default_network.cfg"
CONTRAST = "group/patient-control"


def change_table(path, column, row, change):
    """Rewrites one cell of a table."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt") as table:
        lines = [line.rstrip("\n").split("\t") for line in table]
    cells = lines[row + 1]
    at = lines[0].index(column)
    cells[at] = change(cells[at])
    with opener(path, "wt") as table:
        table.writelines("\t".join(line) + "\n" for line in lines)


class Reference(JobTest):
    def setUp(self):
        super().setUp()
        self.out = self.folder / "out"
        self.reference = self.folder / "reference"
        run("group", "--config", CONFIG, "--group.permutations", "20", "--group.correction", "max-t", "--out", self.out)
        run("verify", "--out", self.out, "--write-reference", self.reference)

    def compare(self, status):
        return run("verify", "--out", self.out, "--reference", self.reference, status=status)

    def test_a_fresh_run_on_three_ranks_is_that_of_the_reference(self):
        shutil.rmtree(self.out)
        run("group", "--config", CONFIG, "--group.permutations", "20", "--group.correction", "max-t", "--out", self.out, ranks=3)
        done = self.compare(0)
        self.assertRegex(done.stderr, r"(\d+) datasets, columns and tables compared with .*: 0 differ; (\d+) of \2 digests are the same")
        self.assertNotIn("# differs", done.stdout)

    def test_a_number_that_moved_is_told_with_both_values(self):
        table = self.out / CONTRAST / "edges.tsv"
        change_table(table, "t", 6, lambda cell: repr(float(cell) + 1e-6))
        done = self.compare(1)
        self.assertIn(f"# differs: {CONTRAST}/edges.tsv:t: ", done.stdout)
        self.assertIn("the results are not those of the reference", done.stderr)

    def test_a_whole_table_names_the_row_and_both_values(self):
        change_table(self.out / CONTRAST / "markers.tsv", "beta", 2, lambda cell: repr(float(cell) + 1e-6))
        self.assertRegex(self.compare(1).stdout, r"# differs: .*markers.tsv: column beta, row 3: \S+ where the reference has \S+")

    def test_a_number_moved_by_less_than_the_tolerance_agrees(self):
        change_table(self.out / CONTRAST / "markers.tsv", "t", 2, lambda cell: repr(float(cell) + 1e-12))
        self.compare(0)

    def test_a_count_must_be_equal(self):
        change_table(self.out / CONTRAST / "markers.tsv", "n", 0, lambda cell: str(int(cell) - 1))
        self.assertIn("column n, row 1: 65 where the reference has 66", self.compare(1).stdout)
        summary = self.out / CONTRAST / "summary.json"
        text = json.loads(summary.read_text())
        text["participants"] += 1
        summary.write_text(json.dumps(text))
        self.assertIn("summary.json/participants: 67 where the reference has 66", self.compare(1).stdout)

    def test_words_and_digests_are_told_and_do_not_decide(self):
        summary = self.out / CONTRAST / "summary.json"
        text = json.loads(summary.read_text())
        text["program"] = "dmn-cohort 9.9.9"
        summary.write_text(json.dumps(text))
        done = self.compare(0)
        self.assertIn('summary.json/program: "dmn-cohort 9.9.9" where the reference has', done.stdout)
        rows = (self.reference / "numbers.tsv").read_text().split("\n")
        at = next(i for i, row in enumerate(rows) if "\t/edges/t\t" in row)
        rows[at] = rows[at].rsplit("\t", 1)[0] + "\t" + "0" * 64
        (self.reference / "numbers.tsv").write_text("\n".join(rows))
        self.assertIn("result.h5:/edges/t: another digest, the numbers agree", self.compare(0).stdout)

    def test_what_is_missing_differs_and_what_is_new_is_a_remark(self):
        shutil.copy(self.out / CONTRAST / "markers.tsv", self.out / CONTRAST / "more.tsv")
        self.assertIn("more.tsv:beta: not in the reference", self.compare(0).stdout)
        (self.out / CONTRAST / "markers.tsv").unlink()
        stdout = self.compare(1).stdout
        self.assertIn("# differs: group/patient-control/markers.tsv: missing", stdout)
        self.assertIn("# differs: group/patient-control/markers.tsv:beta: missing", stdout)

    def test_a_damaged_result_file_is_no_result_of_the_reference(self):
        with h5py.File(self.out / CONTRAST / "result.h5", "r+") as result:
            result["edges/t"][7] += 1e-3
        done = self.compare(1)
        self.assertIn("result.h5:/edges/t: recorded ", done.stdout)
        self.assertIn("# differs: group/patient-control/result.h5:/edges/t: ", done.stdout)
        refused = run("verify", "--out", self.out, "--write-reference", self.folder / "no", status=3)
        self.assertIn("no reference is made of results that do not pass", refused.stderr)

    def test_another_results_folder_is_a_reference_too(self):
        other = self.folder / "other"
        run("group", "--config", CONFIG, "--group.correction", "fdr", "--out", other)
        done = run("verify", "--out", other, "--reference", self.out, status=1)
        self.assertIn("/null/max_t: missing", done.stdout)
        self.assertNotIn("/edges/t:", done.stdout)
        run("verify", "--out", self.out, "--reference", self.out)


class Refusals(JobTest):
    def test_a_reference_that_is_not_there_or_holds_nothing_is_refused(self):
        run("group", "--config", CONFIG, "--group.correction", "fdr", "--out", self.folder / "out")
        message = run("verify", "--out", self.folder / "out", "--reference", self.folder / "nowhere", status=2).stderr
        self.assertIn("nowhere", message)
        self.assertIn("not a folder", message)
        (self.folder / "empty").mkdir()
        message = run("verify", "--out", self.folder / "out", "--reference", self.folder / "empty", status=3).stderr
        self.assertIn("the reference holds no result", message)

    def test_a_reference_of_foreign_rows_is_refused_naming_line_and_field(self):
        run("group", "--config", CONFIG, "--group.correction", "fdr", "--out", self.folder / "out")
        run("verify", "--out", self.folder / "out", "--write-reference", self.folder / "reference")
        numbers = self.folder / "reference/numbers.tsv"
        numbers.write_text(numbers.read_text().replace("\tnumber\t", "\tnumbre\t", 1))
        message = run("verify", "--out", self.folder / "out", "--reference", self.folder / "reference", status=3).stderr
        self.assertIn('field "content" is "numbre"', message)


if __name__ == "__main__":
    unittest.main()
