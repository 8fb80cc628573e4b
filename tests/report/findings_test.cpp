#include "report/findings.hpp"

#include <gmock/gmock.h>

namespace dmn::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ContrastResults contrast_of(std::vector<std::vector<std::string>> rows)
{
  ContrastResults contrast{.name = "x"};
  contrast.summary.values = {{"/contrast", "patient - control"}, {"/networks/0/tau", "3.1"}};
  contrast.edges = {
      .path = "edges.tsv", .names = {"roi_i", "roi_j", "t", "beta", "q_fdr", "p_fwe"}, .rows = std::move(rows)};
  return contrast;
}

TEST(Findings, AreTheEdgesOfSignificantComponentsAtTheFirstThreshold)
{
  auto contrast = contrast_of(
      {{"0", "1", "4", "1", "0.01", "0.01"}, {"0", "2", "-3.2", "-1", "0.2", "0.3"}, {"1", "2", "1", "1", "0.9", "1"}});
  contrast.components = {.path = "c",
                         .names = {"tau", "p_extent", "edges"},
                         .rows = {{"3.1", "0.025", "1"}, {"3.1", "0.03", "2"}, {"2.5", "0.001", "0"}}};

  const auto findings = findings_of(contrast);

  EXPECT_TRUE(findings.significant);
  EXPECT_THAT(findings.found, ElementsAre(1U));
  EXPECT_THAT(findings.rule, HasSubstr("t ≥ 3.1"));
  ASSERT_EQ(findings.listed.size(), 3U);
  EXPECT_FALSE(findings.listed[0].drawn);
  EXPECT_TRUE(findings.listed[1].drawn);
}

TEST(Findings, FallBackToFamilyWiseThenFalseDiscoveryRate)
{
  EXPECT_THAT(
      findings_of(contrast_of({{"0", "1", "4", "1", "0.01", "0.04"}, {"0", "2", "5", "1", "0.01", "0.2"}})).found,
      ElementsAre(0U));
  EXPECT_THAT(
      findings_of(contrast_of({{"0", "1", "4", "1", "0.01", "n/a"}, {"0", "2", "5", "1", "0.06", "n/a"}})).found,
      ElementsAre(0U));
}

TEST(Findings, DrawTheStrongestForOrientationWhereNothingPasses)
{
  const auto findings = findings_of(contrast_of(
      {{"0", "1", "1", "1", "0.9", "1"}, {"0", "2", "-2", "-1", "0.9", "1"}, {"1", "2", "n/a", "n/a", "n/a", "n/a"}}));

  EXPECT_FALSE(findings.significant);
  EXPECT_TRUE(findings.found.empty());
  ASSERT_EQ(findings.listed.size(), 2U);
  EXPECT_EQ(findings.listed[0].row, 1U);
  EXPECT_TRUE(findings.listed[1].drawn);
}

TEST(ContrastWords, KnowGroupsSlopesAndOmnibusTests)
{
  auto contrast = contrast_of({});
  EXPECT_EQ(words_of(contrast).lower, "lower in patient");
  contrast.summary.values["/contrast"] = "age";
  EXPECT_EQ(words_of(contrast).higher, "rises with age");
  EXPECT_FALSE(words_of(contrast).compares_groups);
  contrast.edges.names.emplace_back("F");
  EXPECT_TRUE(words_of(contrast).is_f_test);
}

TEST(LeadingMarker, IsM1ThenTheDefaultModeNetworkThenTheFirstTested)
{
  ResultTable markers{.path = "m",
                      .names = {"marker", "status"},
                      .rows = {{"within_visual", "tested"}, {"within_default", "tested"}, {"M1", "no data"}}};
  EXPECT_EQ(leading_marker(markers), 1U);
  markers.rows[2][1] = "tested";
  EXPECT_EQ(leading_marker(markers), 2U);
  markers.rows.resize(1);
  EXPECT_EQ(leading_marker(markers), 0U);
  EXPECT_FALSE(leading_marker({}).has_value());
}

}  // namespace
}  // namespace dmn::report
