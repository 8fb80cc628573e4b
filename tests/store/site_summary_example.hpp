#pragma once

#include <cmath>

#include "sites/disclosure.hpp"
#include "sites/site_summary.hpp"
#include "sites/sites_example.hpp"

namespace dmn::test {

/// Thirty participants of site A, three ROIs; somebody lacks the last edge.
inline sites::SiteSummary example_site_summary()
{
  const auto plan = sites::make_plan("group + age + mean_fd + site", {"x", "patient - control"}, "", "");
  const auto cohort = sites::testing::cohort_of({{"A", 30}});
  Eigen::MatrixXd edges = sites::testing::edges_of(cohort, 3);
  edges(4, 2) = std::nan("");
  const auto rows = sites::planned_rows(plan, cohort);
  sites::OwnEffect effect(plan, "A", rows, 3);
  effect.add_block(edges, 0);
  sites::SiteSummary summary{.program_version = "1.2.3", .plan = plan};
  summary.shared = {"correlation",
                    "fisher_z",
                    "pearson",
                    "denoise.strategy = 36p\n",
                    "2",
                    "small",
                    "0a1b",
                    {"PCC", "PAG", "aIns"},
                    {{0, 1}, {0, 2}, {1, 2}}};
  summary.sums = sites::testing::sums_at(plan, cohort, edges, "A");
  summary.effect = effect.effect();
  summary.statement = sites::disclosure_statement(plan, summary.sums);
  return summary;
}

}  // namespace dmn::test
