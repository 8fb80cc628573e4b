#include "store/site_summary_file.hpp"

#include <algorithm>
#include <limits>

#include "store/attributes.hpp"
#include "store/dataset_reader.hpp"
#include "store/hdf5_file.hpp"
#include "store/provenance.hpp"
#include "store/result_file.hpp"
#include "store/shared_edges.hpp"
#include "store/verified_dataset.hpp"

namespace dmn::store {
namespace {

constexpr const char* site_schema = "dmn-cohort-site/1";
constexpr const char* arithmetic = "IEEE 754 double, least squares by Gram-Schmidt; sums in row order";

void write_attributes(ResultWriter& file, const sites::SiteSummary& summary)
{
  file.attribute("program_version", summary.program_version);
  file.attribute("arithmetic", arithmetic);
  file.attribute("site", summary.sums.site);
  file.attribute("model", summary.plan.model);
  file.attribute("contrast_name", summary.plan.contrast.name);
  file.attribute("contrast", summary.plan.contrast.expression);
  file.attribute("centres", sites::centres_text(summary.plan));
  file.attribute("levels", sites::levels_text(summary.plan));
  file.attribute("group_column", summary.plan.roles.group);
  file.attribute("site_column", summary.plan.roles.site);
  file.attribute("session", summary.shared.session);
  file.attribute("statement", summary.statement);
  file.attribute("effect_left_out", summary.effect_left_out);
}

std::vector<std::int64_t> as_integers(const Eigen::VectorXi& values)
{
  return {values.begin(), values.end()};
}

void write_sums(ResultWriter& file, const sites::SiteSums& sums)
{
  file.strings("/design/columns", sums.columns, "agreed columns of the design, without site columns");
  file.matrix("/design/xtx", sums.xtx, "products of the columns' units", "X'X over the participants of the site");
  file.integers("/design/n", {sums.n}, "participants", "participants of the site in the model");
  file.matrix("/outcomes/xty", sums.xty, "column unit x edge unit", "X'(y - shift), a row a column, a column an edge");
  file.numbers("/outcomes/yty", sums.yty, "edge unit squared", "sum of (y - shift)^2");
  file.numbers("/outcomes/shift", sums.shift, "edge unit", "mean of the edge, subtracted before summing");
  file.integers("/outcomes/n", as_integers(sums.n_complete), "participants", "participants that have the edge");
}

void write_effect(ResultWriter& file, const sites::SiteEffect& effect)
{
  file.numbers("/effect/g", effect.g, "residual standard deviations", "Hedges' g of the contrast in this site");
  file.numbers("/effect/variance", effect.variance, "squared residual standard deviations", "sampling variance of g");
  file.integers("/effect/n", as_integers(effect.n), "participants", "complete rows behind g");
}

sites::PoolingPlan read_plan(hid_t file)
{
  try {
    return sites::make_plan(
        read_text_attribute(file, "model"),
        {read_text_attribute(file, "contrast_name"), read_text_attribute(file, "contrast")},
        read_text_attribute(file, "centres"), read_text_attribute(file, "levels"),
        {.group = read_text_attribute(file, "group_column"), .site = read_text_attribute(file, "site_column")});
  } catch (const base::UsageError& problem) {
    throw base::IoError(problem.problem().empty() ? "the agreed model cannot be read" : problem.problem(),
                        problem.facts());
  }
}

sites::SiteSums read_sums(hid_t file)
{
  const Eigen::VectorXi n = verified_counts(file, "/design/n");
  if (n.size() != 1) throw base::IoError("not one number", {.field = "/design/n", .found = std::to_string(n.size())});
  return {.site = read_text_attribute(file, "site"),
          .n = n[0],
          .columns = verified(file, "/design/columns").texts(),
          .xtx = verified(file, "/design/xtx").matrix(),
          .xty = verified(file, "/outcomes/xty").matrix(),
          .yty = verified_numbers(file, "/outcomes/yty"),
          .shift = verified_numbers(file, "/outcomes/shift"),
          .n_complete = verified_counts(file, "/outcomes/n")};
}

sites::SharedEdges read_edges(hid_t file)
{
  sites::SharedEdges shared = read_shared_edges(file);
  shared.session = read_text_attribute(file, "session");
  return shared;
}

}  // namespace

void write_site_summary(const std::filesystem::path& path, const sites::SiteSummary& summary)
{
  sites::require_plausible(summary);
  ResultWriter file(path, site_schema, {{"program", "dmn-cohort"}, {"version", summary.program_version}});
  write_attributes(file, summary);
  write_sums(file, summary.sums);
  write_effect(file, summary.effect);
  write_shared_edges(file, summary.shared);
  file.finish();
}

sites::SiteSummary read_site_summary(const std::filesystem::path& path)
{
  return distrusting_file(path, [&] {
    const Handle file = open_file(path);
    require_schema(file.id(), site_schema);
    require_sealed(file.id());
    sites::SiteSummary summary{.program_version = read_text_attribute(file.id(), "program_version"),
                               .plan = read_plan(file.id()),
                               .shared = read_edges(file.id()),
                               .sums = read_sums(file.id()),
                               .effect = {},
                               .effect_left_out = read_text_attribute(file.id(), "effect_left_out"),
                               .statement = read_text_attribute(file.id(), "statement")};
    summary.effect = {summary.sums.site, verified_numbers(file.id(), "/effect/g"),
                      verified_numbers(file.id(), "/effect/variance"), verified_counts(file.id(), "/effect/n")};
    sites::require_plausible(summary);
    return summary;
  });
}

}  // namespace dmn::store
