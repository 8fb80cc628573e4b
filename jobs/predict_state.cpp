#include "predict_state.hpp"

#include <fmt/format.h>

#include <span>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/version.hpp"
#include "inference/blas.hpp"
#include "store/digest.hpp"
#include "store/result_file.hpp"

namespace dmn::jobs {
namespace {

constexpr const char* schema = "dmn-cohort-unfinished-prediction/1";

void add(const auto& values, store::Sha256& hash)
{
  hash.update(fmt::format("{} x {}\n", values.rows(), values.cols()));
  hash.update(std::as_bytes(std::span(values.data(), static_cast<std::size_t>(values.size()))));
}

void add(const std::vector<std::string>& words, store::Sha256& hash)
{
  for (const auto& word : words) hash.update(fmt::format("{} {}\n", word.size(), word));
}

}  // namespace

std::string fingerprint_of(const prediction::CrossValidation& validation, const Eigen::VectorXd& outcome,
                           const inference::Relabellings* relabellings)
{
  const auto& source = validation.source;
  store::Sha256 hash;
  hash.update(fmt::format("{} {} {} {} {} {}\n", base::version(), inference::blas_kernel(),
                          prediction::words(validation.method), validation.seed, source.combat,
                          relabellings == nullptr ? 1 : relabellings->size()));
  add(source.values, hash);
  for (const auto& matrix : source.matrices) add(matrix, hash);
  add(source.covariates, hash);
  add(outcome, hash);
  add(source.site, hash);
  add(validation.person, hash);
  for (const auto& fold : validation.folds) {
    hash.update(fold.name + "\n");
    add(Eigen::Map<const Eigen::VectorX<Eigen::Index>>(fold.test.data(), std::ssize(fold.test)), hash);
  }
  return hash.hex();
}

void save_state(const ValidationCheckpoint& checkpoint, const std::string& fingerprint, const ValidationState& state)
{
  store::ResultWriter file(checkpoint.file, schema, checkpoint.provenance);
  file.attribute("fingerprint", fingerprint);
  file.matrix("/lines", state.lines, "outcome", "a row a fold and relabelling: both numbers, penalty, predictions");
  if (state.weights.rows() > 0) file.matrix("/weights", state.weights, "1", "a row a fold: its number, then weights");
  file.finish();
}

ValidationState load_state(const ValidationCheckpoint& checkpoint, const std::string& fingerprint)
{
  if (checkpoint.fresh || !std::filesystem::exists(checkpoint.file)) return {};
  try {
    const store::ResultReader file(checkpoint.file, schema);
    if (file.attribute("fingerprint") != fingerprint) {
      base::info("{}: of another analysis; starting anew", checkpoint.file.string());
      return {};
    }
    ValidationState state{.lines = file.matrix("/lines")};
    if (file.has("/weights")) state.weights = file.matrix("/weights");
    return state;
  } catch (const base::Error& problem) {
    base::warn("{}; starting anew", problem.what());
    return {};
  }
}

}  // namespace dmn::jobs
