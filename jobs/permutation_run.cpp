#include "permutation_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/progress.hpp"
#include "gather.hpp"
#include "permutation_family_run.hpp"
#include "permutation_fingerprint.hpp"
#include "stop_request.hpp"

namespace dmn::jobs {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds between_saves{60};

std::filesystem::path unfinished_file(const Options& options, std::size_t family)
{
  return options.out / "group" / fmt::format("unfinished_{}.h5", family);
}

/// **Collective.** The two families of markers, on every rank. @param result  the master's
std::vector<OutcomeSet> marker_sets(const stats::GroupResult& result, const parallel::Communicator& world)
{
  std::vector<Eigen::Index> fixed;
  std::vector<Eigen::Index> networks;
  for (std::size_t s = 0; world.is_master() && s < result.markers.summaries.size(); ++s) {
    auto& set = connectivity::is_fixed_marker(result.markers.summaries[s]) ? fixed : networks;
    set.push_back(static_cast<Eigen::Index>(s));
  }
  const auto values = [&](const std::vector<Eigen::Index>& columns) {
    return world.broadcast_together(world.is_master() ? Eigen::MatrixXd(result.markers.values(Eigen::all, columns))
                                                      : Eigen::MatrixXd());
  };
  const std::string null = world.broadcast_together(null_of_markers(result.markers.summaries));
  return {{null, values(fixed)}, {null_of_networks, values(networks)}};
}

std::vector<Eigen::MatrixXd> own_tiles(const stats::GroupPlan& plan, const stats::ReadOutcomes& read,
                                       const parallel::Communicator& world)
{
  std::vector<Eigen::MatrixXd> tiles;
  parallel::agree(world, [&] {
    const TileRange mine = tiles_of(world, stats::tiles_of(plan).count());
    for (Eigen::Index tile = mine.first; tile < mine.first + mine.n; ++tile)
      tiles.push_back(stats::read_tile(plan, read, tile));
  });
  return tiles;
}

enum class Pause { none, save, stop };

/// **Collective.** Whether any rank was asked to stop, or it is time to save by the master's clock.
Pause pause_together(bool save_is_due, const parallel::Communicator& world)
{
  Pause mine = world.is_master() && save_is_due ? Pause::save : Pause::none;
  if (stop_requested()) mine = Pause::stop;
  const Eigen::MatrixXd all =
      world.maximum_together(Eigen::MatrixXd::Constant(1, 1, static_cast<double>(static_cast<int>(mine))));
  return static_cast<Pause>(static_cast<int>(all(0, 0)));
}

PermutationState empty_state(const PermutationFamily& family, const stats::GroupPlan& plan, std::size_t n_names)
{
  const std::size_t n = family.contrasts.size();
  const Eigen::MatrixXd null(family.relabellings.size(), static_cast<Eigen::Index>(n_names));
  const Eigen::VectorXd counts(static_cast<Eigen::Index>(plan.edges.size()));
  return {.null = std::vector<Eigen::MatrixXd>(n, null), .as_extreme = std::vector<Eigen::VectorXd>(n, counts)};
}

void say_start(const PermutationFamily& family, const stats::GroupPlan& plan, int n_done)
{
  std::string names;
  for (const std::size_t c : family.contrasts) names += (names.empty() ? "" : ", ") + plan.contrasts[c].name;
  base::info(
      "{} {} ({}), {}{}", family.relabellings.size(),
      family.relabellings.exchangeability().scheme == inference::Scheme::sign_flip ? "sign flips" : "permutations",
      family.relabellings.enumerated() ? "every distinct one" : "random, the identity first", names,
      n_done > 0 ? fmt::format("; {} done before", n_done) : "");
}

/// Where a family's state is kept while it is not finished.
class Checkpoint {
 public:
  Checkpoint(const Options& options, std::size_t family, const parallel::Communicator& world)
      : options_(options), world_(world), file_(unfinished_file(options, family))
  {
  }

  /// On the master. @param empty  a state of the right sizes with nothing done
  PermutationState load(const std::string& fingerprint, PermutationState empty)
  {
    fingerprint_ = fingerprint;
    if (options_.fresh) return empty;
    auto saved = load_state(file_, fingerprint, empty);
    return saved ? std::move(*saved) : std::move(empty);
  }

  /// **Collective.**
  void save(const PermutationFamilyRun& run)
  {
    const auto state = run.state();
    parallel::on_master(world_, [&] { save_state(file_, fingerprint_, state, provenance_of(options_)); });
    saved_ = Clock::now();
  }

  bool is_due() const { return Clock::now() - saved_ > between_saves; }

