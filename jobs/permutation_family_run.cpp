#include "permutation_family_run.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace dmn::jobs {
namespace {

constexpr double nothing_yet = -std::numeric_limits<double>::infinity();

/// Relabellings [first, first + n) of a block that this rank looks at beyond its own edges.
std::pair<Eigen::Index, Eigen::Index> share_of(int rank, int size, Eigen::Index n)
{
  const Eigen::Index first = n * rank / size;
  return {first, n * (rank + 1) / size - first};
}

Eigen::MatrixXd under_one_another(const std::vector<Eigen::MatrixXd>& parts)
{
  Eigen::Index n_rows = 0;
  for (const auto& part : parts) n_rows += part.rows();
  Eigen::MatrixXd all(n_rows, parts.front().cols());
  Eigen::Index first = 0;
  for (const auto& part : parts) {
    all.middleRows(first, part.rows()) = part;
    first += part.rows();
  }
  return all;
}

/// How many edges the ranks before this one have.
Eigen::Index edges_before(Eigen::Index n_own, const parallel::Communicator& world)
{
  Eigen::MatrixXd own = Eigen::MatrixXd::Constant(world.size(), 1, nothing_yet);
  own(world.rank(), 0) = static_cast<double>(n_own);
  return static_cast<Eigen::Index>(world.maximum_together(own).topRows(world.rank()).sum());
}

/// A row an exceedance: relabelling, edge of the analysis, t.
Eigen::MatrixXd as_rows(const std::vector<std::vector<inference::Exceedance>>& found, Eigen::Index first,
                        Eigen::Index n, Eigen::Index first_edge)
{
  std::size_t n_rows = 0;
  for (Eigen::Index j = first; j < first + n; ++j) n_rows += found[static_cast<std::size_t>(j)].size();
  Eigen::MatrixXd rows(static_cast<Eigen::Index>(n_rows), 3);
  Eigen::Index row = 0;
  for (Eigen::Index j = first; j < first + n; ++j) {
    for (const auto& exceedance : found[static_cast<std::size_t>(j)])
      rows.row(row++) << static_cast<double>(j), static_cast<double>(first_edge + exceedance.outcome),
          exceedance.statistic;
  }
  return rows;
}

}  // namespace

PermutationFamilyRun::PermutationFamilyRun(const PermutationFamily& family, const stats::GroupPlan& plan,
                                           std::vector<Eigen::MatrixXd> edges, const std::vector<OutcomeSet>& sets,
                                           const inference::Graph& graph, const GroupOptions& options,
                                           const parallel::Communicator& world)
    : family_(family),
      world_(world),
      plan_(plan),
      networks_(graph, options, family.model.residual_df()),
      screening_(family.model),
      edges_(prepared(std::move(edges))),
      first_edge_(edges_before(edges_.n, world))
{
  for (const auto& set : sets) {
    std::vector<Eigen::MatrixXd> tiles;
    if (set.outcomes.cols() > 0) tiles.push_back(set.outcomes);
    set_names_.push_back(set.name);
    sets_.push_back(prepared(std::move(tiles)));
  }
  const auto n_networks = static_cast<Eigen::Index>(networks_.names().size());
  network_null_.assign(n_contrasts(), Eigen::MatrixXd::Constant(n_relabellings(), n_networks, nothing_yet));
  own_statistics_.resize(n_contrasts());
}

PermutationFamilyRun::Outcomes PermutationFamilyRun::prepared(std::vector<Eigen::MatrixXd> tiles) const
{
  Outcomes outcomes;
  std::vector<Eigen::VectorXd> observed(n_contrasts());
  for (auto& values : tiles) {
    auto tile = family_.model.tile(std::move(values));
    const auto of_tile = family_.model.observed(tile);
    for (std::size_t c = 0; c < n_contrasts(); ++c) {
      observed[c].conservativeResize(outcomes.n + tile.n_outcomes());
      observed[c].tail(tile.n_outcomes()) = of_tile[c];
    }
    outcomes.n += tile.n_outcomes();
    if (is_screened()) {
      outcomes.screened.push_back(screening_.tile(std::move(tile)));
    } else {
      outcomes.exact.push_back(std::move(tile));
    }
  }
  for (std::size_t c = 0; c < n_contrasts(); ++c)
    outcomes.tallies.emplace_back(n_relabellings(), std::move(observed[c]), tail(c));
  return outcomes;
}

