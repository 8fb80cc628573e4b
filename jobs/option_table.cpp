#include "option_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "clinical_options.hpp"
#include "profile_options.hpp"
#include "submit_options.hpp"

namespace dmn::jobs {
namespace {

using Form = OptionRow::Form;

const std::vector<std::string> image_jobs = {"index", "connectivity"};
const std::vector<std::string> input_jobs = {"index", "connectivity", "group",     "predict", "profile",
                                             "share", "symptoms",     "treatment", "change"};
const std::vector<std::string> series_jobs = {"index", "connectivity", "group", "predict", "profile", "simulate"};
const std::vector<std::string> table_jobs = {"index", "connectivity", "group",    "predict",   "profile",
                                             "share", "simulate",     "symptoms", "treatment", "change"};
const std::vector<std::string> numbers_jobs = {"connectivity", "group", "predict", "run"};
const std::vector<std::string> matrix_jobs = {"connectivity", "group",    "predict",   "profile",
                                              "share",        "symptoms", "treatment", "change"};
const std::vector<std::string> roi_jobs = {"connectivity", "simulate", "export"};
const std::vector<std::string> label_jobs = {"connectivity", "group",    "predict",   "profile", "share",
                                             "simulate",     "symptoms", "treatment", "export",  "change"};
const std::vector<std::string> group_jobs = {"group"};
const std::vector<std::string> permuting_jobs = {"group", "symptoms", "treatment", "change"};
const std::vector<std::string> edge_jobs = {"group", "share", "symptoms", "change"};
const std::vector<std::string> session_jobs = {"group", "predict", "profile", "share", "symptoms", "treatment"};
const std::vector<std::string> data_jobs = {"group", "predict", "profile", "share", "symptoms", "treatment", "change"};
const std::vector<std::string> kind_jobs = {"group",    "predict",   "profile", "share",
                                            "symptoms", "treatment", "change",  "report"};
const std::vector<std::string> edge_choice_jobs = {"group", "predict", "share", "symptoms", "change"};
const std::vector<std::string> predict_jobs = {"predict"};
const std::vector<std::string> simulate_jobs = {"simulate"};

std::vector<OptionRow> general_rows()
{
  return {
      {"config", Form::single, "FILE", "", "study configuration (INI); the command line wins over it", {}, true},
      {"out", Form::single, "DIR", "", "folder of everything that is written or verified", {}, true},
      {"seed",
       Form::single,
       "N",
       "1",
       "seed of every random number; results depend on it and on nothing else of the run",
       {"simulate", "group", "predict", "profile", "symptoms", "treatment", "change", "connectivity"}},
      {"log-json", Form::flag, "", "false", "log one JSON object a line instead of text", {}},
      {"dry-run",
       Form::flag,
       "",
       "false",
       "say what would be done and stop",
       {"index", "connectivity", "group", "share", "pool", "simulate", "submit", "run", "predict", "profile",
        "symptoms", "treatment", "change"}},
      {"fresh", Form::flag, "", "false",
       "compute everything again instead of keeping finished shards or going on with what was stopped", numbers_jobs},
      {"reference",
       Form::single,
       "DIR",
       "",
       "compare the numbers with a reference, or with another results folder: 1e-9 of a column's largest, counts equal",
       {"verify"},
       true},
      {"write-reference",
       Form::single,
       "DIR",
       "",
       "make a small reference: a summary and digest of everything, and tables up to 128 KiB",
       {"verify"},
       true},
      {"connectivity.slice",
       Form::single,
       "I/N",
       "",
       "write the shards of part I of N of the runs and no cohort file; the same command without it gathers",
       {"connectivity"}},
      {"run.also", Form::list, "JOB", "", "a job to do although its section holds no option", {"run", "submit"}},
      {"run.only",
       Form::list,
       "JOB",
       "",
       "of the steps this one only, when those before it are done",
       {"run", "submit"}},
      {"run.patience_s",
       Form::single,
       "SECONDS|off",
       "3600",
       "a rank that works longer on one run is reported, and the run handed to another rank",
       {"connectivity"}},
  };
}

std::vector<OptionRow> input_rows()
{
  return {
      {"input.derivatives", Form::list, "[SITE=]DIR", "", "fMRIPrep derivatives folder, one a site or study",
       image_jobs, true},
      {"input.participants", Form::single, "TSV", "",
       "participants table (default: participants.tsv of each derivatives folder or its parent)", table_jobs, true},
      {"input.group_column", Form::single, "NAME", "group", "column that holds the group labels", input_jobs},
      {"input.site_column", Form::single, "NAME", "site", "column that holds the site; wins over SITE=DIR", input_jobs},
      {"input.task", Form::single, "NAME", "rest", "BIDS task of the runs", series_jobs},
      {"input.space", Form::single, "NAME[:res-R]", "",
       "space of the images (default: MNI152NLin2009cAsym, then MNI152NLin6Asym)", image_jobs},
      {"input.series", Form::single, "TSV|DIR", "",
       "already parcellated series: a manifest, or a folder of *_timeseries.tsv", input_jobs, true},
      {"input.matrices", Form::single, "TSV", "", "ready-made matrices: a wide table, or a manifest of files",
       matrix_jobs, true},
      {"input.tr_s", Form::single, "SECONDS", "", "repetition time, only where no file says", series_jobs},
  };
}

std::vector<OptionRow> roi_rows()
{
  return {
      {"rois.set", Form::single, "SET", "dmn-pain", "shipped set, coordinates TSV, or label NIfTI", roi_jobs, true},
      {"rois.labels", Form::single, "TSV", "", "ROI table of a label NIfTI, of series or of matrices", label_jobs,
       true},
      {"rois.also",
       Form::list,
       "SET[,LABELS]",
       "",
       "further ROI sets from the same pass over each image",
       {"connectivity"},
       true},
      {"rois.radius_mm", Form::single, "MM", "",
       "radius of every sphere (default: of the table, else 5; 4 limbic, striatal, thalamic; 3 brainstem)", roi_jobs},
      {"rois.min_coverage",
       Form::single,
       "FRACTION",
       "0.5",
       "an ROI with a smaller usable share of its voxels is invalid (XCP-D)",
       {"connectivity"}},
  };
}

std::vector<OptionRow> denoise_rows()
{
  const std::vector<std::string> jobs = {"index", "connectivity"};
  return {
      {"denoise.strategy", Form::single, "NAME|COLUMNS", "36p",
       "36p, 24p, 24p-acompcor, simple, scrubbing, compcor, none, or a list of columns with * (Ciric 2017; Wang 2024)",
       jobs},
      {"denoise.also", Form::list, "NAME|COLUMNS", "", "further strategies from the same pass over each image", jobs},
      {"denoise.fd_mm", Form::single, "MM|off", "by strategy: 0.3; scrubbing 0.5; simple, compcor off",
       "censor volumes with framewise displacement above (Power 2012)", jobs},
      {"denoise.std_dvars", Form::single, "X|off", "by strategy: off; scrubbing 1.5",
       "censor volumes with standardised DVARS above", jobs},
      {"denoise.min_segment", Form::single, "VOLUMES|off", "5", "drop kept stretches shorter than this", jobs},
      {"denoise.high_pass_hz", Form::single, "HZ|off", "0.01", "lower edge of the band", jobs},
      {"denoise.low_pass_hz", Form::single, "HZ|off", "0.1", "upper edge of the band", jobs},
      {"denoise.filter", Form::single, "NAME", "butterworth", "butterworth (zero-phase), cosine, none", jobs},
      {"denoise.order", Form::single, "N", "2", "order of the Butterworth filter", jobs},
      {"denoise.detrend", Form::single, "BOOL", "true", "remove the linear trend", jobs},
      {"denoise.standardize", Form::single, "BOOL", "false", "divide residuals by their standard deviation", jobs},
      {"denoise.min_seconds", Form::single, "SECONDS|off", "240", "exclude runs with less kept time", jobs},
      {"denoise.min_dof", Form::single, "N|off", "15", "exclude runs with fewer degrees of freedom", jobs},
      {"denoise.max_mean_fd", Form::single, "MM|off", "0.5", "exclude runs with more motion", jobs},
      {"denoise.max_censored", Form::single, "FRACTION|off", "0.5", "exclude runs with a larger censored share", jobs},
      {"denoise.fd_filter", Form::single, "NAME", "none",
       "filter motion for respiration first: none, lowpass, notch (as XCP-D)", jobs},
      {"denoise.fd_band_bpm", Form::single, "LOW[,HIGH]", "",
       "breaths a minute: cut-off of lowpass, or the two edges of notch", jobs},
  };
}

std::vector<OptionRow> statistics_rows()
{
  return {
      {"connectivity.kind",
       Form::list,
       "NAME",
       "correlation",
       "correlation, covariance, partial, precision, tangent; xdf (Z, Afyouni 2019); exploratory: dynamic (SD of "
       "sliding-window z), "
       "dynamic_p (its p)",
       {"connectivity"}},
      {"connectivity.estimator",
       Form::single,
       "NAME",
       "ledoit-wolf",
       "empirical or ledoit-wolf; for all kinds but correlation, which is always Pearson's",
       {"connectivity"}},
      {"connectivity.measures",
       Form::list,
       "FAMILY",
       "",
       "exploratory, none by default: amplitude (ALFF, fALFF, slow-5, high band), graph (strength, clustering, "
       "participation, modularity), reho (Kendall's W over a region's voxels; images only; keeps them while a run is "
       "read: 4 bytes a voxel and volume, at most 2 GiB a rank)",
       {"connectivity"}},
      {"connectivity.surrogates",
       Form::single,
       "N",
       "500",
       "phase-randomised surrogates of dynamic_p, at least 500 (Prichard & Theiler 1994)",
       {"connectivity"}},
      {"group.data", Form::single, "FILE", "", "cohort file (default: cohort.h5 under --out)", data_jobs, true},
      {"group.kind", Form::single, "NAME", "correlation", "which matrices of the cohort file", kind_jobs},
      {"group.model", Form::single, "FORMULA", "group + age + sex + mean_fd + site",
       "R-style, on columns of the participants table and of /qc", edge_jobs},
      {"group.contrast", Form::list, "NAME: SPEC", "patient - control",
       "A - B (levels of the group column), COLUMN, COLUMN:COLUMN, F(FACTOR)", edge_jobs},
      {"group.edges", Form::single, "SPEC", "all", "all, network:NAME, between:NAME,NAME", edge_choice_jobs},
      {"group.session", Form::single, "LABEL", "",
       "the session to use where the data hold several; 2-1: the change within participants", session_jobs},
      {"group.variance_groups", Form::single, "COLUMN", "",
       "groups of rows with a variance of their own, for Aspin and Welch's v (default: the site, if in the model)",
       group_jobs},
      {"group.equivalence", Form::single, "SD", "0.2",
       "bounds of the equivalence test (TOST), in residual standard deviations", group_jobs},
      {"group.measures", Form::list, "NAME", "",
       "exploratory, none by default: measures of the cohort file to compare by region (alff, reho, strength, ...), "
       "hub_disruption "
       "(Mansour 2016)",
       group_jobs},
      {"group.sensitivity", Form::list, "FILE|off", "",
       "cohort files of other pipelines that must agree (default: cohort_rois-*_denoise-*.h5 beside the data)",
       group_jobs, true},
  };
}

std::vector<OptionRow> inference_rows()
{
  return {
      {"group.correction", Form::list, "NAME", "fdr",
       "fdr (Benjamini & Hochberg), max-t, nbs (Zalesky 2010), tfnbs (Baggio 2018); the last three permute",
       group_jobs},
      {"group.permutations", Form::single, "J", "5000",
       "relabellings, the identity counted; all of them where there are no more (Freedman & Lane; Winkler 2014)",
       permuting_jobs},
      {"group.exchange_within", Form::single, "COLUMN", "",
       "rows are exchanged within its levels only (default: the site column, if there is one)", permuting_jobs},
      {"group.nbs_threshold", Form::list, "T", "3.1, 2.5, 3.5", "an edge joins a component if t is at least this",
       group_jobs},
      {"group.harmonise", Form::single, "NAME", "none",
       "none, combat (Johnson 2007), covbat (Chen 2022): before the model, batches are sites", group_jobs},
      {"group.harmonise_reference", Form::single, "SITE", "", "site whose values stay as they are", group_jobs},
      {"group.harmonise_mean_only", Form::flag, "", "false", "adjust the means of sites, not their variances",
       group_jobs},
  };
}

std::vector<OptionRow> prediction_rows()
{
  return {
      {"predict.outcome", Form::single, "COLUMN", "group",
       "what is learnt: two levels, numbers, or several levels, each against the rest", predict_jobs},
      {"predict.method", Form::single, "NAME", "logistic for levels, ridge for numbers",
       "logistic (L2), ridge, cpm (Shen 2017)", predict_jobs},
      {"predict.features", Form::single, "NAME", "edges",
       "edges, networks (means within and between), tangent (Varoquaux 2010; reference of the training rows)",
       predict_jobs},
      {"predict.covariates", Form::single, "NAME,...|none", "age,sex,mean_fd, as far as the data have them",
       "what features must add to", predict_jobs},
      {"predict.folds", Form::single, "K", "", "K folds of participants instead of leaving one site out", predict_jobs},
      {"predict.permutations", Form::single, "J|off", "1000",
       "relabellings within sites, the whole analysis done anew for each, the identity counted", predict_jobs},
      {"predict.harmonise", Form::single, "NAME", "none",
       "none, or combat on the training rows of each fold; a site they do not hold stays as it is", predict_jobs},
      {"predict.name", Form::single, "NAME", "", "folder below predict/ (default: the outcome)", predict_jobs},
      {"predict.model", Form::single, "FILE", "", "score participants with a model.h5 instead of training",
       predict_jobs, true},
      {"predict.weights", Form::single, "TSV", "",
       "score participants with a published table: edge, weight, centre, scale; sidecar with Intercept and Values",
       predict_jobs, true},
      {"predict.memory_gib", Form::single, "GIB", "three quarters of the machine's",
       "refuse more features than fit into this", predict_jobs},
  };
}

std::vector<OptionRow> consortium_rows()
{
  return {
      {"share.site",
       Form::single,
       "NAME",
       "",
       "the site whose sums are written, or all: a file each (default: the only one)",
       {"share"}},
      {"share.centre",
       Form::single,
       "NAME=X,...",
       "age=45,mean_fd=0.15",
       "agreed constants that are subtracted from numbers",
       {"share"}},
      {"share.levels",
       Form::single,
       "NAME=A,B;...",
       "group=control,patient;sex=F,M",
       "agreed levels of factors, the reference level first",
       {"share"}},
      {"pool.input", Form::list, "FILE", "", "summary files that sites have written with `share`", {"pool"}, true},
  };
}

std::vector<OptionRow> report_rows()
{
  return {{"report.title",
           Form::single,
           "TEXT",
           "",
           "title of the report (default: made from the first contrast)",
           {"report"}}};
}

std::vector<OptionRow> joined(std::vector<std::vector<OptionRow>> parts)
{
  std::vector<OptionRow> all;
  for (auto& part : parts) std::ranges::move(part, std::back_inserter(all));
  return all;
}

}  // namespace

std::vector<OptionRow> simulate_option_rows();

const std::vector<OptionRow>& option_table()
{
  static const std::vector<OptionRow> table =
      joined({general_rows(), input_rows(), roi_rows(), denoise_rows(), statistics_rows(), inference_rows(),
              prediction_rows(), consortium_rows(), clinical_option_rows(), profile_option_rows(), report_rows(),
              simulate_option_rows(), slurm_option_rows()});
  return table;
}

std::string help_of_job(const std::string& job)
{
  std::string text;
  for (const auto& row : option_table()) {
    if (!row.jobs.empty() && std::ranges::find(row.jobs, job) == row.jobs.end()) continue;
    std::string left = fmt::format("  --{} {}", row.name, row.value);
    if (row.form == Form::list) left += " ...";
    text += fmt::format("{:<42} {}", left, row.help);
    if (!row.standard.empty() && row.form != Form::flag) text += fmt::format(" [{}]", row.standard);
    text += "\n";
  }
  return text;
}

}  // namespace dmn::jobs