 private:
  const Options& options_;
  const parallel::Communicator& world_;
  std::filesystem::path file_;
  std::string fingerprint_;
  Clock::time_point saved_ = Clock::now();
};

/// **Collective.**
void resume(const Options& options, const PermutationFamily& family, const stats::GroupResult& result,
            Checkpoint& checkpoint, PermutationFamilyRun& run, const parallel::Communicator& world)
{
  PermutationState state;
  parallel::on_master(world, [&] {
    state = checkpoint.load(fingerprint_of(options, family, result, run.engine()),
                            empty_state(family, result.plan, run.names().size()));
    say_start(family, result.plan, state.n_done);
  });
  run.go_on_from(state);
}

/// Ranks wait for one another at a pause: about one a second, unless they need not wait or do so anyway.
int blocks_between_pauses(const PermutationFamilyRun& run, const parallel::Communicator& world)
{
  if (world.size() == 1 || run.meets_in_each_block()) return 1;
  constexpr double cells_of_a_second = 1e10;  // relabelled values of one core, single precision
  const double cells = static_cast<double>(run.n_cells()) * run.relabellings_per_block() / world.size();
  return std::max(1, static_cast<int>(std::min(cells_of_a_second / std::max(cells, 1.0), 64.0)));
}

/// **Collective.** False when it was stopped on request; what was done is saved then.
bool run_to_the_end(const Options& options, Checkpoint& checkpoint, PermutationFamilyRun& run,
                    const parallel::Communicator& world)
{
  std::optional<base::Progress> progress;
  if (world.is_master())
    progress.emplace("relabellings", static_cast<std::size_t>(run.n_relabellings()),
                     static_cast<std::size_t>(run.n_done()), options.log_json);
  const int n_blocks = blocks_between_pauses(run, world);
  for (int block = 0; run.n_done() < run.n_relabellings(); ++block) {
    const bool ask = block % n_blocks == 0;
    const Pause pause = ask ? pause_together(checkpoint.is_due(), world) : Pause::none;
    if (pause != Pause::none) checkpoint.save(run);
    if (pause == Pause::stop) return false;
    const int before = run.n_done();
    run.step();
    for (int j = before; progress && j < run.n_done(); ++j) progress->done();
  }
  return true;
}

PermutedContrast permuted(const PermutationFamily& family, const std::vector<std::string>& names,
                          const PermutationState& state, std::size_t c, const stats::TestStatistics& edges)
{
  PermutedContrast contrast{.sign_flips = family.relabellings.exchangeability().scheme == inference::Scheme::sign_flip,
                            .n_blocks = family.relabellings.exchangeability().block_names.size(),
                            .enumerated = family.relabellings.enumerated(),
                            .names = names,
                            .null = state.null[c]};
  contrast.p_permuted = state.as_extreme[c] / static_cast<double>(family.relabellings.size());
  for (Eigen::Index e = 0; e < edges.size(); ++e) {
    if (edges.status[static_cast<std::size_t>(e)] != stats::Status::tested) contrast.p_permuted[e] = NAN;
  }
  return contrast;
}

}  // namespace

std::string null_of_markers(const std::vector<connectivity::Summary>& markers)
{
  const bool exploratory = !markers.empty() && markers.front().exploratory;
  return exploratory ? null_of_exploratory_markers : null_of_confirmatory;
}

bool PermutedContrast::has(const std::string& name) const
{
  return std::ranges::find(names, name) != names.end();
}

Eigen::VectorXd PermutedContrast::null_of(const std::string& name) const
{
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) throw base::ShapeError("there is no such null distribution", {.found = name});
  return null.col(found - names.begin());
}

PermutationResult permute_together(const Options& options, const stats::GroupPlan& plan, const inference::Graph& graph,
                                   const stats::ReadOutcomes& read, const std::vector<PermutationFamily>& families,
                                   const stats::GroupResult& result, const parallel::Communicator& world)
{
  PermutationResult all;
  all.contrasts.resize(plan.contrasts.size());
  for (std::size_t f = 0; f < families.size(); ++f) {
    const PermutationFamily& family = families[f];
    PermutationFamilyRun run(family, plan, own_tiles(plan, read, world), marker_sets(result, world), graph,
                             options.group, world);
    Checkpoint checkpoint(options, f, world);
    resume(options, family, result, checkpoint, run, world);
    if (!run_to_the_end(options, checkpoint, run, world)) return {.stopped = true};
    if (f + 1 < families.size()) checkpoint.save(run);
    const auto state = run.state();
    for (std::size_t c = 0; world.is_master() && c < family.contrasts.size(); ++c) {
      const std::size_t contrast = family.contrasts[c];
      all.contrasts[contrast] = permuted(family, run.names(), state, c, result.contrasts[contrast].edges);
    }
  }
  return all;
}

void forget_unfinished_permutations(const Options& options)
{
  for (std::size_t f = 0; std::filesystem::remove(unfinished_file(options, f)); ++f) {
  }
}

}  // namespace dmn::jobs
