#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/study_results.hpp"

namespace dmn::report {

/// How a contrast is spoken of.
struct ContrastWords {
  std::string first;                  ///< `patient`; for a slope its variable
  std::string second;                 ///< `control`; empty for a slope
  std::string higher;                 ///< `higher in patient`, `rises with age`
  std::string lower;                  ///< `lower in patient`, `falls with age`
  std::string effect = "difference";  ///< `slope` where no groups are compared
  bool compares_groups = false;
  bool is_f_test = false;
};
ContrastWords words_of(const ContrastResults& contrast);

/// An edge of the list of strongest ones.
struct ListedEdge {
  std::size_t row = 0;  ///< of edges.tsv
  int i = 0;            ///< rows of the ROI table
  int j = 0;
  double statistic = 0;  ///< t, or F
  double effect = 0;
  bool found = false;  ///< one of the findings
  bool drawn = false;  ///< drawn unless the reader's slider says otherwise
};

/// What is listed and drawn of a contrast's edges, and why.
struct Findings {
  std::vector<ListedEdge> listed;  ///< strongest first, at most `most_listed`
  std::vector<std::size_t> found;  ///< rows of edges.tsv, ascending
  std::string rule;                ///< `edges of NBS components with one-sided p ≤ .025 at t ≥ 3.1`
  bool significant = false;        ///< false: nothing passed a correction; the strongest are drawn for orientation
};

inline constexpr std::size_t most_listed = 500;
inline constexpr std::size_t most_drawn = 100;  ///< more lines are a hairball (measured in a mock)
inline constexpr std::size_t drawn_for_orientation = 50;

/// Edges of NBS components at the first threshold, else those of p_fwe, else of q_fdr, all at 5 %; else the strongest.
Findings findings_of(const ContrastResults& contrast);

/// Row of markers.tsv that the report leads with: M1, else the mean within the default-mode network, else the first
/// tested one.
std::optional<std::size_t> leading_marker(const ResultTable& markers);
/// True for M1 ... M8.
bool is_fixed_marker(const std::string& marker);
/// `confirmatory` for M1 ... M8 where they were fixed in advance for the kind of connectivity compared; else
/// `exploratory`.
std::string tag_of(const ContrastResults& contrast, const std::string& marker);

}  // namespace dmn::report
