#include "sites/site_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "base/text.hpp"
#include "stats/pipeline_settings.hpp"

namespace dmn::sites {
namespace {

void require(bool holds, const std::string& field, const std::string& expected, const std::string& found)
{
  if (holds) return;
  throw base::InputError("a site's summary that no site can write",
                         {.field = field, .expected = expected, .found = found});
}

bool is_a_cell(const std::string& text)
{
  return !text.empty() && text.find_first_of("\t\r\n") == std::string::npos;
}

std::string name_of(const SharedEdges& shared, const connectivity::Edge& edge)
{
  return shared.roi_labels[static_cast<std::size_t>(edge.i)] + "--" +
         shared.roi_labels[static_cast<std::size_t>(edge.j)];
}

std::optional<Mismatch> compare_lists(const std::string& field, const std::vector<std::string>& expected,
                                      const std::vector<std::string>& found)
{
  if (expected.size() != found.size())
    return Mismatch{"number of " + field, std::to_string(expected.size()), std::to_string(found.size())};
  for (std::size_t k = 0; k < expected.size(); ++k) {
    if (expected[k] != found[k]) return Mismatch{fmt::format("{} {}", field, k), expected[k], found[k]};
  }
  return std::nullopt;
}

std::vector<std::string> edge_names(const SharedEdges& shared)
{
  std::vector<std::string> names;
  for (const auto& edge : shared.edges) names.push_back(name_of(shared, edge));
  return names;
}

void require_effect(const SiteSummary& summary)
{
  const SiteEffect& effect = summary.effect;
  const Eigen::Index e = summary.sums.n_outcomes();
  require(effect.g.size() == e && effect.variance.size() == e && effect.n.size() == e, "effect",
          fmt::format("{} outcomes", e),
          fmt::format("{}, {}, {}", effect.g.size(), effect.variance.size(), effect.n.size()));
  for (Eigen::Index k = 0; k < e; ++k) {
    const bool absent = std::isnan(effect.g[k]) && std::isnan(effect.variance[k]);
    const bool present = std::isfinite(effect.g[k]) && std::isfinite(effect.variance[k]) && effect.variance[k] > 0;
    require(absent || present, fmt::format("effect on edge {}", k), "a number and a positive variance, or neither",
            fmt::format("{} and {}", effect.g[k], effect.variance[k]));
  }
}

void require_edges(const SiteSummary& summary)
{
  const SharedEdges& shared = summary.shared;
  const connectivity::EdgeList edges(static_cast<int>(shared.roi_labels.size()), shared.edges);
  require(edges.size() == summary.sums.n_outcomes(), "edges", std::to_string(summary.sums.n_outcomes()),
          std::to_string(edges.size()));
  for (const auto& label : shared.roi_labels) require(is_a_cell(label), "ROI label", "a word", label);
  require(is_a_cell(summary.sums.site), "site", "a name", summary.sums.site);
}

void require_columns(const SiteSummary& summary)
{
  std::vector<std::string> columns;
  for (const auto& column : plan_columns(summary.plan)) columns.push_back(column.name);
  require(columns == summary.sums.columns, "columns", base::join(columns, ", "),
          base::join(summary.sums.columns, ", "));
}

}  // namespace

std::optional<Mismatch> first_mismatch(const SiteSummary& expected, const SiteSummary& found)
{
  const auto& a = expected.shared;
  const auto& b = found.shared;
  const std::vector<Mismatch> texts{
      {"program version", expected.program_version, found.program_version},
      {"model", expected.plan.model, found.plan.model},
      {"contrast", expected.plan.contrast.expression, found.plan.contrast.expression},
      {"centres", centres_text(expected.plan), centres_text(found.plan)},
      {"levels", levels_text(expected.plan), levels_text(found.plan)},
      {"kind", a.kind, b.kind},
      {"units (transform)", a.transform, b.transform},
      {"estimator", a.estimator, b.estimator},
      {"pipeline", stats::settings_beyond(a.pipeline, b.pipeline), stats::settings_beyond(b.pipeline, a.pipeline)},
      {"session", a.session, b.session},
  };
  const auto differs = std::ranges::find_if(texts, [](const Mismatch& m) { return m.expected != m.found; });
  if (differs != texts.end()) return *differs;
  if (const auto rois = compare_lists("ROI", a.roi_labels, b.roi_labels)) return rois;
  if (const auto edges = compare_lists("edge", edge_names(a), edge_names(b))) return edges;
  if (a.roi_hash != b.roi_hash) return Mismatch{"ROI set hash", a.roi_hash, b.roi_hash};
  return std::nullopt;
}

void require_plausible(const SiteSummary& summary)
{
  require_columns(summary);
  require_plausible(summary.sums);
  require_edges(summary);
  require_effect(summary);
}

}  // namespace dmn::sites
