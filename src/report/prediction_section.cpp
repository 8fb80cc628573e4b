#include <algorithm>
#include <cmath>

#include "report/html_text.hpp"
#include "report/number_text.hpp"
#include "report/point_figures.hpp"
#include "report/sections.hpp"

namespace dmn::report {
namespace {

constexpr std::size_t calibration_bins = 5;

/// What was observed and what a model said that had not seen the fold.
struct Scored {
  double predicted;
  double observed;
};

std::vector<Scored> scored_of(const ResultTable& predictions)
{
  std::vector<Scored> scored;
  const auto predicted = predictions.numbers("predicted");
  const auto observed = predictions.numbers("observed");
  for (std::size_t row = 0; row < predicted.size(); ++row) {
    if (!std::isnan(predicted[row]) && !std::isnan(observed[row])) scored.push_back({predicted[row], observed[row]});
  }
  return scored;
}

/// Corners of the ROC curve, from (0, 0) to (1, 1); people with one probability are one step.
std::vector<Point> roc_of(std::vector<Scored> scored)
{
  std::ranges::stable_sort(scored, [](const Scored& a, const Scored& b) { return a.predicted > b.predicted; });
  const auto positives =
      static_cast<double>(std::ranges::count_if(scored, [](const Scored& s) { return s.observed > 0.5; }));
  const auto negatives = static_cast<double>(scored.size()) - positives;
  std::vector<Point> curve{{0, 0}};
  double hits = 0;
  double alarms = 0;
  for (std::size_t k = 0; k < scored.size(); ++k) {
    (scored[k].observed > 0.5 ? hits : alarms) += 1;
    const bool last_of_its_kind = k + 1 == scored.size() || scored[k + 1].predicted < scored[k].predicted;
    if (last_of_its_kind && positives > 0 && negatives > 0) curve.push_back({alarms / negatives, hits / positives});
  }
  return curve;
}

/// Fifths of the people by predicted probability: mean prediction against the observed share.
std::vector<Point> calibration_of(std::vector<Scored> scored)
{
  std::ranges::stable_sort(scored, {}, &Scored::predicted);
  std::vector<Point> points;
  for (std::size_t bin = 0; bin < calibration_bins; ++bin) {
    const std::size_t from = bin * scored.size() / calibration_bins;
    const std::size_t to = (bin + 1) * scored.size() / calibration_bins;
    Point mean;
    for (std::size_t k = from; k < to; ++k) {
      mean.x += scored[k].predicted;
      mean.y += scored[k].observed;
    }
    const auto n = static_cast<double>(to - from);
    if (to > from) points.push_back({mean.x / n, mean.y / n});
  }
  return points;
}

std::string with_interval(const ResultTable& metrics, std::size_t row, const std::string& name)
{
  std::string text = sourced_fixed(metrics.sourced(row, name), 2);
  if (!std::isnan(metrics.number(row, name + "_low")))
    text += " [" + sourced_fixed(metrics.sourced(row, name + "_low"), 2) + ", " +
            sourced_fixed(metrics.sourced(row, name + "_high"), 2) + "]";
  return text;
}

std::string gain_words(const ResultRecord& summary)
{
  if (summary.text("/gain_over_covariates").empty())
    return " There is no comparison with covariates alone, so nothing is said about connectivity.";
  std::string text =
      " Gain over a model of the covariates alone: " + sourced_signed(summary.sourced("/gain_over_covariates"), 2);
  if (!summary.text("/gain_interval_95/0").empty())
    text += " [" + sourced_signed(summary.sourced("/gain_interval_95/0"), 2) + ", " +
            sourced_signed(summary.sourced("/gain_interval_95/1"), 2) + "]";
  if (!summary.text("/p_gain").empty()) text += ", " + sourced_p("p", summary.sourced("/p_gain"));
  return text + (summary.text("/gain_is_shown") == "true"
                     ? "; in these participants connectivity carries information beyond the covariates (exploratory)."
                     : "; no gain is shown, so nothing is said about connectivity.");
}

std::string measures_of(const PredictionResults& prediction, std::size_t row, bool levels)
{
  const auto& metrics = prediction.metrics;
  std::string text = "In <i>n</i> = " + sourced_count(metrics.sourced(row, "n")) +
                     " participants that the models had not seen (" + escape_html(prediction.summary.text("/method")) +
                     ", " + escape_html(prediction.summary.text("/features")) + "; " +
                     escape_html(prediction.summary.text("/folds")) + "): ";
  if (levels)
    text += "AUC " + with_interval(metrics, row, "auc") + " within sites, balanced accuracy " +
            with_interval(metrics, row, "balanced_accuracy") + ", calibration slope " +
            with_interval(metrics, row, "calibration_slope") + " (1 is calibrated)";
  if (!levels)
    text += "<i>q</i>² " + with_interval(metrics, row, "q2") + ", <i>r</i> " + with_interval(metrics, row, "r") +
            ", mean absolute error " + with_interval(metrics, row, "mae");
  if (!prediction.summary.text("/p").empty()) text += "; " + sourced_p("p", prediction.summary.sourced("/p"));
  return text + ".";
}

std::string site_table(const ResultTable& metrics, bool levels)
{
  HtmlTable rows{.label = "prediction at each held-out site", .header = {"Site", "n"}};
  const std::vector<std::string> names = levels ? std::vector<std::string>{"auc", "balanced_accuracy", "brier"}
                                                : std::vector<std::string>{"q2", "r", "mae"};
  for (const char* words : levels ? std::vector<const char*>{"AUC", "Balanced accuracy", "Brier score"}
                                  : std::vector<const char*>{"q²", "r", "Mean absolute error"})
    rows.header.emplace_back(words);
  for (std::size_t row = 0; row < metrics.rows.size(); ++row) {
    if (metrics.text(row, "model") != "model" || metrics.text(row, "site") == "all") continue;
    std::vector<std::string> cells{escape_html(metrics.text(row, "site")), sourced_count(metrics.sourced(row, "n"))};
    for (const auto& name : names) cells.push_back(sourced_fixed(metrics.sourced(row, name), 2));
    rows.rows.push_back(std::move(cells));
  }
  return rows.rows.empty() ? "" : fold_out("Each site", table(rows));
}

std::string pictures(const PredictionResults& prediction, std::size_t row, bool levels,
                     std::vector<NamedDrawing>& figures)
{
  const auto scored = scored_of(prediction.predictions);
  const std::string source = " Source: " + escape_html(prediction.predictions.path) + ".";
  const std::string name = "predict-" + std::to_string(figures.size());
  if (!levels) {
    ScatterFigure scatter{.title = "Predicted and observed",
                          .description = "One dot a participant.",
                          .x_unit = "predicted",
                          .y_unit = "observed",
                          .diagonal = true,
                          .width = 400,
                          .height = 380};
    for (const auto& person : scored) scatter.points.push_back({person.predicted, person.observed});
    figures.emplace_back(name, scatter_figure(scatter));
    return figure(
        figures.back().second,
        "One dot a participant, each scored by a model that had not seen the fold; dashed: where both agree." + source);
  }
  figures.emplace_back(name + "-roc", curve_figure({.title = "ROC curve",
                                                    .description = "Of all held-out participants together.",
                                                    .x_unit = "false positive rate",
                                                    .y_unit = "true positive rate",
                                                    .curve = roc_of(scored)}));
  std::string html =
      "<div class=\"row\">" +
      figure(figures.back().second, "All held-out participants together, AUC " +
                                        sourced_fixed(prediction.metrics.sourced(row, "auc_all_rows"), 2) +
                                        "; dashed: chance." + source);
  figures.emplace_back(name + "-calibration",
                       curve_figure({.title = "Calibration",
                                     .description = "Fifths of the participants by predicted probability.",
                                     .x_unit = "predicted probability",
                                     .y_unit = "observed share",
                                     .points = calibration_of(scored)}));
  return html +
         figure(figures.back().second,
                "Fifths of the held-out participants by predicted probability; dashed: calibrated." + source) +
         "</div>\n";
}

}  // namespace

std::string prediction_section(const StudyResults& study, std::vector<NamedDrawing>& figures)
{
  std::string body;
  for (const auto& prediction : study.predictions) {
    const auto row = prediction.metrics.find("site", "all");
    if (!row) continue;
    const std::string positive = prediction.summary.text("/positive");
    const bool levels = !positive.empty();
    body += "<h3>" +
            escape_html(prediction.summary.text("/outcome") +
                        (levels ? ": " + positive + " against " + prediction.summary.text("/reference") : "")) +
            "</h3>\n";
    body += paragraph(measures_of(prediction, *row, levels) + gain_words(prediction.summary)) +
            pictures(prediction, *row, levels, figures) + site_table(prediction.metrics, levels);
  }
  if (body.empty()) return "";
  return section("prediction", "Does it carry over to people and sites not seen?",
                 paragraph("A model of a group is not a test for a person.") + body);
}

}  // namespace dmn::report
