#include "markers/fingerprint.hpp"

#include <fmt/format.h>

#include <numeric>
#include <vector>

#include "base/error.hpp"
#include "inference/relabelling.hpp"

namespace dmn::markers {
namespace {

void require_similarities(const Eigen::MatrixXd& similarity)
{
  if (similarity.rows() == similarity.cols() && similarity.rows() >= fewest_to_identify && similarity.allFinite())
    return;
  throw base::ShapeError(fmt::format("similarities of {} x {} participants, not square, too few or not finite",
                                     similarity.rows(), similarity.cols()));
}

/// The cell alone is the largest of its line.
bool is_hit(const Eigen::VectorXd& line, Eigen::Index own)
{
  for (Eigen::Index other = 0; other < line.size(); ++other) {
    if (other != own && !(line[own] > line[other])) return false;
  }
  return true;
}

inference::Exchangeability all_exchangeable(Eigen::Index n)
{
  inference::Exchangeability rows;
  rows.block.assign(static_cast<std::size_t>(n), 0);
  rows.kind.resize(static_cast<std::size_t>(n));
  std::iota(rows.kind.begin(), rows.kind.end(), 0);
  rows.block_names = {""};
  return rows;
}

double mean_of_others(double total, double own, Eigen::Index n)
{
  return (total - own) / static_cast<double>(n * (n - 1));
}

}  // namespace

Identification identification(const Eigen::MatrixXd& similarity)
{
  require_similarities(similarity);
  const Eigen::Index n = similarity.rows();
  const double own = similarity.trace();
  Identification found{.n = static_cast<int>(n)};
  found.i_self = own / static_cast<double>(n);
  found.i_others = mean_of_others(similarity.sum(), own, n);
  found.i_diff = 100 * (found.i_self - found.i_others);
  for (Eigen::Index i = 0; i < n; ++i) {
    found.hits_first_second += is_hit(similarity.row(i), i) ? 1 : 0;
    found.hits_second_first += is_hit(similarity.col(i), i) ? 1 : 0;
  }
  return found;
}

Eigen::VectorXd null_of_i_diff(const Eigen::MatrixXd& similarity, int permutations, std::uint64_t seed)
{
  require_similarities(similarity);
  const Eigen::Index n = similarity.rows();
  const double total = similarity.sum();
  const inference::Relabellings relabellings(all_exchangeable(n), permutations, seed);
  Eigen::VectorXd null(relabellings.size());
  for (int j = 0; j < relabellings.size(); ++j) {
    const auto source = relabellings.at(j).source;
    double own = 0;
    for (Eigen::Index i = 0; i < n; ++i) own += similarity(i, source[static_cast<std::size_t>(i)]);
    null[j] = 100 * (own / static_cast<double>(n) - mean_of_others(total, own, n));
  }
  return null;
}

}  // namespace dmn::markers
