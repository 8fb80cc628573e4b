#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.hpp"
#include "report/html_text.hpp"
#include "report/matrix_figure.hpp"
#include "report/number_text.hpp"
#include "report/sections.hpp"

namespace dmn::report {
namespace {

constexpr double sixteen_bits = 32000;
constexpr int missing = -32768;

struct OneMatrix {
  std::string name;     ///< what the reader's pointer reads: `patient`
  std::string caption;  ///< HTML
  MatrixFigure figure;
  Eigen::MatrixXd whole;  ///< what the pointer reads, R x R in the order of networks
};

/// Regions with an edge that was tested; all where none was.
std::vector<bool> tested_regions(const CohortPicture& cohort, const ContrastResults& contrast)
{
  std::vector<bool> tested(cohort.rois.size(), false);
  for (std::size_t row = 0; row < contrast.edges.rows.size(); ++row) {
    if (std::isnan(contrast.edges.number(row, "p"))) continue;
    for (const char* side : {"roi_i", "roi_j"}) {
      const auto roi = static_cast<std::size_t>(contrast.edges.number(row, side));
      if (roi < tested.size()) tested[roi] = true;
    }
  }
  if (std::ranges::none_of(tested, std::identity())) tested.assign(tested.size(), true);
  return tested;
}

/// Edge values as a matrix of the regions of `order`; NaN where there is no such edge.
Eigen::MatrixXd arranged(const Eigen::VectorXd& edges, const connectivity::EdgeList& list, const NetworkOrder& order)
{
  const auto n = static_cast<Eigen::Index>(order.rois.size());
  std::vector<Eigen::Index> place(static_cast<std::size_t>(list.n_rois()), -1);
  for (std::size_t k = 0; k < order.rois.size(); ++k)
    place[static_cast<std::size_t>(order.rois[k])] = static_cast<Eigen::Index>(k);
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Constant(n, n, std::nan(""));
  for (Eigen::Index e = 0; e < list.size(); ++e) {
    const auto a = place[static_cast<std::size_t>(list[e].i)];
    const auto b = place[static_cast<std::size_t>(list[e].j)];
    if (a >= 0 && b >= 0) matrix(a, b) = matrix(b, a) = edges[e];
  }
  return matrix;
}

/// The limit that 99 % of the present values do not pass, so that one edge does not grey the rest.
double limit_of(const std::vector<const Eigen::VectorXd*>& parts)
{
  std::vector<double> sizes;
  for (const auto* part : parts) {
    for (const double value : *part) {
      if (std::isfinite(value)) sizes.push_back(std::abs(value));
    }
  }
  if (sizes.empty()) return 1;
  const auto at = sizes.begin() + static_cast<std::ptrdiff_t>(0.99 * static_cast<double>(sizes.size() - 1));
  std::nth_element(sizes.begin(), at, sizes.end());
  return *at > 0 ? *at : 1;
}

/// Values above the diagonal, row by row, as little-endian 16-bit steps of `scale`.
std::string packed(const Eigen::MatrixXd& values, double scale)
{
  std::vector<std::uint8_t> bytes;
  for (Eigen::Index i = 0; i < values.rows(); ++i) {
    for (Eigen::Index j = i + 1; j < values.cols(); ++j) {
      const double value = values(i, j);
      const int step = std::isfinite(value)
                           ? static_cast<int>(std::lround(std::clamp(value / scale, -sixteen_bits, sixteen_bits)))
                           : missing;
      bytes.push_back(static_cast<std::uint8_t>(static_cast<unsigned>(step) & 0xFFU));
      bytes.push_back(static_cast<std::uint8_t>(static_cast<unsigned>(step) >> 8U & 0xFFU));
    }
  }
  return base64(bytes);
}

double scale_of(const Eigen::MatrixXd& values)
{
  double largest = 1e-9;
  for (const double value : values.reshaped()) {
    if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
  }
  return largest / sixteen_bits;
}

std::string quoted(const std::string& text)
{
  std::string json = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') json += '\\';
    json += static_cast<unsigned char>(letter) < 0x20 ? ' ' : letter;
  }
  return json + "\"";
}

std::string names_of(const connectivity::RoiTable& rois, const NetworkOrder& order)
{
  std::string json;
  for (const int r : order.rois) {
    const auto& roi = rois[static_cast<std::size_t>(r)];
    json += (json.empty() ? "" : ",") + quoted(roi.label + (roi.network.empty() ? "" : " (" + roi.network + ")"));
  }
  return "[" + json + "]";
}

std::string shown(const std::vector<OneMatrix>& matrices, const CohortPicture& cohort, const NetworkOrder& order,
                  const std::string& tag, std::vector<NamedDrawing>& figures)
{
  std::string html = "<div class=\"matrices\"" + attribute("data-names", names_of(cohort.rois, order)) + ">\n";
  for (const auto& matrix : matrices) {
    const Drawing drawing = matrix_figure(matrix.figure, order);
    const double scale = scale_of(matrix.whole);
    html += "<div class=\"matrix\" tabindex=\"0\"" + attribute("data-name", matrix.name) +
            attribute("data-scale", std::to_string(scale * 1e6)) +
            attribute("data-values", packed(matrix.whole, scale)) + ">" + figure(drawing, matrix.caption) + "</div>\n";
    figures.emplace_back(tag + "matrix-" + std::to_string(&matrix - matrices.data() + 1), drawing);
  }
  return html + "</div>\n<p class=\"readout\" aria-live=\"polite\">Every value is in " + escape_html(cohort.path) +
         " and edges.tsv.<span class=\"scripted\"> Point at a cell, or focus a matrix and use the arrow "
         "keys.</span></p>\n";
}

/// Means of Fisher z are shown as correlations.
Eigen::VectorXd as_shown(const Eigen::VectorXd& mean, const CohortPicture& cohort)
{
  if (!cohort.fisher_z) return mean;
  return mean.array().tanh();
}

std::set<std::string> sessions_of(const CohortPicture& cohort)
{
  return {cohort.session.begin(), cohort.session.end()};
}

/// Where the number of a group's runs can be counted.
std::string source_of_size(const CohortPicture& cohort, std::size_t g)
{
  std::string conditions;
  if (!cohort.groups[g].empty()) conditions += "|/runs/group|" + cohort.groups[g];
  for (const auto& session : sessions_of(cohort)) conditions += "|/runs/session|" + session;
  return cohort.path + (conditions.empty() ? "|length|/runs/group" : "|equal" + conditions);
}

std::vector<OneMatrix> group_matrices(const CohortPicture& cohort, const NetworkOrder& order)
{
  std::vector<Eigen::VectorXd> values;
  for (const auto& mean : cohort.means) values.push_back(as_shown(mean, cohort));
  std::vector<const Eigen::VectorXd*> parts;
  for (const auto& value : values) parts.push_back(&value);
  const double limit = limit_of(parts);
  std::vector<OneMatrix> matrices;
  for (std::size_t g = 0; g < values.size(); ++g) {
    const std::string name = cohort.groups[g].empty() ? "all" : cohort.groups[g];
    const Eigen::MatrixXd whole = arranged(values[g], cohort.edges, order);
    const Sourced n{.value = static_cast<double>(cohort.group_size[g]), .source = source_of_size(cohort, g)};
    matrices.push_back(
        {.name = name,
         .caption = "<b>" + escape_html(name) + "</b>, " + sourced_count(n) + " runs" + session_words(cohort),
         .figure = {.title = "Mean connectivity of " + name,
                    .description =
                        "Regions by regions, ordered by network, default mode first; blue below zero, red above.",
                    .values = whole,
                    .limit = limit,
                    .map = ColourMap::blue_red(),
                    .scale = cohort.fisher_z ? "mean r" : "mean " + cohort.kind},
         .whole = whole});
  }
  return matrices;
}

OneMatrix effect_matrix(const CohortPicture& cohort, const ContrastResults& contrast, const Findings& findings,
                        const NetworkOrder& order)
{
  const auto beta = contrast.edges.numbers("beta");
  Eigen::VectorXd values = Eigen::VectorXd::Constant(cohort.edges.size(), std::nan(""));
  Eigen::VectorXd found = Eigen::VectorXd::Zero(cohort.edges.size());
  const auto position = [&](std::size_t row) {
    const double i = contrast.edges.number(row, "roi_i");
    const double j = contrast.edges.number(row, "roi_j");
    return cohort.edges.find(static_cast<int>(i), static_cast<int>(j));
  };
  for (std::size_t row = 0; row < beta.size(); ++row) {
    const auto edge = position(row);
    if (edge >= 0) values[edge] = beta[row];
  }
  if (findings.significant) {
    for (const auto row : findings.found) {
      const auto edge = row < beta.size() ? position(row) : -1;
      if (edge >= 0) found[edge] = beta[row];
    }
  }
  const Eigen::MatrixXd whole = arranged(values, cohort.edges, order);
  Eigen::MatrixXd drawn = whole;
  const Eigen::MatrixXd above = arranged(found, cohort.edges, order);
  for (Eigen::Index i = 0; i < drawn.rows(); ++i) {
    for (Eigen::Index j = i + 1; j < drawn.cols(); ++j)
      drawn(i, j) = std::isnan(drawn(i, j)) ? drawn(i, j) : above(i, j);
  }
  const auto words = words_of(contrast);
  const std::string name = words.compares_groups ? words.first + " − " + words.second : words.first;
  return {.name = name + " (adjusted)",
          .caption = "<b>" + escape_html(name) + "</b>, adjusted",
          .figure = {.title = name,
                     .description =
                         "Adjusted " + words.effect + "s; orange: " + words.higher + ", purple: " + words.lower + ".",
                     .values = drawn,
                     .limit = limit_of({&values}),
                     .map = ColourMap::purple_orange(),
                     .scale = words.effect + (cohort.fisher_z ? " of Fisher z" : "")},
          .whole = whole};
}

/// True if a pair of regions has no value.
bool has_gaps(const Eigen::MatrixXd& values)
{
  for (Eigen::Index j = 0; j < values.cols(); ++j) {
    for (Eigen::Index i = 0; i < j; ++i) {
      if (std::isnan(values(i, j))) return true;
    }
  }
  return false;
}

}  // namespace

