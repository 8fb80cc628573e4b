#include "runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "base/equal_products.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "help_texts.hpp"
#include "job_table.hpp"
#include "jobs.hpp"
#include "output_folder.hpp"
#include "recorded_job.hpp"
#include "stop_request.hpp"

namespace dmn::jobs {
const std::vector<Job>& all_jobs()
{
  static const std::vector<Job> jobs{
      {"simulate", "write a synthetic fMRIPrep-style cohort whose truth is known (MPI)",
       "Writes NIfTI images, confounds and a participants table, with sites, motion and planted group effects, and "
       "truth/ beside them.",
       simulate_job},
      {"index", "find and validate every input without decoding images; write manifest.tsv",
       "Lists every problem at once. Exit status 1 if any run is excluded.", index_job},
      {"connectivity", "the main job: every run becomes a shard, the shards become cohort.h5 (MPI)",
       "Run it with `mpirun -n N dmn-cohort connectivity ...` or without a launcher as one process. The same command "
       "again does only\n"
       "what is missing. Denoising: Power 2012, Ciric 2017, Lindquist 2019; Ledoit & Wolf 2004; tangent: Varoquaux "
       "2010.",
       connectivity_job},
      {"group", "group statistics on a cohort file, or on ready-made series or matrices (MPI)",
       "A general linear model on every edge, network mean and confirmatory marker, with Hedges' g (noncentral-t "
       "interval, "
       "Hedges 1981),\n"
       "Benjamini-Hochberg q, equivalence test and Bayes factor (Rouder 2009); max-T, NBS and TFNBS by permutation "
       "(Winkler 2014);\n"
       "ComBat and CovBat; mixed model, meta-analysis and leave-one-site-out where the model holds the site; coupling "
       "with "
       "motion.\n"
       "An interrupted permutation run goes on with the same command. With input.series, `connectivity` runs first, "
       "with its "
       "options.",
       group_job},
      {"share", "write the sums of one site for a consortium that may not share rows",
       "Cross-products of the agreed columns and the edges, counts and the site's own effect; no row of any "
       "participant. Refuses cells of\n"
       "fewer than 5 participants, and prints what the file discloses.",
       share_job},
      {"pool", "the model on the participants of all sites, from the files of `share` alone",
       "Equal to ordinary least squares on all rows; beside it a random-effects meta-analysis of the sites' effects "
       "(REML; Hartung &\n"
       "Knapp 2001; Viechtbauer 2010). Files that do not speak of the same thing are refused, the difference shown.",
       pool_job},
      {"profile", "each participant against the controls of the same age, sex, motion and site (MPI)",
       "Confirmatory markers, network means and DMN subsystems as z and percentile of the cohort's controls, with the "
       "uncertainty that repeated\n"
       "scans show (ICC; Shrout & Fleiss 1979), withheld where there are too few controls. A table, a card a person, "
       "and a "
       "norm file without any\n"
       "participant's row for others to compare with. With two sessions or runs: identifiability (Finn 2015; Amico & "
       "Goni "
       "2018) and reliability.",
       profile_job},
      {"export", "results for other programs: BIDS matrices and series, node maps, data dictionaries",
       "From the results under --out: for every run a square matrix a kind and the cleaned series as TSV (BIDS "
       "derivatives, names as XCP-D's),\n"
       "for every contrast a map of node strength (NIfTI), beside every table a JSON data dictionary. rois.set and "
       "rois.labels as given to\n"
       "`connectivity`. Everything but the dictionaries goes to --out/export.",
       export_job},
      {"run", "everything a config asks for, in order; the same command goes on where it stopped (MPI)",
       "connectivity where there is an input; then every job whose section holds an option, or that run.also names. "
       "What "
       "is done with the same\n"
       "options on the same files is kept. --dry-run lists the steps and what is done already. Exit status as of the "
       "jobs: 1 where\n"
       "one of them excluded runs.",
       run_job},
      {"symptoms", "symptom overlap (pain and depression or anxiety) and clinical subtypes (MPI)",
       "For each symptoms.score: the effect of group.contrast with and without the score, conjunction (Nichols 2005), "
       "test of the difference\n"
       "(Gelman & Stern 2006), cross-sectional indirect effect with bootstrap, unique and shared variance; on markers, "
       "network means and edges.\n"
       "For each symptoms.subtype: F test over the labels and every pair. Freedman-Lane within site, max-T over the "
       "markers.",
       symptoms_job},
      {"treatment", "treatment response: do markers say who improves, and who gains from which arm? (MPI)",
       "post = b0 + b1 pre + b2 arm + b3 marker + b4 arm x marker + covariates, a marker at a time: b3 is prognostic; "
       "b4 "
       "is read as predictive\n"
       "only with treatment.randomised. Freedman-Lane within site, max-T over the markers, subgroup plots and tables, "
       "power; in randomised\n"
       "comparisons also individual benefit for held-out sites, its gain over covariates and its calibration.",
       treatment_job},
      {"change", "change within persons over two or more sessions (MPI)",
       "The change from first to last session on the group, MODEL and the interval (mean_fd is then the change of "
       "motion), Freedman-Lane within\n"
       "site; over three or more sessions a random intercept of the participant (REML, Satterthwaite) and exchange of "
       "whole persons; dropout;\n"
       "each person's reliable change (Jacobson & Truax 1991); later outcomes compared at the first session.",
       change_job},
      {"report", "one self-contained HTML file of everything below --out, and its figures as SVG and PDF",
       "Reads result files only and computes nothing but pictures: group means of matrices, markers of every run, the "
       "brain's outline.\n"
       "Every number carries the file it comes from. Parts whose files are not there are left out.",
       report_job},
      {"predict", "models of an outcome from connectivity, validated on sites or participants they have not seen (MPI)",
       "Logistic and ridge regression or CPM; each site is held out once, and all that is learnt is learnt without it. "
       "Always "
       "with the gain\n"
       "over the covariates alone, intervals and a permutation p. Also scores participants with a saved model or a "
       "published table.",
       predict_job},
      {"submit", "size and submit the Slurm jobs of a study: index, connectivity, and every further step of `run`",
       "Indexes the inputs at once, writes scripts to DIR/slurm, submits them as a chain and prints `stage<tab>job id` "
       "lines; --dry-run\n"
       "prints scripts and commands instead. All options of the stages may be given; what follows connectivity is "
       "what `run` would do with them.",
       submit_job},
      {"status", "how far the folder of --out is: runs done, failed and left, when it should end; from any shell",
       "Reads what lies on disk, while a job runs or after it. Writes `key<tab>value` lines to stdout (one JSON object "
       "with --log-json) and a\n"
       "summary to stderr. Contrasts of the config file are expected. Exit status 0 finished; 1 finished, some runs "
       "failed or were\n"
       "excluded; 75 work is left; 3 nothing is there.",
       status_job, true},
      {"verify", "recompute the digest of every dataset under --out and compare with what was recorded",
       "Writes a line `<digest><tab><file>:/<dataset>` a dataset to stdout, remarks after `#`. With --reference the "
       "numbers "
       "are compared too: they\n"
       "decide, digests are told beside. Exit status 0 when all match, else 1.",
       verify_job},
  };
  return jobs;
}

namespace {

std::string general_help()
{
  std::string text = fmt::format(
      "dmn-cohort {}: resting-state default-mode-network connectivity of large cohorts\n\n"
      "usage: dmn-cohort <job> [--config study.cfg] [--section.option=value ...]\n"
      "       dmn-cohort <job> --help\n"
      "       dmn-cohort --help-as markdown | config | man | bash\n\njobs:\n",
      base::version());
  for (const auto& job : all_jobs()) text += fmt::format("  {:<14} {}\n", job.name, job.summary);
  return text +
         "\nexit status: 0 all done; 1 done, but some runs failed or were excluded; 2 bad usage, config or design;\n"
         "             3 nothing could be done; 75 stopped early on request, the same command resumes\n"
         "Research use only; not a diagnostic device.\n";
}

std::string job_help(const Job& job)
{
  return fmt::format("dmn-cohort {}: {}\n{}\n\noptions (in a config file `[section]` and `option = value`):\n{}",
                     job.name, job.summary, job.details, help_of_job(job.name));
}

const Job& find_job(const std::string& name)
{
  std::vector<std::string> names;
  for (const auto& job : all_jobs()) {
    if (job.name == name) return job;
    names.push_back(job.name);
  }
  const std::string near = base::nearest(name, names);
  throw base::UsageError(fmt::format("unknown job \"{}\"{}; `dmn-cohort --help` lists the jobs", name,
                                     near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
}

bool asks_for_help(const std::string& argument)
{
  return argument == "--help" || argument == "-h";
}

/// What the command line asks for: a text to print, or a job with its options.
struct Request {
  std::string text;
  const Job* job = nullptr;
  Options options;
};

Request read_request(const std::vector<std::string>& arguments)
{
  if (arguments.empty()) throw base::UsageError("no job given; `dmn-cohort --help` lists the jobs");
  if (asks_for_help(arguments.front()) || arguments.front() == "help") return {.text = general_help()};
  if (arguments.front() == "--help-as") return {.text = help_as(arguments.size() > 1 ? arguments[1] : "")};
  if (arguments.front() == "--version") return {.text = base::version() + "\n"};

  const Job& job = find_job(arguments.front());
  if (std::ranges::any_of(arguments, asks_for_help)) return {.text = job_help(job)};

  Request request{.job = &job,
                  .options = resolve_options(read_option_values({arguments.begin() + 1, arguments.end()}))};
  if (request.options.out.empty())
    throw base::UsageError("", {.field = "out", .expected = "a folder: --out DIR", .found = "nothing"});
  return request;
}

ExitStatus carry_out(const Request& request, const parallel::Communicator& world)
{
  if (request.job == nullptr) {
    if (world.is_master()) fmt::print("{}", request.text);
    return ExitStatus::done;
  }
  base::start_log(request.options.log_json ? base::LogFormat::json : base::LogFormat::text);
  listen_for_stop_requests();
  if (!request.job->only_reads) parallel::on_master(world, [&] { require_own_folders(request.options.out); });
  return do_recorded(*request.job, request.options, world);
}

ExitStatus status_of(const std::exception& problem)
{
  if (dynamic_cast<const base::UsageError*>(&problem) != nullptr) return ExitStatus::usage;
  if (dynamic_cast<const base::DesignError*>(&problem) != nullptr) return ExitStatus::usage;
  return ExitStatus::nothing;
}

/// An error that every rank throws is told once, by the master; one that only this rank knows is told here.
bool every_rank_throws(const std::exception& problem)
{
  const auto* error = dynamic_cast<const base::Error*>(&problem);
  return error != nullptr && error->shared();
}

int run_in(const parallel::Environment& environment, const std::vector<std::string>& arguments)
{
  const auto world = environment.world();
  const auto end_alone = [&](int status) {
    if (world.has_lost_ranks()) world.end_all_ranks();
    environment.abort(status);
  };
  try {
    Request request;
    parallel::agree(world, [&] { request = read_request(arguments); });
    const int status = static_cast<int>(carry_out(request, world));
    if (world.has_lost_ranks()) end_alone(status);
    return status;
  } catch (const std::exception& problem) {
    if (std::ranges::find(arguments, "--log-json") != arguments.end()) base::start_log(base::LogFormat::json);
    const ExitStatus status = status_of(problem);
    if (world.size() == 1 || every_rank_throws(problem)) {
      if (world.is_master()) base::log_error(problem.what());
      return static_cast<int>(status);
    }
    base::log_error(fmt::format("rank {}: {}", world.rank(), problem.what()));
    end_alone(static_cast<int>(status));
    return static_cast<int>(status);
  }
}

}  // namespace

int run_program(int argc, char** argv)
{
  try {
    base::cut_products_alike();
    const parallel::Environment environment(argc, argv);
    return run_in(environment, std::vector<std::string>(argv + std::min(argc, 1), argv + argc));
  } catch (const std::exception& problem) {
    base::log_error(problem.what());
    return static_cast<int>(status_of(problem));
  }
}

}  // namespace dmn::jobs
