#include "connectivity/measures.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "connectivity/matrix_vector.hpp"
#include "connectivity/random_matrix.hpp"

namespace dmn::connectivity {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

RoiTable rois(const std::vector<std::string>& networks)
{
  RoiTable table;
  for (const auto& network : networks) table.push_back({.label = "R", .network = network});
  return table;
}

Eigen::VectorXd values_of(const std::vector<Measure>& measures, const std::string& name)
{
  return std::ranges::find(measures, name, &Measure::name)->values;
}

Eigen::MatrixXd example(Eigen::Index n)
{
  return test::positive_definite(n, 2);
}

TEST(Measures, AreTheOnesThatWereAnnouncedInTheirOrder)
{
  const auto infos = measures_of(MeasureFamily::graph);
  const auto found = graph_measures(upper_triangle(example(6)), rois({"A", "A", "A", "B", "B", "B"}), 1);

  ASSERT_EQ(found.size(), infos.size());
  for (std::size_t k = 0; k < infos.size(); ++k) {
    EXPECT_EQ(found[k].name, infos[k].name);
    EXPECT_EQ(found[k].values.size(), infos[k].per_roi ? 6 : 1) << infos[k].name;
    EXPECT_TRUE(found[k].values.allFinite()) << infos[k].name;
  }
}

TEST(Measures, LeaveAnInvalidRegionOutOfTheGraph)
{
  Eigen::MatrixXd z = example(6);
  const std::vector<int> others = {0, 1, 2, 4, 5};
  const Eigen::MatrixXd without = z(others, others);
  z.row(3).setConstant(std::nan(""));
  z.col(3).setConstant(std::nan(""));

  const auto found = graph_measures(upper_triangle(z), rois({"A", "A", "A", "B", "B", "B"}), 1);
  const auto expected = graph_measures(upper_triangle(without), rois({"A", "A", "A", "B", "B"}), 1);

  for (std::size_t k = 0; k < found.size(); ++k) {
    if (found[k].values.size() == 1) {
      EXPECT_EQ(found[k].values, expected[k].values) << found[k].name;
      continue;
    }
    EXPECT_TRUE(std::isnan(found[k].values[3]));
    EXPECT_EQ(found[k].values(others), expected[k].values) << found[k].name;
  }
}

TEST(Measures, HaveNoGraphWhereAnEdgeIsMissing)
{
  Eigen::VectorXd z = upper_triangle(example(5));
  z[2] = std::nan("");

  for (const auto& measure : graph_measures(z, rois({"A", "A", "B", "B", "B"}), 1))
    EXPECT_TRUE(measure.values.array().isNaN().all()) << measure.name;
}

TEST(Measures, OfNetworksNeedTwoOfThem)
{
  const Eigen::VectorXd z = upper_triangle(example(5));

  const auto one = graph_measures(z, rois({"A", "A", "A", "n/a", ""}), 1);
  const auto two = graph_measures(z, rois({"A", "A", "B", "n/a", ""}), 1);

  EXPECT_TRUE(values_of(one, "participation").array().isNaN().all());
  EXPECT_TRUE(std::isnan(values_of(one, "modularity")[0]));
  EXPECT_TRUE(values_of(two, "participation").head(3).allFinite());
  EXPECT_TRUE(std::isnan(values_of(two, "participation")[3]));
  EXPECT_TRUE(values_of(one, "participation_louvain").allFinite());
}

TEST(Measures, AreKnownByName)
{
  EXPECT_EQ(measure_info("falff").units, "1");
  EXPECT_FALSE(measure_info("modularity").per_roi);
  EXPECT_EQ(measure_info("reho").units, "1");
  EXPECT_THROW(measure_info("kendall"), base::ShapeError);
  EXPECT_EQ(parse_measure_family("graph"), MeasureFamily::graph);
  EXPECT_THAT([] { parse_measure_family("graphs"); }, ThrowsMessage<base::UsageError>(HasSubstr("did you mean graph")));
  EXPECT_THAT([] { parse_measure_family("kendall"); },
              ThrowsMessage<base::UsageError>(HasSubstr("expected amplitude, graph, reho")));
  for (const auto family : {MeasureFamily::amplitude, MeasureFamily::graph, MeasureFamily::reho})
    EXPECT_EQ(parse_measure_family(name_of(family)), family);
}

}  // namespace
}  // namespace dmn::connectivity
