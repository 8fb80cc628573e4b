#include "stats/summary_stream.hpp"

#include <limits>
#include <utility>

namespace dmn::stats {
namespace {

std::vector<connectivity::Summary> all_summaries(const Cohort& cohort, const std::vector<int>& dropped)
{
  auto summaries = connectivity::confirmatory_markers(cohort.rois, cohort.edges, dropped);
  for (auto& summary : connectivity::network_summaries(cohort.rois, cohort.edges, dropped)) {
    summaries.push_back(std::move(summary));
  }
  return summaries;
}

}  // namespace

SummaryStream::SummaryStream(const Cohort& cohort, Eigen::Index n_rows, const std::vector<int>& dropped)
    : SummaryStream(cohort, n_rows, all_summaries(cohort, dropped))
{
}

SummaryStream::SummaryStream(const Cohort& cohort, Eigen::Index n_rows, std::vector<connectivity::Summary> summaries)
    : edges_(cohort.edges),
      summaries_(std::move(summaries)),
      summaries_of_edge_(static_cast<std::size_t>(cohort.edges.size()))
{
  for (std::size_t s = 0; s < summaries_.size(); ++s) {
    for (const Eigen::Index edge : summaries_[s].edges) {
      summaries_of_edge_[static_cast<std::size_t>(edge)].push_back(static_cast<Eigen::Index>(s));
    }
  }
  const auto n_summaries = static_cast<Eigen::Index>(summaries_.size());
  has_data_.setConstant(n_rows, edges_.n_rois(), false);
  sum_.setZero(n_rows, n_summaries);
  n_missing_.setZero(n_rows, n_summaries);
}

void SummaryStream::add(const Eigen::MatrixXd& block, Eigen::Index first)
{
  for (Eigen::Index column = 0; column < block.cols(); ++column) {
    const auto values = block.col(column).array();
    const auto& [i, j] = edges_[first + column];
    const auto& summaries = summaries_of_edge_[static_cast<std::size_t>(first + column)];
    const Eigen::Array<bool, Eigen::Dynamic, 1> valid = !values.isNaN();
    has_data_.col(i) = has_data_.col(i) || valid;
    has_data_.col(j) = has_data_.col(j) || valid;
    if (valid.all()) {
      for (const Eigen::Index summary : summaries) sum_.col(summary) += values;
      continue;
    }
    const Eigen::ArrayXd present = valid.select(values, 0.0);
    for (const Eigen::Index summary : summaries) {
      sum_.col(summary) += present;
      n_missing_.col(summary) += (!valid).cast<double>();
    }
  }
}

std::vector<int> SummaryStream::rois_to_drop() const
{
  std::vector<bool> has_edges(static_cast<std::size_t>(edges_.n_rois()), false);
  for (const auto& [i, j] : edges_.edges()) {
    has_edges[static_cast<std::size_t>(i)] = true;
    has_edges[static_cast<std::size_t>(j)] = true;
  }
  const auto n_rows = static_cast<double>(has_data_.rows());
  std::vector<int> dropped;
  for (int roi = 0; roi < edges_.n_rois(); ++roi) {
    const auto n_invalid = static_cast<double>(has_data_.rows() - has_data_.col(roi).count());
    if (has_edges[static_cast<std::size_t>(roi)] && n_invalid / n_rows > connectivity::max_invalid_share) {
      dropped.push_back(roi);
    }
  }
  return dropped;
}

Eigen::MatrixXd SummaryStream::values() const
{
  Eigen::MatrixXd means(sum_.rows(), sum_.cols());
  for (Eigen::Index s = 0; s < means.cols(); ++s) {
    const auto n_edges = static_cast<double>(summaries_[static_cast<std::size_t>(s)].edges.size());
    const Eigen::ArrayXd n_valid = n_edges - n_missing_.col(s);
    means.col(s) = (n_valid > 0 && n_valid >= 0.5 * n_edges)
                       .select(sum_.col(s) / n_valid, std::numeric_limits<double>::quiet_NaN());
  }
  return means;
}

}  // namespace dmn::stats
