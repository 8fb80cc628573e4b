#include "contrast_summary.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/version.hpp"
#include "connectivity/kind.hpp"
#include "inference/blas.hpp"
#include "stats/power.hpp"

namespace dmn::jobs {
namespace {

using Json = nlohmann::ordered_json;

constexpr double alpha = 0.05;

Json people_json(const stats::GroupPlan& plan)
{
  Json rows = Json::array();
  for (const auto& count : plan.counts) rows.push_back({{"site", count.site}, {"group", count.group}, {"n", count.n}});
  return rows;
}

Json dropped_json(const stats::Design& design)
{
  Json dropped = Json::object();
  for (const auto& column : design.dropped) dropped[column.name] = column.reason;
  return dropped;
}

Json networks_json(const ContrastDetails& details)
{
  Json rows = Json::array();
  for (const auto& map : details.components) {
    Json row{{"sign", map.sign}, {"tau", map.tau}, {"components", map.components.size()}};
    if (!map.components.empty()) {
      row["largest_edges"] = map.components.front().edges.size();
      row["p_extent"] = map.p.front().extent;
      row["p_intensity"] = map.p.front().intensity;
    }
    rows.push_back(row);
  }
  return rows;
}

Json permutation_json(const Options& options, const PermutedContrast& permuted)
{
  if (permuted.names.empty()) return nullptr;
  return {{"number", permuted.null.rows()},
          {"kind", permuted.sign_flips ? "sign flips" : "permutations"},
          {"every_distinct_one", permuted.enumerated},
          {"within", options.group.exchange_within.empty() ? "site" : options.group.exchange_within},
          {"seed", options.seed},
          {"blas_kernel", inference::blas_kernel()}};
}

}  // namespace

double minimum_detectable_g(const stats::ContrastResult& contrast)
{
  for (Eigen::Index e = 0; e < contrast.edges.size(); ++e) {
    if (!std::isnan(contrast.edges.t[e])) return stats::minimum_detectable_g(contrast.edges.variance_factor[e]);
  }
  return std::nan("");
}

std::string contrast_summary(const Options& options, const GroupData& data, const stats::GroupResult& result,
                             const stats::ContrastResult& contrast, const ContrastDetails& details)
{
  const auto& design = result.plan.design;
  const double detectable = minimum_detectable_g(contrast);
  Json summary{{"program", "dmn-cohort " + base::version()},
               {"contrast", contrast.contrast.expression},
               {"model", options.group.model},
               {"kind", data.kind},
               {"tag_of_M1_to_M8", connectivity::is_confirmatory_kind(data.kind) ? "confirmatory" : "exploratory"},
               {"harmonised", words(options.group.harmonise.method)},
               {"participants", design.n_rows()},
               {"rank", design.basis.rank()},
               {"residual_df", design.residual_df()},
               {"people", people_json(result.plan)},
               {"left_out", result.plan.left_out.size()},
               {"columns_dropped", dropped_json(design)},
               {"edges_tested", contrast.edges.n_tested()},
               {"edges_q_fdr_below_05", contrast.n_found},
               {"edges_p_fwe_below_05", contrast.edges.p_fwe.array().isNaN().all()
                                            ? Json(nullptr)
                                            : Json((contrast.edges.p_fwe.array() <= alpha).count())},
               {"networks", networks_json(details)},
               {"permutations", permutation_json(options, details.permuted)},
               {"minimum_detectable_g_80_percent_power", std::isnan(detectable) ? Json(nullptr) : Json(detectable)},
               {"equivalence_bound_sd", options.group.equivalence},
               {"warnings", contrast.warnings}};
  if (!options.group.session.empty()) summary["session"] = options.group.session;
  return summary.dump(2) + "\n";
}

}  // namespace dmn::jobs
