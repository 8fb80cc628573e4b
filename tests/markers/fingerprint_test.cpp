#include "markers/fingerprint.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"

namespace dmn::markers {
namespace {

Eigen::Matrix3d clear_identities()
{
  return (Eigen::Matrix3d() << 0.9, 0.1, 0.2, 0.3, 0.8, 0.2, 0.1, 0.3, 0.7).finished();
}

TEST(Identification, EveryoneIsFoundWhereEveryoneIsMostLikeThemselves)
{
  const auto found = identification(clear_identities());

  EXPECT_NEAR(found.i_self, 0.8, 1e-12);
  EXPECT_NEAR(found.i_others, 0.2, 1e-12);
  EXPECT_NEAR(found.i_diff, 60, 1e-10);
  EXPECT_EQ(found.rate_first_second(), 1);
  EXPECT_EQ(found.rate_second_first(), 1);
}

TEST(Identification, ATieIsNoHit)
{
  Eigen::Matrix3d similarity = clear_identities();
  similarity(0, 1) = 0.9;
  const auto found = identification(similarity);

  EXPECT_EQ(found.hits_first_second, 2);
  EXPECT_EQ(found.hits_second_first, 2) << "0.9 in column 1 is above 0.8";
}

TEST(Identification, TheTwoDirectionsAreTheTransposedOfOneAnother)
{
  Eigen::Matrix3d similarity = clear_identities();
  similarity(1, 2) = 0.75;
  const auto forth = identification(similarity);
  const auto back = identification(similarity.transpose());

  EXPECT_EQ(forth.hits_first_second, back.hits_second_first);
  EXPECT_EQ(forth.hits_second_first, 2);
}

TEST(Identification, RefusesTwoPeopleAndMissingSimilarities)
{
  EXPECT_THROW(identification(Eigen::Matrix2d::Identity()), base::ShapeError);
  Eigen::Matrix3d similarity = clear_identities();
  similarity(1, 2) = std::nan("");
  EXPECT_THROW(identification(similarity), base::ShapeError);
}

TEST(IdentificationNull, HoldsEveryRelabellingOnceWhereThereAreFew)
{
  const auto null = null_of_i_diff(clear_identities(), 5000, 1);

  EXPECT_EQ(null.size(), 6);
  EXPECT_NEAR(null[0], 60, 1e-10);
  EXPECT_NEAR(null.mean(), 0, 1e-12) << "over all relabellings self is as alike as others";
}

TEST(IdentificationNull, IsAFunctionOfTheSeed)
{
  const Eigen::MatrixXd similarity = Eigen::MatrixXd::NullaryExpr(
      12, 12, [](Eigen::Index i, Eigen::Index j) { return std::sin(static_cast<double>(3 * i + 7 * j * j)); });

  EXPECT_EQ(null_of_i_diff(similarity, 50, 4), null_of_i_diff(similarity, 50, 4));
  EXPECT_NE(null_of_i_diff(similarity, 50, 4), null_of_i_diff(similarity, 50, 5));
  EXPECT_EQ(null_of_i_diff(similarity, 50, 4), null_of_i_diff(similarity, 80, 4).head(50));
}

}  // namespace
}  // namespace dmn::markers
