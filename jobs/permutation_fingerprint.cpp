#include "permutation_fingerprint.hpp"

#include <fmt/format.h>

#include "base/version.hpp"
#include "inference/blas.hpp"
#include "store/digest.hpp"

namespace dmn::jobs {
namespace {

void add_bytes(const auto& values, std::string& text)
{
  text.append(reinterpret_cast<const char*>(values.data()), static_cast<std::size_t>(values.size()) * sizeof(double));
}

}  // namespace

std::string fingerprint_of(const Options& options, const PermutationFamily& family, const stats::GroupResult& result,
                           const std::string& engine)
{
  const auto& exchange = family.relabellings.exchangeability();
  std::string text = fmt::format("{} {} {} {} {} {} {} {}", base::version(), inference::blas_kernel(), engine,
                                 options.seed, family.relabellings.size(), static_cast<int>(exchange.scheme),
                                 options.group.corrections.nbs, options.group.corrections.tfnbs);
  for (const double tau : options.group.nbs_thresholds) text += fmt::format(" {}", tau);
  for (const int block : exchange.block) text += fmt::format(" {}", block);
  add_bytes(result.plan.design.matrix, text);
  for (const std::size_t c : family.contrasts) {
    const auto& contrast = result.contrasts[c];
    text += contrast.contrast.expression;
    for (const auto* statistics : {&contrast.edges, &contrast.markers}) {
      add_bytes(statistics->beta, text);
      add_bytes(statistics->sigma, text);
      add_bytes(statistics->f, text);
    }
  }
  return store::sha256_hex(text);
}

}  // namespace dmn::jobs
