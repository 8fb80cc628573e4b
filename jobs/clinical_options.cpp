#include "clinical_options.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/text.hpp"

namespace dmn::jobs {
namespace {

using Form = OptionRow::Form;

constexpr const char* standard_covariates = "age + sex + mean_fd + site";
constexpr double largest_icc = 0.999;
constexpr long long fewest_samples = 100;
constexpr long long most_samples = 1'000'000;
constexpr long long fewest_relabellings = 20;
constexpr long long most_relabellings = 1'000'000;

/// A list of columns, each once.
std::vector<std::string> columns_from(const GivenValues& given, const std::string& name)
{
  std::vector<std::string> columns;
  for (const auto& column : given.list(name)) {
    if (std::ranges::find(columns, column) != columns.end()) GivenValues::refuse(name, "each column once", column);
    columns.push_back(column);
  }
  return columns;
}

SymptomOptions symptom_options(const GivenValues& given)
{
  SymptomOptions symptoms{.scores = columns_from(given, "symptoms.score"),
                          .subtypes = columns_from(given, "symptoms.subtype")};
  symptoms.bootstrap =
      static_cast<int>(given.integer("symptoms.bootstrap", fewest_samples, most_samples, symptoms.bootstrap));
  if (given.text("symptoms.model_permutations") == "off") {
    symptoms.model_permutations = 1;
  } else {
    symptoms.model_permutations = static_cast<int>(given.integer("symptoms.model_permutations", fewest_relabellings,
                                                                 most_relabellings, symptoms.model_permutations));
  }
  return symptoms;
}

TreatmentOptions treatment_options(const GivenValues& given)
{
  return {.post = given.text("treatment.post"),
          .pre = given.text("treatment.pre"),
          .arm = given.text("treatment.arm"),
          .reference = given.text("treatment.reference"),
          .randomised = given.flag("treatment.randomised"),
          .covariates = given.text("treatment.covariates", standard_covariates)};
}

/// Parts between commas, trimmed.
std::vector<std::string> parts_of(const GivenValues& given, const std::string& name)
{
  std::vector<std::string> parts;
  if (!given.has(name)) return parts;
  for (const auto& part : base::split(given.text(name), ',')) parts.emplace_back(base::trim(part));
  return parts;
}

std::vector<double> times_of(const GivenValues& given)
{
  std::vector<double> times;
  for (const auto& part : parts_of(given, "change.times")) {
    const auto time = base::parse_double(part);
    if (!time || !std::isfinite(*time)) GivenValues::refuse("change.times", "numbers between commas", part);
    times.push_back(*time);
  }
  return times;
}

ChangeOptions change_options(const GivenValues& given)
{
  ChangeOptions change{.sessions = parts_of(given, "change.sessions"),
                       .times = times_of(given),
                       .interval = given.text("change.interval"),
                       .icc = std::nullopt,
                       .conversion = given.text("change.conversion")};
  if (given.has("change.icc")) change.icc = given.number("change.icc", -1, largest_icc, "a reliability below 1");
  return change;
}

}  // namespace

ClinicalOptions resolve_clinical_options(const GivenValues& given)
{
  return {.symptoms = symptom_options(given), .treatment = treatment_options(given), .change = change_options(given)};
}

std::vector<OptionRow> clinical_option_rows()
{
  const std::vector<std::string> symptoms = {"symptoms"};
  const std::vector<std::string> treatment = {"treatment"};
  const std::vector<std::string> change = {"change"};
  return {
      {"symptoms.score", Form::list, "COLUMN", "",
       "symptom score (depression, anxiety) whose overlap with the effect of group.contrast is asked", symptoms},
      {"symptoms.subtype", Form::list, "COLUMN", "",
       "clinical labels to compare (mechanical, neuropathic, ...): F test and every pair", symptoms},
      {"symptoms.bootstrap", Form::single, "N", "5000",
       "samples of the indirect effect's percentile interval, drawn within sites", symptoms},
      {"symptoms.model_permutations", Form::single, "J|off", "1000",
       "relabellings within sites of each model of one label against the rest, the whole cross-validation done anew "
       "for "
       "each, the identity counted",
       symptoms},
      {"treatment.post", Form::single, "COLUMN", "", "outcome after treatment, a number", treatment},
      {"treatment.pre", Form::single, "COLUMN", "", "the same before treatment", treatment},
      {"treatment.arm", Form::single, "COLUMN", "", "treatment arm, two levels (default: one arm, prognosis only)",
       treatment},
      {"treatment.reference", Form::single, "LEVEL", "",
       "arm that the other is compared with (default: control, else the first)", treatment},
      {"treatment.randomised", Form::flag, "", "false",
       "participants were assigned to arms at random; without it no interaction is called predictive", treatment},
      {"treatment.covariates", Form::single, "FORMULA", standard_covariates, "further columns of the model", treatment},
      {"change.sessions", Form::single, "LABEL,...", "", "sessions in order of time (default: all, sorted)", change},
      {"change.times", Form::single, "T,...", "0,1,2,...", "time of each session, for the course over three or more",
       change},
      {"change.interval", Form::single, "COLUMN", "", "time between first and last session, a column of the model",
       change},
      {"change.icc", Form::single, "X", "", "reliability of the markers (default: ICC(2,1) of the controls' sessions)",
       change},
      {"change.conversion", Form::single, "COLUMN", "",
       "later outcome of two levels (recovered, persistent) compared at the first session", change},
  };
}

}  // namespace dmn::jobs
