#include "prediction/folds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/error.hpp"

namespace dmn::prediction {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<std::string> sites{"B", "A", "B", "C", "A", "B"};

template <class Action>
std::string message_of(const Action& action)
{
  try {
    action();
  } catch (const base::Error& problem) {
    return problem.what();
  }
  return "no error";
}

TEST(LeaveOneGroupOut, HoldsEachSiteOutOnceInOrder)
{
  const auto folds = leave_one_group_out(sites);

  ASSERT_EQ(folds.size(), 3U);
  EXPECT_EQ(folds[0].name, "A");
  EXPECT_THAT(folds[0].test, ElementsAre(1, 4));
  EXPECT_THAT(folds[0].training, ElementsAre(0, 2, 3, 5));
  EXPECT_THAT(folds[2].test, ElementsAre(3));
}

TEST(LeaveOneGroupOut, RefusesASingleSite)
{
  EXPECT_THAT(message_of([] { leave_one_group_out({"A", "A"}); }), HasSubstr("two sites or more"));
}

TEST(KFolds, KeepAllSessionsOfAPersonTogether)
{
  std::vector<std::string> persons;
  for (int person = 0; person < 20; ++person) persons.insert(persons.end(), 3, "sub-" + std::to_string(person));

  const auto folds = k_folds(persons, {}, 4, 7);

  std::map<std::string, std::set<std::string>> folds_of_person;
  for (const auto& fold : folds) {
    EXPECT_EQ(fold.test.size(), 15U);
    for (const auto row : fold.test) folds_of_person[persons[static_cast<std::size_t>(row)]].insert(fold.name);
  }
  ASSERT_EQ(folds_of_person.size(), 20U);
  for (const auto& [person, names] : folds_of_person) EXPECT_EQ(names.size(), 1U) << person;
}

TEST(KFolds, DealEachSiteOutEvenly)
{
  std::vector<std::string> persons;
  std::vector<std::string> where;
  for (int person = 0; person < 40; ++person) {
    persons.push_back("sub-" + std::to_string(person));
    where.emplace_back(person < 10 ? "small" : "large");
  }

  for (const auto& fold : k_folds(persons, where, 5, 1)) {
    int n_small = 0;
    for (const auto row : fold.test) n_small += where[static_cast<std::size_t>(row)] == "small" ? 1 : 0;
    EXPECT_EQ(n_small, 2) << fold.name;
  }
}

TEST(KFolds, AreAFunctionOfTheSeed)
{
  const std::vector<std::string> persons{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};

  EXPECT_EQ(k_folds(persons, {}, 3, 1)[0].test, k_folds(persons, {}, 3, 1)[0].test);
  EXPECT_NE(k_folds(persons, {}, 3, 1)[0].test, k_folds(persons, {}, 3, 2)[0].test);
}

TEST(KFolds, RefuseMoreFoldsThanPersons)
{
  EXPECT_THAT(message_of([] { k_folds({"a", "a", "b"}, {}, 3, 1); }), HasSubstr("at least 3 participants for 3 folds"));
  EXPECT_THAT(message_of([] { k_folds({"a", "b"}, {}, 1, 1); }), HasSubstr("two folds or more"));
}

TEST(InnerGroups, AreTheSitesOfTheTrainingRowsOrFiveFoldsOfPersons)
{
  const auto by_site = inner_groups(leave_one_group_out(sites)[0], {"a", "b", "c", "d", "e", "f"}, sites, 1);
  const Fold one_site{.training = {0, 1, 2, 3, 4, 5}};
  const auto by_person = inner_groups(one_site, {"a", "b", "c", "d", "e", "f"}, {"A", "A", "A", "A", "A", "A"}, 1);

  EXPECT_THAT(by_site, ElementsAre(ElementsAre(0, 1, 3), ElementsAre(2)));
  EXPECT_EQ(by_person.size(), 5U);
}

}  // namespace
}  // namespace dmn::prediction
