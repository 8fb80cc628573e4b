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

TEST(RelabelledRows, AreTheSameInSinglePrecision)
{
  const RowMajorMatrix v = random_edges(3, 2, 1);
  Eigen::MatrixXd back(3, 2);
  Eigen::MatrixXf single(3, 2);

  relabel_back(turned_and_flipped, v, back.data());
  relabel_back(turned_and_flipped, RowMajor<float>(v.cast<float>()), single.data());

  EXPECT_EQ(single, back.cast<float>());
}

TEST(RelabelledRows, OfOneOutcomeProjectAlikeOverManyStretches)
{
  for (const Eigen::Index n_rows : {1, 7, 256, 259, 1003}) {
    const Eigen::MatrixXd v = random_edges(n_rows, 3, 1);
    const Eigen::VectorXd x = random_edges(n_rows, 1, 2);
    Relabelling relabelling;
    for (Eigen::Index row = 0; row < n_rows; ++row) {
      relabelling.source.push_back(static_cast<int>((row + 5) % n_rows));
      relabelling.sign.push_back(row % 3 == 0 ? -1 : 1);
    }

    const Eigen::VectorXd expected = v.transpose() * relabelled(relabelling, x);

    EXPECT_LT((projected(relabelling, v, x) - expected).norm(), 1e-14 * static_cast<double>(n_rows));
  }
}

}  // namespace
}  // namespace dmn::inference
