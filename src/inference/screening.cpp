#include "inference/screening.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "inference/product_in_chunks.hpp"

namespace dmn::inference {
namespace {

// Between these |R|^2 is as precise as any sum; outcomes of other scales are always computed in double precision.
constexpr double smallest_scale = 1e-280;
constexpr double largest_scale = 1e280;
constexpr double nothing_known = -1;  ///< every rho is above
constexpr double no_bound = 1e100;    ///< an error that leaves every statistic open

/// The least rho whose statistic reaches a magnitude; -1 where all do. NaN for NaN, which none does.
double ratio_that_reaches(double magnitude, const PermutationModel& model, std::size_t c)
{
  if (magnitude <= 0) return -1;
  if (!model.is_f_test(c)) return magnitude * magnitude / model.residual_df();
  return magnitude * static_cast<double>(model.in_varying(c).cols()) / model.residual_df();
}

/// Single precision, unit norm; zero where there is no test or no scale.
Eigen::MatrixXf of_unit_norm(const Eigen::MatrixXd& residuals, const Eigen::ArrayXd& scale)
{
  Eigen::MatrixXf result(residuals.rows(), residuals.cols());
  for (Eigen::Index e = 0; e < residuals.cols(); ++e) result.col(e) = (residuals.col(e) * scale[e]).cast<float>();
  return result;
}

}  // namespace

ScreenedBasis part_of(const ScreenedBasis& basis, Eigen::Index first, Eigen::Index n)
{
  const Eigen::Index v = basis.size() > 0 ? basis.columns.cols() / basis.size() : 0;
  const auto begin = basis.relabellings.begin() + first;
  ScreenedBasis part{.first = basis.first + static_cast<int>(first),
                     .relabellings = {begin, begin + n},
                     .columns = basis.columns.middleCols(first * v, n * v),
                     .moved = {}};
  for (const auto& moved : basis.moved) part.moved.emplace_back(moved.middleRows(first * v, n * v));
  return part;
}

Screening::Screening(const PermutationModel& model) : model_(model), varying_(model.varying().cast<float>()) {}

ScreenedTile Screening::tile(OutcomeTile exact) const
{
  const Eigen::ArrayXd ss = exact.residual_ss.array();
  const auto has_scale = (ss > smallest_scale && ss < largest_scale).eval();
  const Eigen::ArrayXd scale = has_scale.select(ss.rsqrt(), 0.0);
  ScreenedTile tile{.residuals = of_unit_norm(exact.residuals, scale), .interest = {}, .total_ss = {}, .errors = {}};
  for (std::size_t c = 0; c < model_.n_contrasts(); ++c) {
    tile.interest.emplace_back(exact.interest[c].array().colwise() * scale);
    const Eigen::ArrayXd total = (exact.total_ss[c].array() / ss).eval();
    tile.total_ss.emplace_back((has_scale || ss.isNaN()).select(total, 1.0));
    auto errors = screening_errors(model_.in_varying(c), tile.total_ss[c], model_.n_rows());
    errors.effect = has_scale.select(errors.effect.array(), no_bound);
    errors.residual = has_scale.select(errors.residual.array(), no_bound);
    tile.errors.push_back(std::move(errors));
  }
  tile.exact = std::move(exact);
  return tile;
}

ScreenedBasis Screening::basis(const Relabellings& relabellings, int first, int n) const
{
  const Eigen::Index v = model_.n_varying();
  ScreenedBasis basis{.first = first,
                      .relabellings = {},
                      .columns = Eigen::MatrixXf(model_.n_rows(), v * n),
                      .moved = std::vector<Eigen::MatrixXd>(model_.n_contrasts())};
  for (std::size_t c = 0; c < basis.moved.size(); ++c) basis.moved[c].resize(v * n, model_.in_varying(c).cols());
  for (int j = 0; j < n; ++j) {
    const auto& relabelling = basis.relabellings.emplace_back(relabellings.at(first + j));
    relabel_back(relabelling, varying_, basis.columns.col(j * v).data());
    for (std::size_t c = 0; c < basis.moved.size(); ++c)
      basis.moved[c].middleRows(j * v, v) = model_.moved_directions(relabelling, c);
  }
  return basis;
}

struct Screening::Counting {
  const ScreenedTile& tile;
  const ScreenedBasis& basis;
  std::size_t contrast;
  std::vector<double> thresholds;            ///< T: of |t*| or F*
  std::vector<double> ratios;                ///< T: of rho
  std::int64_t* as_extreme;                  ///< T
  double* maximum;                           ///< n
  Eigen::Index first_outcome;                ///< of the tallies' E
  double listed = nothing_listed;            ///< rho of what is asked for
  double at_least = 0;                       ///< its |t*|
  std::vector<Exceedance>* found = nullptr;  ///< n
};

std::vector<Screening::Counting> Screening::countings(const ScreenedTile& tile, const ScreenedBasis& basis,
                                                      Eigen::Index first_outcome,
                                                      std::vector<PermutationTally>& tallies) const
{
  std::vector<Counting> result;
  for (std::size_t c = 0; c < model_.n_contrasts(); ++c) {
    PermutationTally& tally = tallies[c];
    require_room(tally, first_outcome, tile.n_outcomes(), basis.first, basis.size());
    if (model_.in_varying(c).cols() == 0) continue;
    auto thresholds = counting_thresholds(tally, first_outcome, tile.n_outcomes());
    std::vector<double> ratios;
    for (const double threshold : thresholds) ratios.push_back(ratio_that_reaches(threshold, model_, c));
    result.push_back({.tile = tile,
                      .basis = basis,
                      .contrast = c,
                      .thresholds = std::move(thresholds),
                      .ratios = std::move(ratios),
                      .as_extreme = tally.as_extreme.data() + first_outcome,
                      .maximum = tally.maximum.data() + basis.first,
                      .first_outcome = first_outcome});
  }
  return result;
}

void Screening::add(const std::vector<ScreenedTile>& tiles, const ScreenedBasis& basis,
                    std::vector<PermutationTally>& tallies)
{
  screen_all(tiles, basis, tallies, nullptr);
}

void Screening::add(const std::vector<ScreenedTile>& tiles, const ScreenedBasis& basis,
                    std::vector<PermutationTally>& tallies, Exceedances& exceedances)
{
  const auto n = static_cast<std::size_t>(basis.size());
  exceedances.found.assign(model_.n_contrasts(), std::vector<std::vector<Exceedance>>(n));
  screen_all(tiles, basis, tallies, &exceedances);
}

void Screening::screen_all(const std::vector<ScreenedTile>& tiles, const ScreenedBasis& basis,
                           std::vector<PermutationTally>& tallies, Exceedances* exceedances)
{
  candidates_.clear();
  known_.assign(model_.n_contrasts(), std::vector<double>(static_cast<std::size_t>(basis.size()), nothing_known));
  Eigen::Index first = 0;
  for (const ScreenedTile& tile : tiles) {
    auto counted = countings(tile, basis, first, tallies);
    product_in_chunks(tile.residuals, basis.columns, chunk_, projections_);
    for (auto& counting : counted) {
      if (exceedances != nullptr && !model_.is_f_test(counting.contrast)) {
        counting.at_least = exceedances->at_least;
        counting.listed = ratio_that_reaches(counting.at_least, model_, counting.contrast);
        counting.found = exceedances->found[counting.contrast].data();
      }
      for (Eigen::Index j = 0; j < basis.size(); ++j) count(counting, j);
    }
    first += tile.n_outcomes();
  }
  settle(basis, tallies);
}

void Screening::count(const Counting& counting, Eigen::Index j)
{
  const auto& [tile, basis, c, thresholds, ratios, as_extreme, maximum, first_outcome, listed, at_least, found] =
      counting;
  const Eigen::Index v = model_.n_varying();
  const PermutedColumn column{.projections = projections_.col(j * v).data(),
                              .moved = basis.moved[c].data() + j * v,
                              .directions = model_.in_varying(c).data(),
                              .interest = tile.interest[c].data(),
                              .total_ss = tile.total_ss[c].data(),
                              .moved_stride = basis.moved[c].rows(),
                              .n_outcomes = tile.n_outcomes(),
                              .n_varying = v,
                              .n_directions = model_.in_varying(c).cols(),
                              .residual_df = model_.residual_df()};
  double& known = known_[c][static_cast<std::size_t>(j)];
  screen({.column = column,
          .effect_error = tile.errors[c].effect.data(),
          .residual_error = tile.errors[c].residual.data(),
          .threshold = ratios.data(),
          .listed = listed},
         std::max(known, ratio_that_reaches(maximum[j], model_, c)), as_extreme, open_);
  known = open_.known;
  for (const OpenCell& cell : open_.cells) {
    const auto outcome = static_cast<std::size_t>(cell.outcome);
    const bool may_exceed = found != nullptr && open_.effect[outcome] >= listed * open_.residual[outcome];
    if (cell.undecided || may_exceed) {
      const double value = statistic(tile, basis, c, j, cell.outcome);
      const double size = magnitude(value, c);
      maximum[j] = size > maximum[j] ? size : maximum[j];
      if (cell.undecided) as_extreme[cell.outcome] += size >= thresholds[outcome] ? 1 : 0;
      if (may_exceed && size >= at_least) found[j].push_back({first_outcome + cell.outcome, value});
    } else {
      candidates_.push_back({&tile, c, j, cell.outcome, open_.effect[outcome], open_.residual[outcome]});
    }
  }
}

void Screening::settle(const ScreenedBasis& basis, std::vector<PermutationTally>& tallies)
{
  for (auto candidate = candidates_.rbegin(); candidate != candidates_.rend(); ++candidate) {
    const auto& [tile, c, j, outcome, effect, residual] = *candidate;
    double& maximum = tallies[c].maximum[static_cast<std::size_t>(basis.first + j)];
    const double known = std::max(known_[c][static_cast<std::size_t>(j)], ratio_that_reaches(maximum, model_, c));
    if (!(effect >= known * residual)) continue;
    const double found = magnitude(statistic(*tile, basis, c, j, outcome), c);
    maximum = found > maximum ? found : maximum;
  }
}

double Screening::statistic(const ScreenedTile& tile, const ScreenedBasis& basis, std::size_t contrast, Eigen::Index j,
                            Eigen::Index outcome)
{
  const Eigen::Index v = model_.n_varying();
  ++n_recomputed_;
  return model_.statistic(tile.exact, outcome, contrast, basis.relabellings[static_cast<std::size_t>(j)],
                          basis.moved[contrast].middleRows(j * v, v));
}

double Screening::magnitude(double statistic, std::size_t contrast) const
{
  return model_.is_f_test(contrast) ? statistic : std::abs(statistic);
}

}  // namespace dmn::inference
