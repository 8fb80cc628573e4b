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

TEST(SymptomsSection, GivesTheRelabelledPOfALevelAgainstTheRestBesideItsInterval)
{
  const JobResults subtypes{
      .name = "subtype_type",
      .summary = {.path = "symptoms/subtype_type/summary.json", .values = {{"/column", "type"}}},
      .tables = {{"one_against_rest",
                  {.path = "symptoms/subtype_type/one_against_rest.tsv",
                   .names = {"level", "auc", "auc_low", "auc_high", "auc_p", "auc_covariates", "gain", "gain_low",
                             "gain_high", "gain_p", "status"},
                   .rows = {{"a", "0.7", "0.6", "0.8", "0.002", "0.5", "0.2", "0.1", "0.3", "0.004", "held-out sites"},
                            {"b", "0.5", "0.4", "0.6", "n/a", "0.5", "0", "-0.1", "0.1", "n/a", "held-out sites"}}}}}};

  const auto html = symptoms_section({.subtypes = {subtypes}});

  EXPECT_THAT(html, HasSubstr("data-source=\"symptoms/subtype_type/one_against_rest.tsv|0|auc_p\">.002</data>"));
  EXPECT_THAT(html, HasSubstr("data-source=\"symptoms/subtype_type/one_against_rest.tsv|0|gain_p\">.004</data>"));
  EXPECT_THAT(html, HasSubstr("data-source=\"symptoms/subtype_type/one_against_rest.tsv|1|auc_p\">n/a</data>"));
  EXPECT_THAT(html, HasSubstr("labels exchanged within sites"));
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
