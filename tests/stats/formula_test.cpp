#include "stats/formula.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "stats/small_cohort.hpp"

namespace dmn::stats {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> terms_of(const std::string& text)
{
  std::vector<std::string> terms;
  for (const auto& term : parse_formula(text).terms) terms.push_back(display(term));
  return terms;
}

std::string error_of(const std::string& text)
{
  return testing::message_of<base::UsageError>([&] { parse_formula(text); });
}

TEST(Formula, ListsTermsInTheOrderTheyAreWritten)
{
  EXPECT_THAT(terms_of("group + age + sex + mean_fd + site"), ElementsAre("group", "age", "sex", "mean_fd", "site"));
}

TEST(Formula, ToleratesATildeAndAnExplicitIntercept)
{
  EXPECT_THAT(terms_of("~ 1 + group"), ElementsAre("group"));
  EXPECT_THAT(terms_of("1"), ElementsAre());
}

TEST(Formula, ExpandsACrossingIntoMainEffectsAndProduct)
{
  EXPECT_THAT(terms_of("arm*marker + age"), ElementsAre("arm", "marker", "age", "arm:marker"));
}

TEST(Formula, CrossesThreeVariables)
{
  EXPECT_THAT(terms_of("a*b*c"), ElementsAre("a", "b", "c", "a:b", "a:c", "b:c", "a:b:c"));
}

TEST(Formula, TakesPowersInsideI)
{
  EXPECT_THAT(terms_of("age + I(age^2) + I( age ^ 3 )"), ElementsAre("age", "I(age^2)", "I(age^3)"));
}

TEST(Formula, CountsATermOnceWhateverTheOrderOfItsVariables)
{
  EXPECT_THAT(terms_of("a:b + b:a + a + a"), ElementsAre("a", "a:b"));
}

TEST(Formula, TakesAnyColumnNameBetweenBackquotes)
{
  EXPECT_THAT(terms_of("`Pain Score` + group"), ElementsAre("`Pain Score`", "group"));
}

TEST(Formula, ListsEveryVariableOnce)
{
  EXPECT_THAT(variables_of(parse_formula("age + I(age^2) + group*age")), ElementsAre("age", "group"));
}

TEST(Formula, SaysWhereItStopsBeingOne)
{
  EXPECT_EQ(error_of("group + + age"),
            "model \"group + + age\": expected the name of a column at position 9, found \"+ age\"");
  EXPECT_EQ(error_of("group age"),
            "model \"group age\": expected \"+\", \"*\", \":\" or the end at position 7, found \"age\"");
  EXPECT_EQ(error_of(""), "model \"\": expected the name of a column at position 1, found the end");
}

TEST(Formula, RefusesWhatIsNoPower)
{
  EXPECT_EQ(error_of("I(age)"), "model \"I(age)\": expected \"^\" as in I(age^2) at position 6, found \")\"");
  EXPECT_EQ(error_of("I(age^9)"),
            "model \"I(age^9)\": expected a power from 2 to 5 as in I(age^2) at position 1, found \"I(age^9)\"");
  EXPECT_EQ(error_of("I(age^2"), "model \"I(age^2\": expected \")\" at position 8, found the end");
}

TEST(Formula, RefusesToDropTheIntercept)
{
  EXPECT_EQ(error_of("0 + group"),
            "model \"0 + group\": a model without intercept is not supported at position 1, found \"0 + group\"");
}

TEST(Formula, RefusesAnOpenBackquote)
{
  EXPECT_EQ(error_of("`Pain"), "model \"`Pain\": expected a column name closed by \"`\" at position 2, found \"Pain\"");
}

TEST(Formula, IsBounded)
{
  std::string long_product = "a";
  for (const char c : std::string("bcdefghijklmnopqrstuvwxyz")) long_product += std::string(" * ") + c;
  EXPECT_THAT(error_of(long_product), ::testing::HasSubstr("a product of more than 4 columns is not supported"));
  EXPECT_EQ(error_of(std::string(5000, 'a')), "the model is longer than 4096 characters");
  std::string many = "a0";
  for (int k = 1; k < 200; ++k) many += "+a" + std::to_string(k);
  EXPECT_THAT(error_of(many), ::testing::HasSubstr("more than 128 terms"));
}

}  // namespace
}  // namespace dmn::stats
