#include <fmt/format.h>

#include <algorithm>

#include "methods.hpp"
#include "report_files.hpp"
#include "result_folders.hpp"

namespace dmn::jobs {
namespace {

namespace fs = std::filesystem;
using report::ResultRecord;
using report::ResultTable;

std::string quoted(const std::string& name)
{
  return "`" + name + "`";
}

std::vector<std::string> array_of(const ResultRecord& record, const std::string& pointer)
{
  std::vector<std::string> elements;
  for (std::size_t k = 0; !record.text(pointer + "/" + std::to_string(k)).empty(); ++k)
    elements.push_back(record.text(pointer + "/" + std::to_string(k)));
  return elements;
}

std::string people_of(const ResultRecord& summary)
{
  return fmt::format("{} participants, {} left out", summary.text("/participants"), summary.text("/left_out"));
}

std::string relabelling_sentence(const ResultRecord& summary)
{
  return fmt::format(
      "Family-wise error over the markers of a family was controlled by {} relabellings [@freedman1983; @winkler2014] "
      "(seed {}).",
      summary.text("/relabellings"), summary.text("/seed"));
}

bool any_value(const ResultTable& table, const std::string& column)
{
  const auto values = table.numbers(column);
  return std::ranges::any_of(values, [](double value) { return value == value; });
}

void describe_overlap(const ResultRecord& summary, const ResultTable& markers, MethodsText& text)
{
  const std::string score = quoted(summary.text("/score"));
  text.heading("Symptoms: " + summary.text("/score"));
  text.say(fmt::format(
      "The effect {} was tested without and with {} in the model, and {} with the effect held fixed ({}; {}).",
      quoted(summary.text("/effect")), score, score, quoted(summary.text("/model")), people_of(summary)));
  text.say(
      "The conjunction of the two is the larger p [@nichols2005]; their difference is one contrast of the model with "
      "both, the score per two standard deviations [@gelman2008].");
  text.say(relabelling_sentence(summary));
  if (any_value(markers, "indirect_low"))
    text.say(
        fmt::format("Indirect effects, cross-sectional associations, have percentile intervals of {} bootstrap "
                    "samples within sites.",
                    summary.text("/bootstrap_samples")));
}

void describe_subtype(const ResultRecord& summary, const ResultTable& rest, MethodsText& text)
{
  std::vector<std::string> levels;
  for (const auto& [pointer, count] : summary.values) {
    if (pointer.starts_with("/levels/")) levels.push_back(quoted(pointer.substr(8)) + " (" + count + ")");
  }
  text.heading("Subtypes: " + summary.text("/column"));
  text.say(fmt::format("The levels {} of {} were compared by F tests ({}; {}).", listed(levels),
                       quoted(summary.text("/column")), "model " + summary.text("/model"), people_of(summary)));
  if (levels.size() > 2) text.say("Pairs of levels were corrected by Holm's procedure [@holm1979].");
  text.say(relabelling_sentence(summary));
  if (any_value(rest, "auc"))
    text.say(
        "Each level was told from the rest by penalised logistic regression on the markers M1 to M8 (network means "
        "where "
        "there are none) at held-out sites.");
  if (any_value(rest, "auc_p"))
    text.say("Its p-values count up to " + summary.text("/model_relabellings") +
             " relabellings within sites, the whole cross-validation done anew for each.");
}

void describe_symptoms(const fs::path& out, MethodsText& text)
{
  for (const auto& path : folders_with(out / "symptoms", {"summary.json"})) {
    const fs::path folder = "symptoms" / path.filename();
    const auto summary = read_result_record(out, folder / "summary.json");
    if (!summary.text("/score").empty())
      describe_overlap(summary, read_result_table(out, folder / "markers.tsv"), text);
    if (!summary.text("/column").empty())
      describe_subtype(summary, read_result_table(out, folder / "one_against_rest.tsv"), text);
  }
}

void describe_treatment(const fs::path& out, MethodsText& text)
{
  const auto summary = read_result_record(out, "treatment/summary.json");
  if (summary.empty()) return;
  const auto arms = array_of(summary, "/arms");
  const auto sizes = array_of(summary, "/n_of_arm");
  const std::string covariates = summary.text("/covariates");
  text.heading("Treatment");
  text.say(fmt::format("{} was modelled on {}{} and each marker{} ({}).", quoted(summary.text("/outcome")),
                       quoted(summary.text("/baseline")), arms.size() > 1 ? ", the arm" : "",
                       (arms.size() > 1 ? std::string(", the product of marker and arm") : std::string()) +
                           (covariates.empty() ? "" : ", with the covariates " + quoted(covariates)),
                       people_of(summary)));
  if (arms.size() > 1 && sizes.size() > 1)
    text.say(
        fmt::format("The arms were {} (n = {}, reference) and {} (n = {}), {}.", quoted(arms[0]), sizes[0],
                    quoted(arms[1]), sizes[1],
                    summary.text("/randomised") == "true"
                        ? "declared randomised"
                        : "not declared randomised, so that the interaction cannot be read as treatment selection"));
  text.say(relabelling_sentence(summary));
  if (!summary.text("/benefit/gain").empty())
    text.say(
        "Differences of the arms were estimated for held-out sites by ridge regression, the penalty chosen without "
        "them.");
}

void describe_change(const fs::path& out, MethodsText& text)
{
  const auto summary = read_result_record(out, "change/summary.json");
  if (summary.empty()) return;
  const auto sessions = array_of(summary, "/sessions");
  std::vector<std::string> groups;
  for (const auto& group : array_of(summary, "/groups")) groups.push_back(quoted(group));
  text.heading("Change between sessions");
  text.say(fmt::format("Change from session {} to session {} within persons was compared between {} ({}; {}).",
                       sessions.empty() ? "" : sessions.front(), sessions.empty() ? "" : sessions.back(),
                       listed(groups), quoted(summary.text("/model")), people_of(summary)));
  if (!summary.text("/course_model").empty())
    text.say("The course over all sessions was modelled as " + quoted(summary.text("/course_model")) +
             ", whole persons relabelled.");
  text.say(relabelling_sentence(summary));
  if (any_value(read_result_table(out, "change/reliable_change.tsv"), "reliable_change"))
    text.say(summary.text("/icc") == "given"
                 ? "Reliable change [@jacobson1991] uses a given reliability."
                 : "Reliable change [@jacobson1991] uses the ICC(2,1) [@shrout1979] of " + groups.back() + ".");
  if (!summary.text("/dropout_p").empty())
    text.say("Differential dropout was tested (" + summary.text("/dropout_test") + ").");
  if (const auto levels = array_of(summary, "/conversion"); levels.size() == 2)
    text.say(
        fmt::format("The first session of those who were later {} was compared with that of those who were later "
                    "{}, an association.",
                    quoted(levels[1]), quoted(levels[0])));
}

void describe_profile(const fs::path& out, MethodsText& text)
{
  const auto summary = read_result_record(out, "profile/profiles.json");
  if (summary.empty()) return;
  const std::string covariates = summary.text("/covariates");
  text.heading("Persons against controls");
  text.say(fmt::format(
      "Each scan was compared with {}{}; a control with the other controls. At least {} controls, and {} at the own "
      "site for an adjustment for the site, were required.",
      summary.text("/norm") == "controls of these data" ? "the controls (" + quoted(summary.text("/controls")) + ")"
                                                        : "a norm from a file",
      covariates.empty() ? "" : " in a linear model of " + covariates, summary.text("/fewest_controls"),
      summary.text("/fewest_controls_at_site")));
  if (!summary.text("/reliability/of").empty())
    text.say("Reliability is the ICC(2,1) [@shrout1979] of " + summary.text("/reliability/of") + " (" +
             summary.text("/reliability/participants") + " participants).");
  const auto fingerprint = read_result_record(out, "profile/fingerprint.json");
  if (!fingerprint.text("/Idiff").empty())
    text.say(
        fmt::format("Identifiability [@amico2018; @finn2015] between {} ({} participants) was tested with {} "
                    "relabelled identities.",
                    fingerprint.text("/between"), fingerprint.text("/n"), fingerprint.text("/J")));
}

std::string method_words(const std::string& method)
{
  if (method == "logistic") return "L2-penalised logistic regression";
  if (method == "ridge") return "ridge regression";
  if (method == "cpm") return "connectome-based predictive modelling [@shen2017]";
  return method;
}

void describe_model(const ResultRecord& summary, MethodsText& text)
{
  const std::string positive = summary.text("/positive");
  const auto covariates = array_of(summary, "/covariates");
  text.heading("Prediction: " + summary.text("/outcome"));
  text.say(
      fmt::format("{}{} was learnt from {} participants by {} on {} features ({}), validated out of sample ({}); "
                  "scaling, covariates and penalty came from the training participants alone.",
                  quoted(summary.text("/outcome")),
                  positive.empty() ? "" : " (" + positive + " against " + summary.text("/reference") + ")",
                  summary.text("/n"), method_words(summary.text("/method")), summary.text("/n_features"),
                  summary.text("/features"), summary.text("/folds")));
  if (summary.text("/harmonise") == "combat")
    text.say("Site effects were removed by ComBat [@johnson2007], estimated in the training participants.");
  if (!covariates.empty()) text.say("The gain over " + listed(covariates) + " alone was measured on the same folds.");
  if (!summary.text("/p").empty())
    text.say(
        fmt::format("p-values were counted over {} relabellings within sites, the whole analysis done anew for "
                    "each (seed {}).",
                    summary.text("/permutations"), summary.text("/seed")));
}

void describe_predictions(const fs::path& out, MethodsText& text)
{
  for (const auto& folder : folders_with(out / "predict", {})) {
    if (fs::exists(folder / "metrics.tsv")) {
      describe_model(read_result_record(out, "predict" / folder.filename() / "summary.json"), text);
    } else if (fs::exists(folder / "scores.tsv")) {
      text.heading("Scores: " + folder.filename().string());
      text.say("Scores were computed with given weights; nothing was fitted to these participants.");
    }
  }
}

}  // namespace

void describe_further_jobs(const std::filesystem::path& out, MethodsText& text)
{
  describe_pool(out, text);
  describe_symptoms(out, text);
  describe_treatment(out, text);
  describe_change(out, text);
  describe_profile(out, text);
  describe_predictions(out, text);
}

}  // namespace dmn::jobs
