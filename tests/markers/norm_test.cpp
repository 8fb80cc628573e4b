#include "markers/norm.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "markers/controls_example.hpp"

namespace dmn::markers {
namespace {

using stats::testing::message_of;
using testing::controls_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::measures_named;
using testing::people_at;
using testing::usual;

FittedNorm fitted()
{
  const auto people = people_at({20, 15}, 3);
  auto result = fit_norm(parse_covariates(usual), people, controls_of(people), stats::testing::random_edges(38, 2),
                         measures_named({"x", "y"}));
  result.norm.source = {
      "correlation",          "fisher_z",      "pearson", "denoise.strategy = 36p\n", "", "small", "0a1b",
      {"PCC", "PAG", "aIns"}, {{0, 1}, {0, 2}}};
  return result;
}

TEST(Norm, HoldsControlsAloneAndCountsThemBySite)
{
  const auto norm = fitted().norm;

  EXPECT_THAT(norm.sites, ElementsAre("A", "B"));
  EXPECT_THAT(norm.measures.front().n_at_site, ElementsAre(20, 15));
  EXPECT_EQ(norm.measures.front().with_site.n, 35);
  EXPECT_NO_THROW(require_plausible(norm));
}

TEST(Norm, TellsOfCovariatesInWhichControlsDoNotDiffer)
{
  auto people = people_at({35});
  for (auto& word : people.participants.columns[1].words) word = "F";
  const auto result = fit_norm(parse_covariates(usual), people, controls_of(people),
                               stats::testing::random_edges(35, 1), measures_named({"x"}));

  EXPECT_THAT(result.warnings, ElementsAre("controls do not differ in sex (all \"F\"): not adjusted for",
                                           "controls do not differ in site (all \"A\"): not adjusted for"));
  EXPECT_EQ(result.norm.with_site.formula.text, "age, age^2, mean_fd");
}

TEST(Norm, NamesTheFirstDifferenceToOtherData)
{
  const auto norm = fitted().norm;
  EXPECT_FALSE(first_mismatch(norm, norm.source).has_value());
  auto data = norm.source;
  data.kind = "partial";
  EXPECT_EQ(first_mismatch(norm, data)->field, "kind");
  data = norm.source;
  data.transform = "none";
  EXPECT_EQ(first_mismatch(norm, data)->found, "none");
  data = norm.source;
  data.roi_labels.pop_back();
  EXPECT_THAT(first_mismatch(norm, data)->expected, HasSubstr("3 regions"));
  data = norm.source;
  data.roi_hash = "ffff";
  EXPECT_EQ(first_mismatch(norm, data)->field, "hash of the ROI set");
  data = norm.source;
  data.pipeline = "denoise.strategy = 24p\n";
  EXPECT_EQ(first_mismatch(norm, data)->field, "pipeline");
}

TEST(Norm, IsNotPlausibleWithImpossibleNumbers)
{
  const auto refusal = [](const auto& change) {
    auto norm = fitted().norm;
    change(norm);
    return message_of<base::InputError>([&] { require_plausible(norm); });
  };

  EXPECT_THAT(refusal([](Norm& n) { n.measures[0].with_site.coefficients.conservativeResize(2); }),
              HasSubstr("columns"));
  EXPECT_THAT(refusal([](Norm& n) { n.measures[0].with_site.coefficients[0] = std::nan(""); }),
              HasSubstr("not finite"));
  EXPECT_THAT(refusal([](Norm& n) { n.measures[1].without_site.residual_sd = -1; }), HasSubstr("impossible"));
  EXPECT_THAT(refusal([](Norm& n) { n.measures[1].without_site.n = 3; }), HasSubstr("impossible"));
  EXPECT_THAT(refusal([](Norm& n) { n.measures[1].measure.summary.edges = {7}; }), HasSubstr("edges of measure \"y\""));
  EXPECT_THAT(refusal([](Norm& n) { n.measures[1].measure.summary.name = "x"; }), HasSubstr("\"x\" twice"));
  EXPECT_THAT(refusal([](Norm& n) { n.measures[0].n_at_site.pop_back(); }), HasSubstr("counts at sites"));
  EXPECT_THAT(refusal([](Norm& n) { n.measures.clear(); }), HasSubstr("no measure"));
}

}  // namespace
}  // namespace dmn::markers
