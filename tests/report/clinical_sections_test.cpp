#include <gmock/gmock.h>

#include "report/sections.hpp"

namespace dmn::report {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

JobResults trial_of(const std::string& randomised)
{
  return {.name = "treatment",
          .summary = {.path = "treatment/summary.json",
                      .values = {{"/outcome", "after"},
                                 {"/baseline", "before"},
                                 {"/arms/0", "usual"},
                                 {"/arms/1", "active"},
                                 {"/n_of_arm/0", "120"},
                                 {"/n_of_arm/1", "60"},
                                 {"/randomised", randomised},
                                 {"/participants", "180"},
                                 {"/left_out", "2"}}},
          .tables = {{"markers",
                      {.path = "treatment/markers.tsv",
                       .names = {"marker", "family", "interaction_g", "interaction_g_low", "interaction_g_high",
                                 "interaction_p_fwe", "description", "status"},
                       .rows = {{"M5", "confirmatory", "0.5", "0.25", "0.75", "0.004", "aMPFC with NAc", "tested"},
                                {"M7", "confirmatory", "n/a", "n/a", "n/a", "n/a", "PAG", "too few"}}}}}};
}

TEST(TreatmentSection, CallsAnInteractionModerationWithoutRandomisation)
{
  const auto randomised = treatment_section({.treatment = trial_of("true")});
  const auto as_they_came = treatment_section({.treatment = trial_of("false")});

  EXPECT_THAT(randomised, HasSubstr("Interaction with the arm"));
  EXPECT_THAT(as_they_came, HasSubstr("Moderation (not randomised)"));
  EXPECT_THAT(as_they_came, HasSubstr("not declared randomised"));
}

TEST(TreatmentSection, CallsAnArmBelowAHundredAPilotAndLeavesOutWhatWasNotTested)
{
  const auto html = treatment_section({.treatment = trial_of("true")});

  EXPECT_THAT(html, HasSubstr("<b>Pilot:</b>"));
  EXPECT_THAT(html, HasSubstr("data-source=\"treatment/markers.tsv|0|interaction_g\">+0.50</data>"));
  EXPECT_THAT(html, Not(HasSubstr("M7")));
}

TEST(ProfileSection, TellsNoShareThatTheTableWithholds)
{
  std::vector<NamedDrawing> figures;
  const JobResults profile{
      .name = "profile",
      .summary = {.path = "profile/profiles.json", .values = {{"/controls", "control"}}},
      .tables = {{"groups",
                  {.path = "profile/groups.tsv",
                   .names = {"session", "group", "marker", "kind", "n", "n_beyond_95", "share_beyond_95",
                             "z_lower_quartile", "z_median", "z_upper_quartile"},
                   .rows = {{"n/a", "patient", "M1", "confirmatory", "40", "n/a", "n/a", "-0.5", "0.25", "1"},
                            {"n/a", "other", "M1", "confirmatory", "n/a", "n/a", "n/a", "n/a", "n/a", "n/a"}}}}}};

  const auto html = profile_section({.profile = profile}, figures);

  EXPECT_THAT(html, HasSubstr("not told"));
  EXPECT_THAT(html, HasSubstr("data-source=\"profile/groups.tsv|0|z_median\">+0.25</data>"));
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures.front().first, "profile");
}

TEST(ClinicalSections, SayNothingOfJobsThatDidNotRun)
{
  std::vector<NamedDrawing> figures;

  EXPECT_THAT(symptoms_section({}) + treatment_section({}) + change_section({}) + profile_section({}, figures),
              IsEmpty());
  EXPECT_THAT(figures, IsEmpty());
}

}  // namespace
}  // namespace dmn::report
