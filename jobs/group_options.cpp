#include "group_options.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace dmn::jobs {
namespace {

constexpr long long fewest_permutations = 20;
constexpr long long most_permutations = 10'000'000;

const std::vector<std::pair<std::string, Harmonisation>>& harmonisations()
{
  static const std::vector<std::pair<std::string, Harmonisation>> all{
      {"none", Harmonisation::none}, {"combat", Harmonisation::combat}, {"covbat", Harmonisation::covbat}};
  return all;
}

Corrections corrections_of(const GivenValues& given)
{
  Corrections corrections;
  for (const auto& name : given.list("group.correction")) {
    if (name == "max-t") {
      corrections.max_t = true;
    } else if (name == "nbs") {
      corrections.nbs = true;
    } else if (name == "tfnbs") {
      corrections.tfnbs = true;
    } else if (name != "fdr") {
      GivenValues::refuse("group.correction", "fdr, max-t, nbs or tfnbs", name);
    }
  }
  return corrections;
}

std::vector<double> thresholds_of(const GivenValues& given)
{
  std::vector<double> thresholds;
  for (const auto& text : given.list("group.nbs_threshold")) {
    const auto value = base::parse_double(text);
    if (!value || !(*value > 0) || !std::isfinite(*value)) {
      GivenValues::refuse("group.nbs_threshold", "a t value above 0", text);
    }
    if (std::ranges::find(thresholds, *value) != thresholds.end()) {
      GivenValues::refuse("group.nbs_threshold", "each threshold once", text);
    }
    thresholds.push_back(*value);
  }
  if (thresholds.empty()) thresholds = {3.1, 2.5, 3.5};
  return thresholds;
}

HarmoniseOptions harmonise_options(const GivenValues& given)
{
  HarmoniseOptions harmonise;
  harmonise.method = given.choice("group.harmonise", harmonisations(), Harmonisation::none);
  if (given.has("group.harmonise_reference")) harmonise.reference = given.text("group.harmonise_reference");
  harmonise.mean_only = given.flag("group.harmonise_mean_only");
  if (harmonise.method == Harmonisation::none && (harmonise.reference || harmonise.mean_only)) {
    GivenValues::refuse("group.harmonise",
                        "combat or covbat, since harmonise_reference or harmonise_mean_only is given", "none");
  }
  return harmonise;
}

}  // namespace

std::string words(Harmonisation method)
{
  return std::ranges::find(harmonisations(), method, &std::pair<std::string, Harmonisation>::second)->first;
}

GroupOptions resolve_group_options(const GivenValues& given)
{
  GroupOptions group;
  group.data = given.path("group.data");
  group.kind = given.text("group.kind", "correlation");
  group.model = given.text("group.model", "group + age + sex + mean_fd + site");
  group.contrasts = given.list("group.contrast");
  group.edges = given.text("group.edges", "all");
  group.session = given.text("group.session");
  group.corrections = corrections_of(given);
  group.permutations =
      static_cast<int>(given.integer("group.permutations", fewest_permutations, most_permutations, group.permutations));
  group.exchange_within = given.text("group.exchange_within");
  group.nbs_thresholds = thresholds_of(given);
  group.harmonise = harmonise_options(given);
  group.variance_groups = given.text("group.variance_groups");
  for (const auto& file : given.list("group.sensitivity")) {
    if (file == "off") group.no_sensitivity = true;
    if (file != "off") group.sensitivity.emplace_back(file);
  }
  if (group.no_sensitivity && !group.sensitivity.empty()) {
    GivenValues::refuse("group.sensitivity", "off, or cohort files", "both");
  }
  for (const auto& measure : given.list("group.measures")) {
    if (std::ranges::find(group.measures, measure) != group.measures.end())
      GivenValues::refuse("group.measures", "each measure once", measure);
    group.measures.push_back(measure);
  }
  if (given.has("group.equivalence")) {
    group.equivalence = given.number("group.equivalence", 0.001, 10, "residual standard deviations, 0.001 to 10");
  }
  return group;
}

}  // namespace dmn::jobs
