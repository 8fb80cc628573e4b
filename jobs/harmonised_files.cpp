#include "harmonised_files.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "files/byte_sink.hpp"
#include "report/tsv_writer.hpp"
#include "store/atomic_file.hpp"

namespace dmn::jobs {
namespace {

constexpr Eigen::Index most_cells = Eigen::Index{1} << 28;  ///< 2 GiB of numbers

std::string edge_name(const GroupData& data, Eigen::Index edge)
{
  if (!data.edge_names.empty()) return data.edge_names[static_cast<std::size_t>(edge)];
  const auto [i, j] = data.cohort.edges[edge];
  return data.cohort.rois[static_cast<std::size_t>(i)].label + "--" +
         data.cohort.rois[static_cast<std::size_t>(j)].label;
}

void add_number(double value, std::string& line)
{
  if (std::isnan(value)) {
    line += "\tn/a";
  } else {
    fmt::format_to(std::back_inserter(line), "\t{}", value);
  }
}

Eigen::MatrixXd read_all(const stats::Cohort& cohort, const stats::GroupPlan& plan, const stats::ReadOutcomes& read)
{
  const Eigen::Index width = stats::edge_block_width(static_cast<std::size_t>(plan.design.n_rows()));
  Eigen::MatrixXd all(plan.design.n_rows(), cohort.edges.size());
  for (Eigen::Index first = 0; first < all.cols(); first += width) {
    const Eigen::Index n = std::min(width, all.cols() - first);
    all.middleCols(first, n) = read(first, n);
  }
  return all;
}

/// Rows of the design by row of the participants; -1 for those left out.
std::vector<Eigen::Index> row_in_model(const stats::GroupPlan& plan)
{
  std::vector<Eigen::Index> position(plan.participants.cohort.runs.size(), -1);
  for (std::size_t row = 0; row < plan.design.rows.size(); ++row)
    position[static_cast<std::size_t>(plan.design.rows[row])] = static_cast<Eigen::Index>(row);
  return position;
}

void write_table(const std::filesystem::path& path, const GroupData& data, const stats::GroupPlan& plan,
                 const Eigen::MatrixXd& values)
{
  std::string text = "participant_id\tsession";
  for (Eigen::Index edge = 0; edge < values.cols(); ++edge) text += "\t" + edge_name(data, edge);
  const auto position = row_in_model(plan);
  store::AtomicFile file(path);
  files::ByteSink sink(file.temporary_path(), files::ByteSink::Format::gzip);
  const auto put_line = [&] {
    text += '\n';
    sink.write(std::as_bytes(std::span(text)));
    text.clear();
  };
  put_line();
  for (std::size_t row = 0; row < position.size(); ++row) {
    const auto& run = plan.participants.cohort.runs[row];
    text = run.participant + "\t" + (run.session.empty() ? "n/a" : run.session);
    for (Eigen::Index edge = 0; edge < values.cols(); ++edge)
      add_number(position[row] < 0 ? std::nan("") : values(position[row], edge), text);
    put_line();
  }
  sink.close();
  file.commit();
}

nlohmann::ordered_json summary_json(const harmonisation::SiteEffects& effects)
{
  const auto summary = harmonisation::summarise(effects);
  return {{"edges", summary.n_features},
          {"share_with_site_effect", summary.share_site},
          {"share_with_unequal_spread", summary.share_spread},
          {"median_partial_eta2", summary.median_partial_eta2},
          {"median_sd_ratio", summary.median_sd_ratio}};
}

nlohmann::ordered_json description(const Options& options, const GroupData& data, const HarmonisedData& harmonised)
{
  const auto& parameters = harmonised.parameters;
  nlohmann::ordered_json json{{"Values", "other"},
                              {"method", words(options.group.harmonise.method)},
                              {"mean_only", options.group.harmonise.mean_only},
                              {"reference", nullptr},
                              {"covariates", parameters.covariates}};
  if (options.group.harmonise.reference) json["reference"] = *options.group.harmonise.reference;
  if (harmonised.n_components > 0) json["components"] = harmonised.n_components;
  for (std::size_t site = 0; site < parameters.sites.size(); ++site)
    json["batches"][parameters.sites[site]] = parameters.n_rows[site];
  auto& skipped = json["features_skipped"] = nlohmann::ordered_json::object();
  for (Eigen::Index edge = 0; edge < parameters.features.size(); ++edge) {
    const auto status = parameters.features.status[static_cast<std::size_t>(edge)];
    if (status != harmonisation::FeatureStatus::harmonised) skipped[edge_name(data, edge)] = std::string(words(status));
  }
  json["warnings"] = parameters.warnings;
  json["before"] = summary_json(harmonised.before);
  json["after"] = summary_json(harmonised.after);
  return json;
}

std::string effects_tsv(const stats::Cohort& cohort, const HarmonisedData& harmonised)
{
  std::vector<std::string> label_i;
  std::vector<std::string> label_j;
  std::vector<std::string> status;
  for (Eigen::Index edge = 0; edge < cohort.edges.size(); ++edge) {
    const auto [i, j] = cohort.edges[edge];
    label_i.push_back(cohort.rois[static_cast<std::size_t>(i)].label);
    label_j.push_back(cohort.rois[static_cast<std::size_t>(j)].label);
    status.emplace_back(words(harmonised.parameters.features.status[static_cast<std::size_t>(edge)]));
  }
  report::TsvWriter table;
  table.strings("label_i", std::move(label_i)).strings("label_j", std::move(label_j));
  const auto add = [&](const std::string& when, const harmonisation::SiteEffects& effects) {
    table.numbers("f_" + when, effects.f).numbers("p_" + when, effects.p);
    table.numbers("partial_eta2_" + when, effects.partial_eta2).numbers("sd_ratio_" + when, effects.sd_ratio);
    table.numbers("spread_p_" + when, effects.spread_p);
  };
  add("before", harmonised.before);
  add("after", harmonised.after);
  return table.strings("status", std::move(status)).text();
}

}  // namespace

void write_harmonised(const Options& options, const GroupData& data, const stats::GroupPlan& plan,
                      const HarmonisedData& harmonised)
{
  const auto folder = options.out / "group";
  store::write_text_atomically(folder / "harmonised.json", description(options, data, harmonised).dump(2) + "\n");
  store::write_text_atomically(folder / "harmonisation.tsv", effects_tsv(data.cohort, harmonised));
  std::filesystem::remove(folder / "harmonised.tsv.gz");
  if (plan.design.n_rows() * data.cohort.edges.size() > most_cells) {
    base::warn("group/harmonised.tsv.gz is not written: {} participants x {} edges are more than {} cells",
               plan.design.n_rows(), data.cohort.edges.size(), most_cells);
    return;
  }
  write_table(folder / "harmonised.tsv.gz", data, plan, read_all(data.cohort, plan, harmonised.read));
}

void remove_harmonised(const Options& options)
{
  for (const char* name : {"harmonised.tsv.gz", "harmonised.json", "harmonisation.tsv"})
    std::filesystem::remove(options.out / "group" / name);
}

}  // namespace dmn::jobs
