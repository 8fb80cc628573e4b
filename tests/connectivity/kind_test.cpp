#include "connectivity/kind.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace dmn::connectivity {
namespace {

using ::testing::HasSubstr;

TEST(Kind, NamesRoundTrip)
{
  for (const char* name :
       {"correlation", "covariance", "partial", "precision", "tangent", "xdf", "dynamic", "dynamic_p"})
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
                 "correlation, covariance, partial, precision, tangent, xdf, dynamic, dynamic_p");
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
  for (const Kind kind : {Kind::covariance, Kind::precision, Kind::tangent, Kind::xdf, Kind::dynamic, Kind::dynamic_p})
    EXPECT_EQ(transform_of(kind), "none");
}

TEST(Kind, EvidenceWithinARunIsNoMeasureOfAPerson)
{
  for (const Kind kind : {Kind::xdf, Kind::dynamic_p}) EXPECT_TRUE(is_within_run(kind));
  for (const Kind kind : {Kind::correlation, Kind::partial, Kind::dynamic}) EXPECT_FALSE(is_within_run(kind));
}

TEST(Kind, OnlyCovariancesKeepADiagonal)
{
  for (const Kind kind : {Kind::correlation, Kind::partial, Kind::xdf, Kind::dynamic, Kind::dynamic_p})
    EXPECT_FALSE(has_diagonal(kind));
  for (const Kind kind : {Kind::covariance, Kind::precision, Kind::tangent}) EXPECT_TRUE(has_diagonal(kind));
}

}  // namespace
}  // namespace dmn::connectivity
