#include "connectivity/kind.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace dmn::connectivity {
namespace {

using ::testing::HasSubstr;

TEST(Kind, NamesRoundTrip)
{
  for (const char* name : {"correlation", "covariance", "partial", "precision", "tangent"})
    EXPECT_EQ(name_of(parse_kind(name)), name);
  for (const char* name : {"empirical", "ledoit-wolf"}) EXPECT_EQ(name_of(parse_estimator(name)), name);
}

TEST(Kind, AnUnknownNameIsAUsageErrorNamingTheNearest)
{
  try {
    parse_kind("corelation");
    ADD_FAILURE() << "accepted";
  } catch (const base::UsageError& error) {
    EXPECT_STREQ(error.what(),
                 "unknown value, did you mean correlation?: field \"connectivity.kind\" is \"corelation\"; expected "
                 "correlation, covariance, partial, precision, tangent");
  }
}

TEST(Estimator, AnUnknownNameIsAUsageErrorListingTheKnown)
{
  try {
    parse_estimator("graphical lasso with cross-validation");
    ADD_FAILURE() << "accepted";
  } catch (const base::UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("unknown value: field \"connectivity.estimator\""));
    EXPECT_THAT(error.what(), HasSubstr("expected empirical, ledoit-wolf"));
  }
}

TEST(Kind, OnlyCorrelationsAreFisherTransformed)
{
  EXPECT_EQ(transform_of(Kind::correlation), "fisher_z");
  EXPECT_EQ(transform_of(Kind::partial), "fisher_z");
  for (const Kind kind : {Kind::covariance, Kind::precision, Kind::tangent}) EXPECT_EQ(transform_of(kind), "none");
}

TEST(Kind, OnlyTheOthersKeepADiagonal)
{
  EXPECT_FALSE(has_diagonal(Kind::correlation));
  EXPECT_FALSE(has_diagonal(Kind::partial));
  for (const Kind kind : {Kind::covariance, Kind::precision, Kind::tangent}) EXPECT_TRUE(has_diagonal(kind));
}

}  // namespace
}  // namespace dmn::connectivity
