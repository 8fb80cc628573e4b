#include "prediction/feature_source.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace dmn::prediction {
namespace {

using ::testing::HasSubstr;

TEST(RowsOfFold, NameTheFoldThatCannotBeHarmonised)
{
  const FeatureSource source{.values = Eigen::MatrixXd::Random(5, 3),
                             .covariates = Eigen::MatrixXd(5, 0),
                             .site = {"A", "A", "B", "C", "C"},
                             .combat = true};

  try {
    rows_of_fold(source, {.name = "C", .training = {0, 1, 2}, .test = {3, 4}});
    FAIL() << "a site of one participant was harmonised";
  } catch (const base::DesignError& problem) {
    EXPECT_THAT(problem.what(), HasSubstr("only one comes from B"));
    EXPECT_THAT(problem.what(), HasSubstr("training without C"));
  }
}

}  // namespace
}  // namespace dmn::prediction
