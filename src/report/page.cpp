#include "report/page.hpp"

#include "report/html_text.hpp"
#include "report/sections.hpp"

namespace dmn::report {
namespace {

struct Link {
  std::string id;
  std::string words;
};

std::string links(const StudyResults& study, const std::string& body)
{
  std::vector<Link> all{{"people", "Who"}};
  for (std::size_t k = 0; k < study.contrasts.size(); ++k) {
    const std::string tag = "c" + std::to_string(k + 1) + "-";
    if (study.contrasts.size() > 1) {
      all.push_back({"contrast-" + std::to_string(k + 1), study.contrasts[k].name});
      continue;
    }
    for (const auto& [id, words] : {std::pair{"sites", "Sites"},
                                    {"matrices", "Matrices"},
                                    {"brain", "Where"},
                                    {"edges", "Edges"},
                                    {"markers", "Participants"},
                                    {"robustness", "Pipelines"}})
      all.push_back({tag + id, words});
  }
  for (const auto& [id, words] : {std::pair{"matrices", "Matrices"},
                                  {"motion", "Motion"},
                                  {"harmonisation", "Harmonisation"},
                                  {"pool", "All sites"},
                                  {"symptoms", "Symptoms"},
                                  {"treatment", "Treatment"},
                                  {"change", "Change"},
                                  {"profile", "Among controls"},
                                  {"prediction", "Prediction"},
                                  {"trust", "Methods and limits"}})
    all.push_back({id, words});
  std::string html = "<nav aria-label=\"Parts\">";
  for (const auto& link : all) {
    if (body.find(" id=\"" + escape_html(link.id) + "\"") == std::string::npos) continue;
    html += "<a href=\"#" + escape_html(link.id) + "\">" + escape_html(link.words) + "</a>";
  }
  return html + "<button type=\"button\" id=\"theme\" class=\"scripted\">Dark</button></nav>\n";
}

std::string contrast_part(const StudyResults& study, std::size_t number, std::vector<NamedDrawing>& figures)
{
  const auto& contrast = study.contrasts[number];
  const std::string tag = "c" + std::to_string(number + 1) + "-";
  const Findings findings = findings_of(contrast);
  const std::string body =
      sites_section(contrast, tag, figures) + matrices_section(study, contrast, findings, tag, figures) +
      brain_section(study, contrast, findings, tag, figures) + edges_section(study, contrast, findings, tag) +
      markers_section(study, contrast, tag, figures) + robustness_section(contrast, tag, figures);
  const std::string heading = study.contrasts.size() > 1
                                  ? "<h2 class=\"part\">" + escape_html(contrast.summary.text("/contrast")) + "</h2>\n"
                                  : "";
  return "<div class=\"contrast\" id=\"contrast-" + std::to_string(number + 1) + "\">\n" + heading + body + "</div>\n";
}

}  // namespace

Page page_of(const StudyResults& study)
{
  Page page;
  std::string body = people_section(study);
  for (std::size_t k = 0; k < study.contrasts.size(); ++k) body += contrast_part(study, k, page.figures);
  if (study.contrasts.empty()) body += cohort_matrices_section(study, page.figures);
  body += motion_section(study, page.figures) + harmonisation_section(study, page.figures) + pool_section(study) +
          symptoms_section(study) + treatment_section(study) + change_section(study) +
          profile_section(study, page.figures) + prediction_section(study, page.figures) + trust_section(study);

  page.html =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src "
      "'unsafe-inline'; img-src data:; base-uri 'none'; "
      "form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta "
      "name=\"color-scheme\" content=\"light dark\">\n<title>" +
      escape_html(study.title) + "</title>\n<style>\n" + page_style() +
      "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#found\">To the result</a>\n<header>\n<p class=\"kicker\">" +
      escape_html(study.program) + " · group report</p>\n<h1>" + escape_html(study.title) +
      "</h1>\n<div id=\"found\">\n" + found_section(study) + "</div>\n</header>\n" + links(study, body) + "<main>\n" +
      body + "</main>\n<footer><p class=\"banner\">Written by " + escape_html(study.program) +
      ". Research use only; not a diagnostic device.</p></footer>\n<script>\n" + page_script() +
      "</script>\n</body>\n</html>\n";
  return page;
}

}  // namespace dmn::report
