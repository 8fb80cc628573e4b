#include "clinical/outcome_families.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "clinical_example.hpp"
#include "inference/exchangeability.hpp"
#include "stats/contrast.hpp"

namespace dmn::clinical {
namespace {

TEST(MarkerFamilies, KeepConfirmatoryMarkersApart)
{
  const auto families = marker_families({{.name = "M1"}, {.name = "M4"}, {.name = "within_DMN"}});
  ASSERT_EQ(families.size(), 2U);
  EXPECT_EQ(families[0].outcomes, (std::vector<Eigen::Index>{0, 1}));
  EXPECT_EQ(families[1].outcomes, (std::vector<Eigen::Index>{2}));
  EXPECT_EQ(marker_families({{.name = "within_DMN"}}).size(), 1U);
}

TEST(FamilyTallies, CountAgainstTheLargestOfTheirOwnFamily)
{
  const std::vector<OutcomeFamily> families{{"a", {0, 2}}, {"b", {1}}};
  FamilyTallies tallies(families, Eigen::Vector3d(2, 5, std::nan("")), 4, inference::Tail::both);
  Eigen::MatrixXd statistics(3, 4);
  statistics << 2, 1, -3, 0, 5, 9, 0, 0, std::nan(""), std::nan(""), std::nan(""), std::nan("");

  tallies.add(statistics, 0);

  EXPECT_NEAR(tallies.p_fwe()[0], 2.0 / 4, 1e-15);
  EXPECT_NEAR(tallies.p_fwe()[1], 2.0 / 4, 1e-15);
  EXPECT_TRUE(std::isnan(tallies.p_fwe()[2]));
  EXPECT_NEAR(tallies.p_permuted()[0], 2.0 / 4, 1e-15);
}

TEST(AddRelabellings, OfAllSharesIsThatOfOneWorker)
{
  const auto cohort = testing::cohort_of(40);
  const auto design = testing::design_of(cohort, "group + age + site");
  const std::vector<stats::Contrast> contrasts{stats::resolve_contrast({"g", "patient - control"}, design)};
  const auto exchange = inference::exchangeability(design, contrasts.front(), cohort.site);
  const inference::Relabellings relabellings(exchange, 300, 5);
  const inference::PermutationModel model(design, contrasts, exchange);
  const auto tile = model.tile(testing::noise(40, 3));
  const auto observed = model.observed(tile).front();
  const std::vector<OutcomeFamily> families{{"all", {0, 1, 2}}};
  const auto tallied = [&](const std::vector<WorkShare>& shares) {
    std::vector<FamilyTallies> tallies{{families, observed, relabellings.size(), inference::Tail::both}};
    for (const auto& share : shares)
      add_relabellings(
          model, [&](int first, int n) { return model.permuted_basis(relabellings, first, n); }, relabellings.size(),
          tile, share, tallies);
    return tallies.front();
  };
  const auto alone = tallied({{0, 1}});
  const auto together = tallied({{2, 3}, {0, 3}, {1, 3}});
  EXPECT_EQ(alone.p_fwe(), together.p_fwe());
  EXPECT_EQ(alone.p_permuted(), together.p_permuted());
  EXPECT_EQ(alone.null(0), together.null(0));
}

}  // namespace
}  // namespace dmn::clinical