inference::Tail PermutationFamilyRun::tail(std::size_t contrast) const
{
  return plan_.contrasts[family_.contrasts[contrast]].is_f_test ? inference::Tail::upper : inference::Tail::both;
}

Eigen::Index PermutationFamilyRun::n_cells() const noexcept
{
  return family_.model.n_rows() * static_cast<Eigen::Index>(plan_.edges.size());
}

std::vector<std::string> PermutationFamilyRun::names() const
{
  std::vector<std::string> names{"max_t"};
  names.insert(names.end(), set_names_.begin(), set_names_.end());
  names.insert(names.end(), networks_.names().begin(), networks_.names().end());
  return names;
}

void PermutationFamilyRun::step()
{
  const int n = std::min(family_.model.relabellings_per_block(), n_relabellings() - n_done_);
  if (is_screened()) {
    const auto basis = screening_.basis(family_.relabellings, n_done_, n);
    screen(basis);
    if (world_.size() == 1) {
      add_to_sets(basis);
    } else {
      const auto [first, n_own] = share_of(world_.rank(), world_.size(), basis.size());
      add_to_sets(part_of(basis, first, n_own));
    }
  } else {
    const auto basis = family_.model.permuted_basis(family_.relabellings, n_done_, n);
    add(basis, edges_, true);
    for (auto& set : sets_) {
      if (world_.is_master()) add(basis, set, false);  // a product of fewer columns could differ in its last bits
    }
    add_networks(basis);
  }
  n_done_ += n;
}

void PermutationFamilyRun::screen(const inference::ScreenedBasis& basis)
{
  if (!networks_.only_from()) return screening_.add(edges_.screened, basis, edges_.tallies);
  inference::Exceedances exceedances{.at_least = *networks_.only_from(), .found = {}};
  screening_.add(edges_.screened, basis, edges_.tallies, exceedances);
  for (std::size_t c = 0; c < n_contrasts(); ++c) {
    if (tail(c) == inference::Tail::both) add_networks(exceedances, c, basis.first);
  }
}

void PermutationFamilyRun::add_to_sets(const inference::ScreenedBasis& basis)
{
  for (auto& set : sets_) screening_.add(set.screened, basis, set.tallies);
}

void PermutationFamilyRun::add(const inference::PermutedBasis& basis, Outcomes& outcomes, bool keep)
{
  for (auto& statistics : own_statistics_) {
    if (keep) statistics.resize(outcomes.n, basis.size());
  }
  Eigen::Index first = 0;
  for (const auto& tile : outcomes.exact) {
    family_.model.statistics(tile, basis, scratch_);
    for (std::size_t c = 0; c < n_contrasts(); ++c) {
      inference::add(scratch_.contrasts[c], first, basis.first, outcomes.tallies[c]);
      if (keep) own_statistics_[c].middleRows(first, tile.n_outcomes()) = scratch_.contrasts[c];
    }
    first += tile.n_outcomes();
  }
}

void PermutationFamilyRun::add_networks(const inference::PermutedBasis& basis)
{
  for (std::size_t c = 0; c < n_contrasts(); ++c) {
    if (tail(c) == inference::Tail::upper) continue;
    std::vector<Eigen::MatrixXd> to;
    for (int rank = 0; rank < world_.size(); ++rank) {
      const auto [first, n] = share_of(rank, world_.size(), basis.size());
      to.emplace_back(own_statistics_[c].middleCols(first, n));
    }
    const Eigen::MatrixXd whole = under_one_another(world_.exchange_together(std::move(to)));
    const Eigen::Index first = basis.first + share_of(world_.rank(), world_.size(), basis.size()).first;
    for (Eigen::Index k = 0; k < whole.cols(); ++k)
      network_null_[c].row(first + k) = networks_.of(whole.col(k)).transpose();
  }
}

