#include "inference/relabelled_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stats/small_cohort.hpp"

namespace dmn::inference {
namespace {

using stats::testing::random_edges;

const Relabelling turned{.source = {2, 0, 1}, .sign = {}};
const Relabelling turned_and_flipped{.source = {2, 0, 1}, .sign = {1, -1, 1}};

TEST(RelabelledRows, ComeFromTheirSources)
{
  EXPECT_EQ(relabelled(turned, Eigen::Vector3d(10, 20, 30)), Eigen::Vector3d(30, 10, 20));
  EXPECT_EQ(relabelled(turned_and_flipped, Eigen::Vector3d(10, 20, 30)), Eigen::Vector3d(30, -10, 20));
}

TEST(RelabelledRows, ProjectAlikeWhenTheOtherSideIsRelabelledBack)
{
  const RowMajorMatrix v = random_edges(3, 2, 1);
  const Eigen::VectorXd x = random_edges(3, 1, 2);

  for (const Relabelling& relabelling : {turned, turned_and_flipped}) {
    Eigen::MatrixXd back(3, 2);
    relabel_back(relabelling, v, back.data());

    EXPECT_LT((back.transpose() * x - v.transpose() * relabelled(relabelling, x)).norm(), 1e-15);
  }
}

}  // namespace
}  // namespace dmn::inference
