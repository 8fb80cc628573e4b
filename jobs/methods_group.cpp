#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/text.hpp"
#include "files/delimited.hpp"
#include "methods.hpp"
#include "result_folders.hpp"

namespace dmn::jobs {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

Json json_of(const fs::path& path)
{
  try {
    return Json::parse(files::read_text(path));
  } catch (const Json::exception& problem) {
    throw base::InputError(std::string("not JSON: ") + problem.what(), {.file = path.string()});
  }
}

/// True if a column of the table holds any value.
bool has_values(const files::DelimitedTable& table, const std::string& name)
{
  const auto column = table.find(name);
  return column && std::ranges::any_of(table.rows, [&](const auto& row) { return !base::is_missing(row[*column]); });
}

void describe_harmonisation(const std::string& method, MethodsText& text)
{
  if (method == "combat")
    text.say(
        "Site effects in means and variances were removed by ComBat [@johnson2007] before the model, its covariates "
        "preserved.");
  if (method == "covbat")
    text.say(
        "Site effects in means, variances and covariances were removed by CovBat [@chen2022] before the model, its "
        "covariates preserved.");
}

void describe_kind(const Json& summary, MethodsText& text)
{
  if (!summary.contains("kind")) return;
  const auto kind = summary["kind"].get<std::string>();
  if (summary.value("tag_of_M1_to_M8", "") == "confirmatory") {
    text.say(
        "The markers M1 to M8 of Fisher-z correlation were fixed in advance (confirmatory); network means and "
        "single connections are exploratory.");
    return;
  }
  text.say("The values are those of `" + kind +
           "`: all tests are exploratory, those of the markers M1 to M8 too, which were fixed in advance for Fisher-z "
           "correlation only.");
}

void describe_model(const Json& summary, const files::DelimitedTable& edges, MethodsText& text)
{
  text.say(
      fmt::format("The contrast `{}` was tested in a general linear model (`{}`; {} participants, {} residual degrees "
                  "of freedom) on {} connections, two-sided.",
                  summary.value("contrast", ""), summary.value("model", ""), summary.value("participants", 0),
                  summary.value("residual_df", 0), summary.value("edges_tested", 0)));
  describe_kind(summary, text);
  describe_harmonisation(summary.value("harmonised", "none"), text);
  if (has_values(edges, "g"))
    text.say("Effects are reported with Hedges' g and its interval from the noncentral t distribution [@hedges1981].");
  if (has_values(edges, "v"))
    text.say("Beside t, Aspin and Welch's v allows each variance group a variance of its own [@winkler2014].");
  if (has_values(edges, "p_tost"))
    text.say(fmt::format(
        "Equivalence was tested by two one-sided tests within ±{:.4g} residual standard deviations [@schuirmann1987].",
        summary.value("equivalence_bound_sd", 0.0)));
  if (has_values(edges, "bf10")) text.say("Bayes factors are those of the JZS prior with scale √2/2 [@rouder2009].");
}

std::string thresholds_text(const Json& networks)
{
  std::vector<std::string> words;
  for (const auto& row : networks) {
    auto word = base::format_number(row.value("tau", 0.0));
    if (std::ranges::find(words, word) == words.end()) words.push_back(std::move(word));
  }
  return listed(words);
}

void describe_inference(const Json& summary, const files::DelimitedTable& edges, MethodsText& text)
{
  if (has_values(edges, "q_fdr"))
    text.say("The false discovery rate over connections was controlled [@benjamini1995].");
  if (!summary.contains("permutations") || summary["permutations"].is_null()) return;
  const auto& permutations = summary["permutations"];
  text.say(fmt::format(
      "Family-wise error was controlled by {}{} {} [@freedman1983; @winkler2014], exchanging within `{}` only (seed "
      "{}).",
      permutations.value("every_distinct_one", false) ? "all " : "", permutations.value("number", 0),
      permutations.value("kind", "permutations"), permutations.value("within", ""), permutations.value("seed", 0)));
  if (has_values(edges, "p_fwe")) text.say("For single connections the null distribution is of the largest |t|.");
  if (has_values(edges, "p_fwe_gamma_approximate") || has_values(edges, "p_fwe_gpd_approximate"))
    text.say("Approximations of its tail are reported beside [@winkler2016].");
  if (summary.contains("networks") && !summary["networks"].empty())
    text.say("Connected components of connections were tested by network-based statistics [@zalesky2010] at |t| ≥ " +
             thresholds_text(summary["networks"]) + ", one-sided in each direction.");
  if (has_values(edges, "p_tfnbs_positive"))
    text.say("Threshold-free network-based statistics were computed [@baggio2018].");
}

void describe_sites(const fs::path& contrast, MethodsText& text)
{
  if (fs::exists(contrast / "mixed.tsv"))
    text.say(
        "Beside the fixed effects of sites, a mixed model with a random intercept of the site was fitted by restricted "
        "maximum likelihood.");
  if (fs::exists(contrast / "meta.tsv"))
    text.say(
        "The sites' own effects were combined by random-effects meta-analysis (REML [@viechtbauer2010], intervals of "
        "Hartung and Knapp [@hartung2001]).");
  if (fs::exists(contrast / "leave_one_site_out.tsv"))
    text.say("The model was fitted again without each site in turn.");
}

void describe_robustness(const fs::path& contrast, MethodsText& text)
{
  std::vector<std::string> pipelines;
  for (const auto& entry : fs::directory_iterator(contrast)) {
    const auto name = entry.path().filename().string();
    if (name.starts_with("robustness_")) pipelines.push_back("`" + entry.path().stem().string().substr(11) + "`");
  }
  if (pipelines.empty()) return;
  std::ranges::sort(pipelines);
  text.say("An effect is called robust if its sign is the same and p < .05 with the " +
           std::string(pipelines.size() == 1 ? "pipeline " : "pipelines ") + listed(pipelines) + " too.");
}

void describe_quality(const fs::path& group, MethodsText& text)
{
  if (!fs::exists(group / "quality.json")) return;
  const auto quality = json_of(group / "quality.json");
  const auto motion = quality.value("qc_fc", Json::object());
  if (!motion.is_object() || !motion.contains("median_abs_r") || !motion["median_abs_r"].is_number()) return;
  text.heading("Motion");
  text.say(
      fmt::format("Over participants, connections correlated with mean framewise displacement with a median |r| of "
                  "{:.3f} ({:.3f} is expected without coupling) [@ciric2017; @yan2013].",
                  motion["median_abs_r"].get<double>(), motion.value("expected_abs_r_without_coupling", 0.0)));
}

}  // namespace

void describe_group(const fs::path& out, MethodsText& text)
{
  for (const auto& contrast : folders_with(out / "group", {"summary.json", "edges.tsv"})) {
    const auto summary = json_of(contrast / "summary.json");
    const auto edges = files::read_tsv(contrast / "edges.tsv");
    text.heading("Group statistics: " + contrast.filename().string());
    describe_model(summary, edges, text);
    describe_inference(summary, edges, text);
    describe_sites(contrast, text);
    describe_robustness(contrast, text);
  }
  describe_quality(out / "group", text);
}

}  // namespace dmn::jobs
