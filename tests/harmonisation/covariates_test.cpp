#include "harmonisation/covariates.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "harmonisation/site_cohort.hpp"

namespace dmn::harmonisation {
namespace {

TEST(Covariates, AreFoundByNameWhateverTheirOrder)
{
  Covariates covariates{.names = {"age", "sex"}, .values = Eigen::MatrixXd(2, 2)};
  covariates.values << 30, 0, 40, 1;

  const Eigen::MatrixXd columns = columns_named(covariates, {"sex", "age"});

  EXPECT_EQ(columns.col(0), Eigen::Vector2d(0, 1));
  EXPECT_EQ(columns.col(1), Eigen::Vector2d(30, 40));
}

TEST(Covariates, NameTheColumnThatIsMissing)
{
  const Covariates covariates{.names = {"age", "sex"}, .values = Eigen::MatrixXd::Zero(2, 2)};

  EXPECT_EQ(testing::message_of<base::ShapeError>([&] {
              columns_named(covariates, {"age", "mean_fd"});
            }),
            "harmonisation was estimated with covariate \"mean_fd\", which is not among age, sex");
}

}  // namespace
}  // namespace dmn::harmonisation