std::string session_words(const CohortPicture& cohort)
{
  if (cohort.session.empty()) return "";
  std::vector<std::string> names;
  for (const auto& session : sessions_of(cohort)) names.push_back(session.empty() ? "n/a" : escape_html(session));
  return (names.size() > 1 ? " of sessions " : " of session ") + base::join(names, " and ");
}

std::string matrices_section(const StudyResults& study, const ContrastResults& contrast, const Findings& findings,
                             const std::string& tag, std::vector<NamedDrawing>& figures)
{
  const auto words = words_of(contrast);
  const std::string question =
      words.compares_groups ? "What does connectivity look like in each group?" : "What does connectivity look like?";
  if (!study.cohort)
    return section(tag + "matrices", question,
                   paragraph("There is no cohort file in this folder, so neither the mean matrices nor the places of "
                             "regions can be drawn. The job connectivity writes it."));
  const auto tested = tested_regions(*study.cohort, contrast);
  const auto order = network_order(study.cohort->rois, tested);
  auto matrices = group_matrices(*study.cohort, order);
  if (words.is_f_test) return section(tag + "matrices", question, shown(matrices, *study.cohort, order, tag, figures));
  matrices.push_back(effect_matrix(*study.cohort, contrast, findings, order));
  const std::string intro =
      "Regions are ordered by network, the default-mode network first; groups share one scale, which 99 % of edges do "
      "not pass. <span class=\"k1\">Orange</span>: " +
      escape_html(words.higher) + "; <span class=\"k2\">purple</span>: " + escape_html(words.lower) +
      "; adjusted for the model; below the diagonal every edge, above it only " +
      (findings.significant ? escape_html(findings.rule) : std::string("what passes a correction: nothing")) + "." +
      (std::ranges::all_of(tested, std::identity()) ? "" : " Regions without a tested edge are left out.") +
      (has_gaps(matrices.back().whole) ? " Grey: not tested." : "");
  return section(tag + "matrices", question, paragraph(intro) + shown(matrices, *study.cohort, order, tag, figures));
}

std::string cohort_matrices_section(const StudyResults& study, std::vector<NamedDrawing>& figures)
{
  if (!study.cohort || study.cohort->means.empty()) return "";
  const auto order = network_order(study.cohort->rois);
  return section("matrices", "What does connectivity look like?",
                 paragraph("Regions are ordered by network, the default-mode network first; groups share one scale, "
                           "which 99 % of edges do not pass.") +
                     shown(group_matrices(*study.cohort, order), *study.cohort, order, "", figures));
}

}  // namespace dmn::report
