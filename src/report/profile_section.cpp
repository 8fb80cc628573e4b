#include <algorithm>
#include <cmath>

#include "report/band_figure.hpp"
#include "report/group_inks.hpp"
#include "report/html_text.hpp"
#include "report/number_text.hpp"
#include "report/sections.hpp"

namespace dmn::report {
namespace {

constexpr double middle_95 = 1.96;

std::string norm_words(const JobResults& profile)
{
  const auto& record = profile.summary;
  const std::string controls = escape_html(record.text("/controls"));
  const std::string covariates = record.text("/covariates");
  return "Each scan is compared with " +
         (record.text("/norm") == "controls of these data" ? "the other " + controls + " participants of this cohort"
                                                           : "the " + controls + " participants of a given norm") +
         (covariates.empty() ? std::string(".") : ", adjusted for " + escape_html(covariates) + ".") +
         " By construction about 5 % of controls lie beyond the band. Groups and counts of 1 to 4 people are not told.";
}

std::string session_label(const ResultTable& groups, std::size_t row)
{
  const std::string session = groups.text(row, "session");
  return session.empty() ? "" : ", session " + session;
}

bool is_drawn(const ResultTable& groups, std::size_t row)
{
  const std::string kind = groups.text(row, "kind");
  return kind == "confirmatory" || kind == "network mean";
}

/// Markers in the order of the table, the groups of each beside each other.
BandFigure picture(const ResultTable& groups, const ContrastWords& words)
{
  BandFigure figure{.title = "Groups against the controls",
                    .description = "Median and quartiles of z by marker and group; the table holds the numbers.",
                    .unit = "z against controls",
                    .band_low = -middle_95,
                    .band_high = middle_95};
  std::vector<std::string> markers;
  for (std::size_t row = 0; row < groups.rows.size(); ++row) {
    const std::string marker = groups.text(row, "marker");
    if (groups.text(row, "kind") == "confirmatory" && std::ranges::find(markers, marker) == markers.end())
      markers.push_back(marker);
  }
  const std::string shown = markers.empty() ? "network mean" : "confirmatory";
  if (markers.empty()) {
    for (std::size_t row = 0; row < groups.rows.size(); ++row) {
      const std::string marker = groups.text(row, "marker");
      const bool within = marker.starts_with("within_");
      if (groups.text(row, "kind") == shown && within && std::ranges::find(markers, marker) == markers.end())
        markers.push_back(marker);
    }
  }
  const std::string first_session = groups.empty() ? "" : groups.text(0, "session");
  for (const auto& marker : markers) {
    for (std::size_t row = 0; row < groups.rows.size(); ++row) {
      if (groups.text(row, "marker") != marker || groups.text(row, "session") != first_session) continue;
      const std::string group = groups.text(row, "group");
      figure.rows.push_back(
          {.label = marker,
           .ink = ink_of(group, words),
           .lower = groups.number(row, "z_lower_quartile"),
           .median = groups.number(row, "z_median"),
           .upper = groups.number(row, "z_upper_quartile"),
           .title = marker + ", " + group + ": median z " + signed_fixed(groups.number(row, "z_median"), 2)});
    }
  }
  return figure;
}

std::string groups_table(const ResultTable& groups)
{
  HtmlTable html{.label = "groups against the controls",
                 .header = {"Marker", "Group", "n", "Median z", "Quartiles", "Beyond the band"},
                 .text_columns = 2};
  for (std::size_t row = 0; row < groups.rows.size(); ++row) {
    if (!is_drawn(groups, row)) continue;
    const bool told = !std::isnan(groups.number(row, "share_beyond_95"));
    html.rows.push_back({escape_html(groups.text(row, "marker")),
                         escape_html(groups.text(row, "group") + session_label(groups, row)),
                         sourced_count(groups.sourced(row, "n")), sourced_signed(groups.sourced(row, "z_median"), 2),
                         sourced_signed(groups.sourced(row, "z_lower_quartile"), 2) + " to " +
                             sourced_signed(groups.sourced(row, "z_upper_quartile"), 2),
                         told ? sourced_percent(groups.sourced(row, "share_beyond_95"), 0) : "not told"});
  }
  return html.rows.empty() ? "" : fold_out("The numbers of this figure, and network means", table(html));
}

std::string reliability_words(const JobResults& profile)
{
  const auto& table_of = profile.table("reliability_measures");
  HtmlTable html{.label = "reliability of the markers", .header = {"Marker", "ICC(2,1)", "ICC(3,1)", "People"}};
  for (std::size_t row = 0; row < table_of.rows.size(); ++row) {
    if (table_of.text(row, "kind") != "confirmatory" && table_of.text(row, "kind") != "network mean") continue;
    html.rows.push_back({escape_html(table_of.text(row, "marker")), sourced_fixed(table_of.sourced(row, "icc_2_1"), 2),
                         sourced_fixed(table_of.sourced(row, "icc_3_1"), 2),
                         sourced_count(table_of.sourced(row, "n"))});
  }
  if (html.rows.empty())
    return paragraph("How reliable the measures are is not known here: too few people were scanned twice.");
  return fold_out("Reliability of the measures (" + escape_html(profile.summary.text("/reliability/of")) + ")",
                  table(html));
}

std::string identification_words(const ResultRecord& record)
{
  if (std::isnan(record.number("/Idiff"))) return "";
  return paragraph("Between " + escape_html(record.text("/between")) + " of " + sourced_count(record.sourced("/n")) +
                   " people, connectivity correlates " + sourced_fixed(record.sourced("/I_self"), 2) +
                   " with a person's own and " + sourced_fixed(record.sourced("/I_others"), 2) +
                   " with other people's (difference " + sourced_fixed(record.sourced("/Idiff"), 1) + " points, " +
                   sourced_p("p", record.sourced("/p_Idiff")) + "); the own scan is the most similar one for " +
                   sourced_percent(record.sourced("/rate_1_to_2"), 0) + ", by chance for " +
                   sourced_percent(record.sourced("/rate_by_chance"), 1) +
                   ". People differ in a lasting way; that is not evidence of a pain fingerprint.");
}

}  // namespace

std::string profile_section(const StudyResults& study, std::vector<NamedDrawing>& figures)
{
  if (!study.profile) return "";
  const auto& groups = study.profile->table("groups");
  const ContrastWords words = study.contrasts.empty() ? ContrastWords{} : words_of(study.contrasts.front());
  std::string body = paragraph(norm_words(*study.profile));
  const BandFigure figure_of = picture(groups, words);
  if (!figure_of.rows.empty()) {
    const Drawing drawing = band_figure(figure_of);
    figures.emplace_back("profile", drawing);
    std::string legend;
    if (words.compares_groups)
      legend = "<span class=\"k1\">" + escape_html(words.first) + "</span>, <span class=\"k2\">" +
               escape_html(words.second) + "</span>. ";
    body += figure(drawing, legend +
                                "Bar: quartiles of a group; line: median; band: the middle 95 % of controls. "
                                "Single people are not drawn. Source: " +
                                escape_html(groups.path) + ".");
  }
  body += groups_table(groups) + reliability_words(*study.profile) + identification_words(study.profile->extra);
  return section("profile", "Where do the groups lie among the controls?", body);
}

}  // namespace dmn::report