void PermutationFamilyRun::add_networks(const inference::Exceedances& exceedances, std::size_t contrast,
                                        int first_relabelling)
{
  const auto& found = exceedances.found[contrast];
  const auto n_block = static_cast<Eigen::Index>(found.size());
  std::vector<Eigen::MatrixXd> to;
  for (int rank = 0; rank < world_.size(); ++rank) {
    const auto [first, n] = share_of(rank, world_.size(), n_block);
    to.push_back(as_rows(found, first, n, first_edge_));
  }
  const auto from = world_.exchange_together(std::move(to));
  std::vector<Eigen::Index> at(from.size(), 0);  // each rank's rows are in order of relabellings
  Eigen::VectorXd whole = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(plan_.edges.size()));
  const auto [first, n] = share_of(world_.rank(), world_.size(), n_block);
  for (Eigen::Index j = first; j < first + n; ++j) {
    whole.setZero();
    for (std::size_t rank = 0; rank < from.size(); ++rank) {
      const Eigen::MatrixXd& rows = from[rank];
      for (; at[rank] < rows.rows() && rows(at[rank], 0) == static_cast<double>(j); ++at[rank])
        whole[static_cast<Eigen::Index>(rows(at[rank], 1))] = rows(at[rank], 2);
    }
    network_null_[contrast].row(first_relabelling + j) = networks_.of(whole).transpose();
  }
}

void PermutationFamilyRun::go_on_from(const PermutationState& state)
{
  const Eigen::MatrixXd n_done =
      world_.broadcast_together(Eigen::MatrixXd(Eigen::MatrixXd::Constant(1, 1, state.n_done)));
  n_done_ = static_cast<int>(n_done(0, 0));
  if (n_done_ == 0) return;
  for (std::size_t c = 0; c < n_contrasts(); ++c) {
    const Eigen::MatrixXd counts =
        world_.broadcast_together(world_.is_master() ? Eigen::MatrixXd(state.as_extreme[c]) : Eigen::MatrixXd());
    for (Eigen::Index e = 0; e < edges_.n; ++e)
      edges_.tallies[c].as_extreme[static_cast<std::size_t>(e)] = static_cast<std::int64_t>(counts(first_edge_ + e, 0));
    if (!world_.is_master()) continue;
    for (int j = 0; j < n_done_; ++j) {
      edges_.tallies[c].maximum[static_cast<std::size_t>(j)] = state.null[c](j, 0);
      for (std::size_t s = 0; s < sets_.size(); ++s)
        sets_[s].tallies[c].maximum[static_cast<std::size_t>(j)] = state.null[c](j, 1 + static_cast<Eigen::Index>(s));
    }
    network_null_[c].topRows(n_done_) = state.null[c].topRightCorner(n_done_, network_null_[c].cols());
  }
}

PermutationState PermutationFamilyRun::state() const
{
  const auto n_sets = static_cast<Eigen::Index>(sets_.size());
  PermutationState state{.n_done = n_done_};
  for (std::size_t c = 0; c < n_contrasts(); ++c) {
    Eigen::MatrixXd null(n_relabellings(), 1 + n_sets + network_null_[c].cols());
    const auto column_of = [](const std::vector<double>& values) {
      return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
    };
    null.col(0) = column_of(edges_.tallies[c].maximum);
    for (Eigen::Index s = 0; s < n_sets; ++s)
      null.col(1 + s) = column_of(sets_[static_cast<std::size_t>(s)].tallies[c].maximum);
    null.rightCols(network_null_[c].cols()) = network_null_[c];
    state.null.push_back(world_.maximum_together(null));
    Eigen::MatrixXd counts(edges_.n, 1);
    for (Eigen::Index e = 0; e < edges_.n; ++e)
      counts(e, 0) = static_cast<double>(edges_.tallies[c].as_extreme[static_cast<std::size_t>(e)]);
    state.as_extreme.emplace_back(world_.gather_rows_together(counts).reshaped());
  }
  return state;
}

}  // namespace dmn::jobs
