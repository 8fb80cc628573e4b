#!/usr/bin/python3
"""`submit`: the scripts it writes and what it asks of Slurm, whose commands are played by small scripts here."""
import os
import re
import subprocess
import unittest

from support import PROGRAM, JobTest, run, small_cohort, write_rois

FAKES = {"sbatch": 'echo "sbatch $*" >> "$CALLS"\n[ ! -e "$REFUSE" ] || case "$*" in *$(cat "$REFUSE")*) echo "sbatch: error: no such partition" >&2; exit 1;; esac\necho $((100 + $(grep -c ^sbatch "$CALLS")))',
         "squeue": 'echo "squeue $*" >> "$CALLS"\ncat "$QUEUE" 2>/dev/null',
         "scancel": 'echo "scancel $*" >> "$CALLS"',
         "scontrol": 'echo "scontrol $*" >> "$CALLS"\necho "MaxArraySize            = 4"'}


class Submit(JobTest):
    def setUp(self):
        super().setUp()
        small_cohort(self.folder / "data", n=6)
        write_rois(self.folder)
        self.out = self.folder / "out"
        self.config = self.folder / "study.cfg"
        self.config.write_text("[input]\nderivatives = data\n[rois]\nset = ./small_rois.tsv\n[group]\nmodel = group\n[slurm]\npartition = long\n")
        commands = self.folder / "bin"
        commands.mkdir()
        for name, text in FAKES.items():
            (commands / name).write_text(f"#!/bin/sh\n{text}\n")
            (commands / name).chmod(0o755)
        self.calls = self.folder / "calls"
        self.environment = {"PATH": f"{commands}:{os.environ['PATH']}", "CALLS": str(self.calls), "REFUSE": str(self.folder / "refuse"), "QUEUE": str(self.folder / "queue")}

    def submit(self, *more, status=0):
        return run("submit", "--config", self.config, "--out", self.out, *more, status=status, environment=self.environment)

    def script(self, stage):
        return (self.out / "slurm" / f"{stage}.sbatch").read_text()

    def commands(self, name="sbatch"):
        return [line for line in self.calls.read_text().splitlines() if line.startswith(name)]

    def test_submits_a_chain_and_prints_its_jobs(self):
        done = self.submit()
        self.assertEqual(done.stdout, "index\t101\nconnectivity\t102\ngroup\t103\nreport\t104\n")
        self.assertEqual((self.out / "slurm" / "jobs.tsv").read_text(), "stage\tjob_id\nindex\t101\nconnectivity\t102\ngroup\t103\nreport\t104\n")
        first, second, third, fourth = self.commands()
        self.assertEqual(first, f"sbatch --parsable {self.out}/slurm/index.sbatch")
        self.assertIn("--dependency=afterok:101 --kill-on-invalid-dep=yes", second)
        self.assertIn("--dependency=afterok:102 --kill-on-invalid-dep=yes", third)
        self.assertIn("--dependency=afterok:103 --kill-on-invalid-dep=yes", fourth)

    def test_every_step_of_run_follows_one_after_the_other(self):
        self.config.write_text(self.config.read_text() + "[symptoms]\nscore = depression\n[treatment]\npost = after\n[change]\nsessions = 1,2\n[share]\nsite = all\n[predict]\noutcome = group\n"
                               "[profile]\npermutations = 100\n[run]\nalso = export\n")
        planned = run("run", "--config", self.config, "--out", self.out, "--dry-run").stdout
        steps = [line.split("\t")[0] for line in planned.splitlines()]
        self.assertEqual(set(steps), {"connectivity", "group", "share", "profile", "export", "symptoms", "treatment", "change", "predict", "report"})
        done = self.submit("--dry-run")
        self.assertEqual(re.findall(r"^#SBATCH --job-name=dmn-(.*)$", done.stdout, re.M), ["index", *steps])
        for before, step in zip(steps, steps[1:]):
            self.assertRegex(done.stdout, rf"# sbatch --parsable --dependency=afterok:ID_OF_{before} .*/{step}.sbatch\n")
            self.assertIn(f" run --config {self.config} --out {self.out} --run.only {step} || status=$?\n", done.stdout)
        self.submit("--slurm.tasks=3")
        self.assertIn("#SBATCH --ntasks=3\n", self.script("change"))
        self.assertIn("srun --mpi=pmix --kill-on-bad-exit=1 --ntasks=\"$SLURM_NTASKS\" ", self.script("change"))
        for step in ("share", "export", "report"):
            self.assertIn("srun --ntasks=1 --mpi=none ", self.script(step))

    def test_the_scripts_of_the_steps_make_what_run_makes(self):
        study = ["--config", self.config, "--out", self.out]
        run("connectivity", *study)
        for step in ("group", "report"):
            run("run", *study, "--run.only", step)
        self.assertTrue((self.out / "report.html").exists())
        again = run("run", *study)
        self.assertIn("group: done before, kept", again.stderr)
        self.assertIn("report: done before, kept", again.stderr)
        self.assertIn('field "run.only" is "change"; expected a step of this configuration: connectivity, group, report', run("run", *study, "--run.only=change", status=2).stderr)
        self.submit("--run.only=group", "--slurm.tasks=1")
        self.assertEqual(len(self.commands()), 1)

    def test_without_a_group_option_no_statistics_follow(self):
        self.config.write_text("[input]\nderivatives = data\n[rois]\nset = ./small_rois.tsv\n")
        self.assertEqual(self.submit().stdout, "index\t101\nconnectivity\t102\nreport\t103\n")

    def test_scripts_hold_the_resources_and_one_launch(self):
        self.submit("--slurm.tasks=3", "--slurm.time=2:30:00", "--slurm.memory_mib=700", "--slurm.account=pain", "--slurm.qos=high",
                    "--slurm.extra=--constraint=avx2", "--slurm.modules=openmpi/4.1", "--slurm.setup=export OPENBLAS_CORETYPE=Haswell", "--slurm.warning_s=90")
        script = self.script("connectivity")
        for line in ("--ntasks=3", "--time=2:30:00", "--mem-per-cpu=700M", "--partition=long", "--account=pain", "--qos=high", "--constraint=avx2", "--requeue",
                     "--signal=USR1@90", "--open-mode=append", f"--output={self.out}/slurm/connectivity-%j.log"):
            self.assertIn(f"#SBATCH {line}\n", script)
        self.assertIn("\nmodule load openmpi/4.1 || exit\n", script)
        self.assertIn("\nexport OPENBLAS_CORETYPE=Haswell\n", script)
        self.assertIn("srun --mpi=pmix --kill-on-bad-exit=1 --overcommit --ntasks=$((SLURM_NTASKS + 1)) ", script)
        self.assertIn(f"connectivity --config {self.config} --out {self.out} || status=$?\n", script)
        self.assertIn('for _ in $(seq "${SLURM_RESTART_COUNT:-0}"); do srun --ntasks=1 --mpi=none true; done', script)
        self.assertIn("srun --ntasks=1 --mpi=none ", self.script("index"))
        for stage in ("index", "connectivity", "group"):
            subprocess.run(["bash", "-n", self.out / "slurm" / f"{stage}.sbatch"], check=True)

    def test_workers_that_keep_voxels_get_room_for_them(self):
        def mebibytes(stage):
            return int(re.search(r"--mem-per-cpu=(\d+)M", self.script(stage)).group(1))
        self.submit()
        plain = {stage: mebibytes(stage) for stage in ("index", "connectivity", "group")}
        self.submit("--connectivity.measures=reho")
        kept = 16 * 18 * 14 * 200 * 4 / 2**20
        self.assertLess(abs(mebibytes("connectivity") - plain["connectivity"] - kept), 1)
        for stage in ("index", "group"):
            self.assertEqual(mebibytes(stage), plain[stage])

    def test_options_of_the_command_line_reach_every_stage_those_of_the_file_do_not(self):
        self.submit("--denoise.fd_mm=0.2", "--input.task=it's rest", "--group.contrast=a: patient - control", status=3)
        self.submit("--denoise.fd_mm=0.2", "--group.contrast=it's: patient - control")
        for stage in ("index", "connectivity", "group"):
            self.assertIn("--denoise.fd_mm=0.2 '--group.contrast=it'\\''s: patient - control'", self.script(stage))
            self.assertNotIn("--group.model", self.script(stage))
            self.assertNotIn("--input.derivatives", self.script(stage))
            self.assertNotIn("slurm.partition", self.script(stage))

    def test_a_config_file_given_by_a_relative_path_is_named_absolutely(self):
        run("submit", "--config", "study.cfg", "--out", "out", environment=self.environment, cwd=self.folder)
        self.assertIn(f"connectivity --config {self.config} --out {self.out} || status=$?\n", self.script("connectivity"))
        self.assertIn(f"#SBATCH --chdir={self.folder}\n", self.script("connectivity"))

    def test_an_array_has_as_many_slices_as_the_cluster_allows_at_most(self):
        done = self.submit("--slurm.mode=array", "--slurm.chunk_runs=3")
        self.assertEqual(done.stdout, "index\t101\nslices\t102\ngather\t103\ngroup\t104\nreport\t105\n")
        self.assertIn("#SBATCH --array=1-2\n", self.script("slices"))
        self.assertIn('--connectivity.slice "$SLURM_ARRAY_TASK_ID/2" || status=$?', self.script("slices"))
        self.assertIn('scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"', self.script("slices"))
        self.assertNotIn("connectivity.slice", self.script("gather"))

        self.submit("--slurm.mode=array", "--slurm.chunk_runs=1")
        self.assertIn("#SBATCH --array=1-3\n", self.script("slices"))

    def test_a_cluster_that_does_not_tell_its_largest_array_is_refused_but_for_a_dry_run(self):
        (self.folder / "bin" / "scontrol").write_text("#!/bin/sh\necho 'ClusterName = x'\n")
        refused = self.submit("--slurm.mode=array", status=3)
        self.assertIn("scontrol show config does not tell MaxArraySize", refused.stderr)
        self.assertFalse(self.calls.exists())

        done = self.submit("--slurm.mode=array", "--dry-run")
        self.assertIn("1001 is taken for MaxArraySize", done.stderr)

    def test_time_and_workers_follow_from_the_manifest(self):
        self.submit("--slurm.seconds_per_run=1200")
        script = self.script("connectivity")
        self.assertIn("#SBATCH --ntasks=2\n", script)
        self.assertIn("#SBATCH --time=2:55:00\n", script)

    def test_never_more_workers_than_runs(self):
        self.submit("--slurm.seconds_per_run=100000")
        self.assertIn("#SBATCH --ntasks=6\n", self.script("connectivity"))

    def test_a_dry_run_prints_everything_and_submits_nothing(self):
        done = self.submit("--dry-run")
        self.assertIn("#SBATCH --job-name=dmn-connectivity\n", done.stdout)
        self.assertIn("# sbatch --parsable --dependency=afterok:ID_OF_index --kill-on-invalid-dep=yes", done.stdout)
        self.assertFalse(self.out.exists())
        self.assertFalse(self.calls.exists())

    def test_a_refused_stage_cancels_those_before_it(self):
        (self.folder / "refuse").write_text("group.sbatch")
        done = self.submit(status=3)
        self.assertIn("sbatch failed: sbatch: error: no such partition", done.stderr)
        self.assertEqual(self.commands("scancel"), ["scancel 101", "scancel 102"])
        self.assertFalse((self.out / "slurm" / "jobs.tsv").exists())

    def test_a_second_submit_waits_for_the_first(self):
        self.submit()
        (self.folder / "queue").write_text("102\n")
        self.assertIn("jobs of an earlier submit are in the queue; wait, or scancel them: 101 102 103 104", self.submit(status=2).stderr)
        (self.folder / "queue").unlink()
        self.submit()

    def test_without_slurm_the_reason_is_told(self):
        self.environment["PATH"] = "/nowhere"
        self.assertIn("cannot run sbatch: No such file or directory", self.submit(status=3).stderr)

    def test_bad_inputs_are_told_before_anything_is_submitted(self):
        self.config.write_text("[input]\nderivatives = nowhere\n[rois]\nset = ./small_rois.tsv\n")
        self.submit(status=2)
        self.assertFalse(self.calls.exists())

    def test_ready_made_matrices_need_no_index(self):
        table = self.folder / "matrices.tsv"
        table.write_text("participant_id\tA~B\n")
        given = [f"--input.matrices={table}", "--out", self.out]
        done = run("submit", *given, "--group.model=group", environment=self.environment)
        self.assertEqual(done.stdout, "connectivity\t101\ngroup\t102\nreport\t103\n")
        self.assertIn("#SBATCH --ntasks=1\n", self.script("connectivity"))

    def test_values_are_checked(self):
        cases = {"--slurm.time=soon": 'expected minutes, hours:minutes:seconds or days-hours', "--slurm.mode=tall": "expected wide, array",
                 "--slurm.tasks=0": "a whole number from 1", "--slurm.extra=constraint": "an option of sbatch",
                 "--slurm.partition=a b": "a name without blanks", "--slurm.seconds_per_run=-1": "seconds, 0.001 to 1000000"}
        for argument, words in cases.items():
            if argument.startswith("--slurm.partition"):
                self.config.write_text(self.config.read_text().replace("partition = long\n", ""))
            self.assertIn(words, self.submit(argument, status=2).stderr)

    def test_a_line_break_in_a_line_of_setup_is_refused(self):
        self.assertIn("expected one line", self.submit("--slurm.setup=a\nb", status=2).stderr)


if __name__ == "__main__":
    unittest.main()
