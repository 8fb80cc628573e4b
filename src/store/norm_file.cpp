#include "store/norm_file.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "store/attributes.hpp"
#include "store/hdf5_file.hpp"
#include "store/provenance.hpp"
#include "store/result_file.hpp"
#include "store/shared_edges.hpp"
#include "store/verified_dataset.hpp"

namespace dmn::store {
namespace {

using markers::MeasureNorm;
using markers::Norm;
using markers::NormativeModel;

constexpr const char* norm_schema = "dmn-cohort-norm/1";

const std::vector<std::pair<stats::Role, std::string>>& roles()
{
  static const std::vector<std::pair<stats::Role, std::string>> words{
      {stats::Role::covariate, "covariate"}, {stats::Role::group, "group"}, {stats::Role::site, "site"}};
  return words;
}

stats::Role parse_role(const std::string& text)
{
  for (const auto& [role, word] : roles()) {
    if (word == text) return role;
  }
  throw base::IoError("an unknown role of a covariate", {.found = text});
}

void write_attributes(ResultWriter& file, const Norm& norm)
{
  file.attribute("program_version", norm.program_version);
  file.attribute("controls", norm.controls);
  file.attribute("group_column", norm.group_column);
  file.attribute("site_column_is_covariate", norm.holds_site ? "true" : "false");
  file.attribute("covariates", norm.with_site.formula.text);
  file.attribute("covariates_without_site", norm.without_site.formula.text);
  file.attribute("reliability_of", norm.reliability_of);
}

void write_coding(ResultWriter& file, const std::string& group, const markers::NormCoding& coding)
{
  if (coding.variables.empty()) return;
  std::vector<std::string> names;
  std::vector<std::string> role_words;
  std::vector<std::string> kinds;
  Eigen::VectorXd centres(static_cast<Eigen::Index>(coding.variables.size()));
  std::vector<std::int64_t> variable_of_level;
  std::vector<std::string> levels;
  for (std::size_t v = 0; v < coding.variables.size(); ++v) {
    const auto& variable = coding.variables[v];
    names.push_back(variable.name);
    role_words.push_back(std::ranges::find(roles(), variable.role, [](const auto& r) { return r.first; })->second);
    kinds.emplace_back(variable.is_factor ? "label" : "number");
    centres[static_cast<Eigen::Index>(v)] = variable.centre;
    for (const auto& level : variable.levels) {
      variable_of_level.push_back(static_cast<std::int64_t>(v));
      levels.push_back(level);
    }
  }
  file.strings(group + "/variable", names, "covariates of the controls' model");
  file.strings(group + "/role", role_words, "covariate, or the site");
  file.strings(group + "/kind", kinds, "number or label");
  file.numbers(group + "/centre", centres, "unit of the covariate", "mean over the controls, subtracted from numbers");
  if (levels.empty()) return;
  file.integers(group + "/levels/variable", variable_of_level, "row of variable, from 0", "covariate of the label");
  file.strings(group + "/levels/level", levels, "labels, the reference first");
}

template <class Number>
Eigen::VectorXd of_measures(const Norm& norm, Number number)
{
  Eigen::VectorXd values(static_cast<Eigen::Index>(norm.measures.size()));
  std::ranges::transform(norm.measures, values.begin(), number);
  return values;
}

void write_measures(ResultWriter& file, const Norm& norm)
{
  std::vector<std::string> names;
  std::vector<std::string> descriptions;
  std::vector<std::string> kinds;
  std::vector<std::int64_t> n_reliability;
  std::vector<std::int64_t> measure_of_edge;
  std::vector<std::int64_t> edges;
  for (const auto& [measure, with, without, n_at_site, reliability] : norm.measures) {
    for (const auto edge : measure.summary.edges) {
      measure_of_edge.push_back(static_cast<std::int64_t>(names.size()));
      edges.push_back(edge);
    }
    names.push_back(measure.summary.name);
    descriptions.push_back(measure.summary.description);
    kinds.push_back(markers::words(measure.kind));
    n_reliability.push_back(reliability.n);
  }
  file.strings("/measures/name", names, "measures of the profile");
  file.strings("/measures/description", descriptions, "what each is the mean of");
  file.strings("/measures/kind", kinds, "how much was fixed in advance");
  file.numbers("/measures/icc_2_1", of_measures(norm, [](const MeasureNorm& m) { return m.reliability.agreement; }),
               "1", "ICC(2,1) of the measure");
  file.numbers("/measures/icc_3_1", of_measures(norm, [](const MeasureNorm& m) { return m.reliability.consistency; }),
               "1", "ICC(3,1) of the measure");
  file.integers("/measures/n_reliability", n_reliability, "participants", "participants behind the ICC");
  file.integers("/measures/edges/measure", measure_of_edge, "row of /measures, from 0", "measure of the edge");
  file.integers("/measures/edges/edge", edges, "row of /edges, from 0", "edge that is averaged");
}

void write_sites(ResultWriter& file, const Norm& norm)
{
  if (norm.sites.empty()) return;
  const auto& n = norm.measures.front().n_at_site;
  file.strings("/sites/site", norm.sites, "sites of the controls");
  file.integers("/sites/n", {n.begin(), n.end()}, "participants", "controls at the site");
}

void write_models(ResultWriter& file, const std::string& group, const Norm& norm, NormativeModel MeasureNorm::*which)
{
  const NormativeModel& first = norm.measures.front().*which;
  if (first.n == 0) return;
  Eigen::MatrixXd coefficients(static_cast<Eigen::Index>(norm.measures.size()), first.coefficients.size());
  for (Eigen::Index m = 0; m < coefficients.rows(); ++m) {
    const NormativeModel& model = norm.measures[static_cast<std::size_t>(m)].*which;
    if (model.n != first.n || model.inverse_gram != first.inverse_gram)
      throw base::ShapeError("the measures of a norm file are of different controls");
    coefficients.row(m) = model.coefficients.transpose();
  }
  file.integers(group + "/n", {first.n}, "participants", "controls");
  file.integers(group + "/rank", {first.rank}, "1", "rank of the design; n - rank degrees of freedom");
  file.matrix(group + "/inverse_gram", first.inverse_gram, "products of the columns' units, inverted", "(X'X)^-1");
  if (first.null_space.cols() > 0)
    file.matrix(group + "/null_space", first.null_space, "1", "directions in which no control varies");
  file.matrix(group + "/coefficients", coefficients, "unit of the measure by column unit", "a row a measure");
  file.numbers(group + "/residual_sd", of_measures(norm, [&](const MeasureNorm& m) { return (m.*which).residual_sd; }),
               "unit of the measure", "residual standard deviation s of the controls");
}

stats::Formula parse_covariates(const std::string& text, const std::string& group)
{
  try {
    return markers::parse_covariates(text);
  } catch (const base::UsageError&) {
    throw base::IoError("the covariates cannot be read", {.field = group, .found = text});
  }
}

markers::NormCoding read_coding(hid_t file, const std::string& group, const std::string& covariates)
{
  markers::NormCoding coding;
  if (!has_object(file, group + "/variable")) return coding;
  const auto names = verified(file, group + "/variable").texts();
  const auto role_words = verified(file, group + "/role").texts();
  const auto kinds = verified(file, group + "/kind").texts();
  const auto centres = verified_numbers(file, group + "/centre");
  if (role_words.size() != names.size() || kinds.size() != names.size() ||
      centres.size() != static_cast<Eigen::Index>(names.size()))
    throw base::IoError("columns of unequal length", {.field = group});
  for (std::size_t v = 0; v < names.size(); ++v)
    coding.variables.push_back(
        {names[v], parse_role(role_words[v]), kinds[v] == "label", centres[static_cast<Eigen::Index>(v)], {}});
  if (has_object(file, group + "/levels/level")) {
    const auto variable = verified_counts(file, group + "/levels/variable");
    const auto levels = verified(file, group + "/levels/level").texts();
    if (variable.size() != static_cast<Eigen::Index>(levels.size()))
      throw base::IoError("columns of unequal length", {.field = group + "/levels"});
    for (std::size_t l = 0; l < levels.size(); ++l) {
      const auto of = static_cast<std::size_t>(variable[static_cast<Eigen::Index>(l)]);
      if (of >= names.size()) throw base::IoError("a label of no covariate", {.field = group + "/levels"});
      coding.variables[of].levels.push_back(levels[l]);
    }
  }
  coding.formula = parse_covariates(covariates, group);
  for (const auto& name : stats::variables_of(coding.formula)) {
    const auto found = std::ranges::find(coding.variables, name, &markers::CodedVariable::name);
    if (found == coding.variables.end())
      throw base::IoError("a covariate without a coding", {.field = group, .found = name});
    if (found->is_factor && found->levels.empty())
      throw base::IoError("a covariate without labels", {.field = group, .found = name});
  }
  return coding;
}

sites::SharedEdges read_source(hid_t file)
{
  sites::SharedEdges source = read_shared_edges(file);
  const auto n_rois = static_cast<int>(source.roi_labels.size());
  for (const auto& edge : source.edges) {
    if (edge.i >= edge.j || edge.j >= n_rois) throw base::IoError("an edge of no two regions", {.field = "/edges"});
  }
  return source;
}

void read_measures(hid_t file, Norm& norm)
{
  const auto names = verified(file, "/measures/name").texts();
  const auto descriptions = verified(file, "/measures/description").texts();
  const auto kinds = verified(file, "/measures/kind").texts();
  const auto agreement = verified_numbers(file, "/measures/icc_2_1");
  const auto consistency = verified_numbers(file, "/measures/icc_3_1");
  const auto n = verified_counts(file, "/measures/n_reliability");
  const auto size = static_cast<Eigen::Index>(names.size());
  if (descriptions.size() != names.size() || kinds.size() != names.size() || agreement.size() != size ||
      consistency.size() != size || n.size() != size)
    throw base::IoError("columns of unequal length", {.field = "/measures"});
  for (std::size_t m = 0; m < names.size(); ++m) {
    const auto at = static_cast<Eigen::Index>(m);
    MeasureNorm measure{.measure = {{names[m], descriptions[m], {}}, markers::parse_measure_kind(kinds[m])}};
    measure.reliability = {agreement[at], consistency[at], n[at]};
    norm.measures.push_back(std::move(measure));
  }
  const auto measure_of_edge = verified_counts(file, "/measures/edges/measure");
  const auto edge = verified_counts(file, "/measures/edges/edge");
  if (measure_of_edge.size() != edge.size())
    throw base::IoError("columns of unequal length", {.field = "/measures/edges"});
  for (Eigen::Index e = 0; e < edge.size(); ++e) {
    if (measure_of_edge[e] >= size) throw base::IoError("an edge of no measure", {.field = "/measures/edges"});
    norm.measures[static_cast<std::size_t>(measure_of_edge[e])].measure.summary.edges.push_back(edge[e]);
  }
  for (auto& measure : norm.measures) std::ranges::sort(measure.measure.summary.edges);
}

int single(const Eigen::VectorXi& values, const std::string& path)
{
  if (values.size() != 1)
    throw base::IoError("not one number", {.field = path, .found = std::to_string(values.size())});
  return values[0];
}

void read_models(hid_t file, const std::string& group, Norm& norm, NormativeModel MeasureNorm::*which)
{
  if (!has_object(file, group + "/n")) return;
  NormativeModel common{.inverse_gram = verified(file, group + "/inverse_gram").matrix(),
                        .n = single(verified_counts(file, group + "/n"), group + "/n"),
                        .rank = single(verified_counts(file, group + "/rank"), group + "/rank")};
  common.null_space = has_object(file, group + "/null_space") ? verified(file, group + "/null_space").matrix()
                                                              : Eigen::MatrixXd::Zero(common.inverse_gram.rows(), 0);
  const Eigen::MatrixXd coefficients = verified(file, group + "/coefficients").matrix();
  const auto residual_sd = verified_numbers(file, group + "/residual_sd");
  const auto size = static_cast<Eigen::Index>(norm.measures.size());
  if (coefficients.rows() != size || residual_sd.size() != size)
    throw base::IoError("not one model a measure", {.field = group});
  for (Eigen::Index m = 0; m < size; ++m) {
    NormativeModel& model = norm.measures[static_cast<std::size_t>(m)].*which;
    model = common;
    model.coefficients = coefficients.row(m).transpose();
    model.residual_sd = residual_sd[m];
  }
}

void read_sites(hid_t file, Norm& norm)
{
  if (!has_object(file, "/sites/site")) return;
  norm.sites = verified(file, "/sites/site").texts();
  const auto n = verified_counts(file, "/sites/n");
  for (auto& measure : norm.measures) measure.n_at_site.assign(n.begin(), n.end());
}

}  // namespace

void write_norm(const std::filesystem::path& path, const Norm& norm)
{
  markers::require_plausible(norm);
  ResultWriter file(path, norm_schema, {{"program", "dmn-cohort"}, {"version", norm.program_version}});
  write_attributes(file, norm);
  write_shared_edges(file, norm.source);
  write_sites(file, norm);
  write_coding(file, "/coding", norm.with_site);
  write_coding(file, "/coding_without_site", norm.without_site);
  write_measures(file, norm);
  write_models(file, "/model", norm, &MeasureNorm::with_site);
  write_models(file, "/model_without_site", norm, &MeasureNorm::without_site);
  file.finish();
}

Norm read_norm(const std::filesystem::path& path)
{
  return distrusting_file(path, [&] {
    const Handle opened = open_file(path);
    const hid_t file = opened.id();
    require_schema(file, norm_schema);
    require_sealed(file);
    Norm norm{
        .program_version = read_text_attribute(file, "program_version"),
        .controls = read_text_attribute(file, "controls"),
        .group_column = read_text_attribute(file, "group_column"),
        .source = read_source(file),
        .holds_site = read_text_attribute(file, "site_column_is_covariate") == "true",
        .with_site = read_coding(file, "/coding", read_text_attribute(file, "covariates")),
        .without_site = read_coding(file, "/coding_without_site", read_text_attribute(file, "covariates_without_site")),
        .reliability_of = read_text_attribute(file, "reliability_of")};
    read_measures(file, norm);
    read_sites(file, norm);
    read_models(file, "/model", norm, &MeasureNorm::with_site);
    read_models(file, "/model_without_site", norm, &MeasureNorm::without_site);
    markers::require_plausible(norm);
    return norm;
  });
}

}  // namespace dmn::store
