#pragma once

#include <Eigen/Core>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connectivity/edge_list.hpp"
#include "connectivity/roi.hpp"
#include "report/drawing.hpp"
#include "report/outline.hpp"
#include "report/result_values.hpp"

namespace dmn::report {

/// What the cohort file, or what `group` kept of the data it was given, has to draw: no table of results, only pictures
/// of the data behind them.
struct CohortPicture {
  std::string path = {};  ///< `cohort.h5`
  std::string kind = {};  ///< `correlation`
  bool fisher_z = false;  ///< true: means are of z, shown as r = tanh(z)
  std::string roi_set = {};
  std::string roi_hash = {};
  std::string pipeline = {};  ///< an option a line; empty for ready-made matrices
  connectivity::RoiTable rois = {};
  connectivity::EdgeList edges = {};
  std::vector<std::string> session = {};     ///< N runs, where only some sessions' are shown; empty: all of the file
  std::vector<std::string> site = {};        ///< N runs
  std::vector<std::string> group = {};       ///< N runs
  std::vector<double> mean_fd = {};          ///< N runs, mm; empty where not known
  std::vector<int> usable_runs_of_roi = {};  ///< R: runs with any value of this region
  std::vector<std::string> groups = {};      ///< those drawn, in order of appearance
  std::vector<int> group_size = {};          ///< runs of each
  std::vector<Eigen::VectorXd> means = {};   ///< one a group: mean of the runs' edges, as the data
  std::vector<std::string> markers = {};     ///< S
  Eigen::MatrixXd marker_values = {};        ///< N x S
  std::vector<std::pair<std::string, int>> exclusion_reasons = {};  ///< most frequent first
};

/// A brain's outline in each view, and what it was computed from.
struct BrainOutline {
  std::map<View, std::vector<std::vector<Point>>> contours;
  std::string source;  ///< for the caption
};

/// One contrast of a comparison: its folder `group/<name>`.
struct ContrastResults {
  std::string name;
  ResultRecord summary;
  ResultTable edges;
  ResultTable markers;
  ResultTable components;
  ResultTable edge_site_effects;
  ResultTable marker_site_effects;
  ResultTable marker_meta;
  ResultTable marker_leave_one_out;
  std::map<std::string, ResultTable> robustness;         ///< by pipeline
  std::map<std::string, ResultTable> marker_robustness;  ///< by pipeline
};

/// One outcome that was learnt: its folder `predict/<name>`.
struct PredictionResults {
  std::string name;
  ResultRecord summary;
  ResultTable metrics;
  ResultTable predictions;
};

/// The sums of sites, pooled: its folder `pool`.
struct PooledResults {
  std::string path;  ///< `pool/result.h5`
  std::string contrast;
  std::string model;
  std::vector<std::string> sites;
  std::vector<double> people;  ///< of each site
  ResultTable edges;
  ResultTable meta;
};

/// What another job wrote into a folder.
struct JobResults {
  std::string name;      ///< of the folder
  ResultRecord summary;  ///< `summary.json`, `profiles.json`
  ResultRecord extra = {};
  std::map<std::string, ResultTable> tables = {};  ///< by file name without ending

  /// An empty table where there is none.
  const ResultTable& table(const std::string& file) const;
};

/// Everything a report shows, read from a results folder.
struct StudyResults {
  std::string title;
  std::string program;  ///< name and version of what writes the report
  std::optional<CohortPicture> cohort;
  BrainOutline outline;
  std::vector<ContrastResults> contrasts;
  std::vector<PredictionResults> predictions;
  std::optional<PooledResults> pool;
  std::vector<JobResults> overlaps;     ///< symptoms/<score>
  std::vector<JobResults> subtypes;     ///< symptoms/subtype_<column>
  std::optional<JobResults> treatment;  ///< treatment/
  std::optional<JobResults> change;     ///< change/
  std::optional<JobResults> profile;    ///< profile/; `extra` is fingerprint.json
  ResultTable exclusions;
  ResultTable motion_edges;
  ResultTable harmonisation;
  ResultRecord quality;
  ResultRecord harmonised;
  std::vector<std::pair<std::string, std::string>> provenance;  ///< name and text, as stored in the files
};

}  // namespace dmn::report
