#include "permutation_state.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/error.hpp"
#include "base/log.hpp"
#include "store/digest.hpp"
#include "store/result_file.hpp"

namespace dmn::jobs {
namespace {

constexpr const char* schema = "dmn-cohort-unfinished-permutations/1";

std::string name_of(const char* what, std::size_t contrast)
{
  return fmt::format("/{}/{}", what, contrast);
}

/// A bit that turned over would turn into a p-value.
void require_recorded_digests(const std::filesystem::path& path)
{
  for (const auto& line : store::file_digests(path)) {
    if (line.digest == line.recorded) continue;
    throw base::InputError(
        "is not what was saved",
        {.file = path.string(), .field = line.dataset, .expected = line.recorded, .found = line.digest});
  }
}

PermutationState read_state(const std::filesystem::path& path, const PermutationState& expected)
{
  PermutationState state = expected;
  state.n_done = static_cast<int>(store::read_numbers(path, "/n_done")[0]);
  for (std::size_t c = 0; c < state.null.size(); ++c) {
    const Eigen::VectorXd null = store::read_numbers(path, name_of("null", c));
    const Eigen::VectorXd counts = store::read_numbers(path, name_of("as_extreme", c));
    if (null.size() != expected.null[c].size() || counts.size() != expected.as_extreme[c].size())
      throw base::InputError("is of another size", {.file = path.string()});
    state.null[c] = null.reshaped(expected.null[c].rows(), expected.null[c].cols());
    state.as_extreme[c] = counts;
  }
  return state;
}

}  // namespace

void save_state(const std::filesystem::path& path, const std::string& fingerprint, const PermutationState& state,
                const store::Provenance& provenance)
{
  store::ResultWriter file(path, schema, provenance);
  file.strings("/fingerprint", {fingerprint}, "what the numbers depend on");
  file.numbers("/n_done", Eigen::VectorXd::Constant(1, state.n_done), "relabellings", "first relabellings that count");
  for (std::size_t c = 0; c < state.null.size(); ++c) {
    file.numbers(name_of("null", c), state.null[c].reshaped(), "1", "null maxima, a column after the other");
    file.numbers(name_of("as_extreme", c), state.as_extreme[c], "relabellings",
                 "relabellings with a statistic at least as extreme, an edge");
  }
  file.finish();
}

std::optional<PermutationState> load_state(const std::filesystem::path& path, const std::string& fingerprint,
                                           const PermutationState& expected)
{
  if (!std::filesystem::exists(path)) return std::nullopt;
  try {
    require_recorded_digests(path);
    if (store::read_strings(path, "/fingerprint") != std::vector<std::string>{fingerprint}) {
      base::info("{}: of another analysis; starting anew", path.string());
      return std::nullopt;
    }
    return read_state(path, expected);
  } catch (const base::Error& problem) {
    base::warn("{}; starting anew", problem.what());
    return std::nullopt;
  }
}

}  // namespace dmn::jobs
