#include <cmath>

#include "report/effect_cells.hpp"
#include "report/html_text.hpp"
#include "report/sections.hpp"

namespace dmn::report {
namespace {

constexpr double fewest_an_arm = 100;  ///< below, a trial is called a pilot (METHODS.md section 6)

std::string arms_words(const ResultRecord& summary)
{
  std::string text;
  bool pilot = false;
  for (std::size_t arm = 0; !summary.text("/arms/" + std::to_string(arm)).empty(); ++arm) {
    const std::string at = "/n_of_arm/" + std::to_string(arm);
    text += (text.empty() ? "" : ", ") + escape_html(summary.text("/arms/" + std::to_string(arm))) + " (" +
            sourced_count(summary.sourced(at)) + (arm == 0 ? ", reference)" : ")");
    pilot = pilot || summary.number(at) < fewest_an_arm;
  }
  if (text.empty()) return " One arm.";
  return " Arms: " + text + ", " +
         (summary.text("/randomised") == "true" ? "declared randomised." : "not declared randomised.") +
         (pilot ? " <b>Pilot:</b> tests of an interaction need far larger samples." : "");
}

std::string lost_words(const ResultRecord& summary)
{
  if (summary.text("/lost_p").empty()) return "";
  return " People without an outcome: difference between arms, " + sourced_p("p", summary.sourced("/lost_p")) + ".";
}

std::string benefit_words(const ResultRecord& summary)
{
  if (std::isnan(summary.number("/benefit/gain"))) return "";
  const bool gain = summary.number("/benefit/gain") > 0;
  return "<h3>At held-out sites (exploratory)</h3>\n" +
         paragraph("Outcome explained out of sample: <i>q</i>² " + sourced_fixed(summary.sourced("/benefit/q2"), 3) +
                   " with markers, " + sourced_fixed(summary.sourced("/benefit/q2_covariates"), 3) +
                   " by covariates alone, gain " + sourced_signed(summary.sourced("/benefit/gain"), 3) +
                   (gain ? "." : ": the markers add nothing here.") +
                   " Slope of the observed difference of the arms on the expected one: " +
                   sourced_signed(summary.sourced("/benefit/calibration_slope"), 2) + ", 95 % CI " +
                   sourced_signed(summary.sourced("/benefit/calibration_low"), 2) + " to " +
                   sourced_signed(summary.sourced("/benefit/calibration_high"), 2) + ", " +
                   sourced_p("p", summary.sourced("/benefit/calibration_p")) + " (1 is calibrated, 0 no information).");
}

}  // namespace

std::string treatment_section(const StudyResults& study)
{
  if (!study.treatment) return "";
  const auto& summary = study.treatment->summary;
  const auto& markers = study.treatment->table("markers");
  const bool two_arms = markers.column("interaction_g").has_value();
  const bool randomised = summary.text("/randomised") == "true";
  const std::string intro = "Outcome " + escape_html(summary.text("/outcome")) + ", given " +
                            escape_html(summary.text("/baseline")) + " before treatment, in " + people_words(summary) +
                            "." + arms_words(summary) + lost_words(summary) + " One test sees " +
                            (two_arms ? "an interaction" : "a slope") + " of " +
                            sourced_fixed(summary.sourced("/minimum_detectable_80_percent_power"), 2) +
                            " residual SDs of the outcome for one SD of the marker, with 80 % power.";
  std::vector<std::string> header{two_arms ? "Prognosis: slope in the reference arm, g [95 % CI]"
                                           : "Prognosis: slope, g [95 % CI]"};
  if (two_arms)
    header.emplace_back(randomised ? "Interaction with the arm, g [95 % CI]"
                                   : "Moderation (not randomised), g [95 % CI]");
  const auto cells = [&](std::size_t row) {
    std::vector<std::string> row_cells{effect_and_p_cell(markers, row, "prognosis_")};
    if (two_arms) row_cells.push_back(effect_and_p_cell(markers, row, "interaction_"));
    return row_cells;
  };
  return section("treatment", "Was a marker associated with the outcome of treatment?",
                 paragraph(intro) +
                     paragraph("Reading: " + escape_html(summary.text("/reading")) +
                               ". Nothing here says which treatment a person is to have.") +
                     tables_by_family(markers, "treatment", header, cells) + benefit_words(summary));
}

}  // namespace dmn::report
