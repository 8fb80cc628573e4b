#include "simulation/participants.hpp"

#include <gmock/gmock.h>

#include <map>

#include "base/error.hpp"

namespace dmn::simulation {
namespace {

using ::testing::HasSubstr;

TEST(Participants, AreBalancedWithinSites)
{
  SimulateOptions options;
  options.participants = 61;
  options.sites = 3;
  options.patient_fraction = 0.4;

  std::map<int, int> patients;
  std::map<int, int> all;
  for (const auto& person : draw_participants(options)) {
    ++all[person.site];
    patients[person.site] += person.patient ? 1 : 0;
  }

  EXPECT_EQ(all, (std::map<int, int>{{0, 21}, {1, 20}, {2, 20}}));
  EXPECT_EQ(patients, (std::map<int, int>{{0, 8}, {1, 8}, {2, 8}}));
}

TEST(Participants, OfSitesOfOneGroupAreAllAlike)
{
  SimulateOptions options;
  options.group_by_site = true;

  for (const auto& person : draw_participants(options)) EXPECT_EQ(person.patient, person.site == 0);
}

TEST(Participants, DoNotDependOnHowManyThereAre)
{
  SimulateOptions few;
  SimulateOptions many;
  many.participants = 80;

  const auto some = draw_participants(few);
  const auto all = draw_participants(many);

  for (std::size_t n = 0; n < some.size(); ++n) {
    EXPECT_EQ(some[n].age, all[n].age);
    EXPECT_EQ(some[n].pain, all[n].pain);
    EXPECT_EQ(some[n].mean_fd_mm, all[n].mean_fd_mm);
  }
}

TEST(Participants, SufferAndMoveMoreAsPatients)
{
  SimulateOptions options;
  options.participants = 400;
  std::map<bool, double> pain;
  std::map<bool, double> displacement;

  for (const auto& person : draw_participants(options)) {
    pain[person.patient] += person.pain / 200;
    displacement[person.patient] += person.mean_fd_mm / 200;
  }

  EXPECT_NEAR(pain[true], 5.5, 0.5);
  EXPECT_NEAR(pain[false], 0.8, 0.2);
  EXPECT_NEAR(displacement[true] / displacement[false], 1.2, 0.15);
}

TEST(Participants, MayBeInTheTableWithoutAScan)
{
  SimulateOptions options;
  options.participants = 1000;
  options.missing_scans = 0.2;

  int scanned = 0;
  for (const auto& person : draw_participants(options)) scanned += person.scanned ? 1 : 0;

  EXPECT_NEAR(scanned, 800, 60);
}

TEST(Participants, GiveEffectsTheirValues)
{
  Participant person;
  person.patient = true;
  person.age = 60;
  person.female = true;
  person.pain = 7.1;
  person.depression = 19;

  EXPECT_EQ(person.value_of(Variable::group, 0), 1);
  EXPECT_EQ(person.value_of(Variable::age, 0), 1.5);
  EXPECT_EQ(person.value_of(Variable::sex, 0), 1);
  EXPECT_NEAR(person.value_of(Variable::pain, 0), 1, 1e-12);
  EXPECT_NEAR(person.value_of(Variable::depression, 0), 1, 1e-12);
  EXPECT_EQ(person.value_of(Variable::session, 2), 2);
}

TEST(SimulateOptions, OutOfRangeAreRefusedByName)
{
  SimulateOptions options;
  options.patient_fraction = 1.5;

  try {
    require_sensible(options);
    FAIL() << "accepted";
  } catch (const base::UsageError& error) {
    EXPECT_THAT(error.what(),
                HasSubstr("cannot simulate this: field \"patient_fraction\" is \"1.5\"; expected 0 to 1"));
  }
}

TEST(SimulateOptions, MustHaveMoreVolumesThanNonSteadyOnes)
{
  SimulateOptions options;
  options.volumes = {200, 12};
  options.non_steady_volumes = 5;

  EXPECT_THROW(require_sensible(options), base::UsageError);
}

}  // namespace
}  // namespace dmn::simulation
