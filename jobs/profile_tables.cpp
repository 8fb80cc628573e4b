#include "profile_tables.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/version.hpp"
#include "report/profile_card.hpp"
#include "report/tsv_writer.hpp"

namespace dmn::jobs {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* fingerprint_note =
    "High identifiability is not evidence of a pain fingerprint: it says that people differ from one another in a "
    "lasting "
    "way, not in what.";

template <class Value>
Eigen::VectorXd numbers(const std::vector<ProfileScore>& scores, Value value)
{
  Eigen::VectorXd result(static_cast<Eigen::Index>(scores.size()));
  std::ranges::transform(scores, result.begin(), value);
  return result;
}

template <class Value>
std::vector<std::string> texts(const std::vector<ProfileScore>& scores, Value value)
{
  std::vector<std::string> result;
  std::ranges::transform(scores, std::back_inserter(result), value);
  return result;
}

/// Counts, `n/a` where nothing was compared.
std::vector<std::string> count(const std::vector<ProfileScore>& scores, int markers::Score::*which)
{
  return texts(scores, [&](const ProfileScore& s) {
    return s.score.standing == markers::Standing::withheld ? "" : std::to_string(s.score.*which);
  });
}

void add_scores(report::TsvWriter& table, const std::vector<ProfileScore>& scores)
{
  const auto deviation = [&](double markers::Deviation::*which) {
    return numbers(scores, [&](const ProfileScore& s) { return s.score.deviation.*which; });
  };
  table.numbers("observed", numbers(scores, [](const auto& s) { return s.observed; }))
      .numbers("expected", deviation(&markers::Deviation::expected))
      .numbers("t", deviation(&markers::Deviation::t))
      .numbers("df", deviation(&markers::Deviation::df))
      .numbers("z", deviation(&markers::Deviation::z))
      .numbers("percentile", deviation(&markers::Deviation::percentile))
      .strings("status", texts(scores, [](const auto& s) { return markers::status_of(s.score); }))
      .numbers("z_low", numbers(scores, [](const auto& s) { return s.z_low(); }))
      .numbers("z_high", numbers(scores, [](const auto& s) { return s.z_high(); }))
      .numbers("percentile_low", numbers(scores, [](const auto& s) { return percentile_of(s.z_low()); }))
      .numbers("percentile_high", numbers(scores, [](const auto& s) { return percentile_of(s.z_high()); }))
      .numbers("icc", numbers(scores, [](const auto& s) { return s.icc; }))
      .strings("n_controls", count(scores, &markers::Score::n_controls))
      .strings("n_controls_at_site", count(scores, &markers::Score::n_controls_at_site))
      .strings("adjusted_for", texts(scores, [](const auto& s) { return s.score.adjusted_for; }));
}

std::vector<std::string> labels_of(const ProfilePlan& plan, int connectivity::Edge::*end)
{
  std::vector<std::string> labels;
  const auto& cohort = plan.shared.data.cohort;
  for (const auto& edge : cohort.edges.edges())
    labels.push_back(cohort.rois[static_cast<std::size_t>(edge.*end)].label);
  return labels;
}

/// How many of the others are at least as similar, from 1: 1 is a hit.
int rank_in(const Eigen::VectorXd& line, Eigen::Index own)
{
  return static_cast<int>((line.array() >= line[own]).count());
}

Json reliability_json(const ProfilePlan& plan, const ProfileScores& scores)
{
  Json json{{"of", scores.reliability_of().empty() ? Json("reliability unknown") : Json(scores.reliability_of())},
            {"participants", plan.repeats.participants.size()},
            {"fewest_participants", markers::fewest_for_reliability},
            {"interval", "z +- 1.96 sqrt(1 - ICC(2,1)): measurement noise, not the uncertainty of the norm"}};
  if (plan.repeats.kind == split_halves) json["split_halves"] = note_on_halves;
  return json;
}

}  // namespace

const std::vector<ColumnMeaning>& profile_columns()
{
  static const std::vector<ColumnMeaning> columns{
      {"participant_id", "n/a", "as in the participants table"},
      {"session", "n/a", "session of the scan; n/a where the data name none"},
      {"marker", "n/a", "measure: M1 to M8, network means, DMN subsystems, DMN with regions of interest"},
      {"group", "n/a", "label of the group column"},
      {"observed", "unit of the edges", "mean over the edges of the measure"},
      {"expected", "unit of the edges", "mean of controls with the same covariates"},
      {"t", "1", "(observed - expected) / (s sqrt(1 + leverage)); for a control from a model without this control"},
      {"df", "1", "degrees of freedom of t"},
      {"z", "standard deviations", "standard normal value with the tail of t"},
      {"percentile", "percent", "100 Phi(z): share of such controls expected below"},
      {"status", "n/a", "scored; site-unadjusted or withheld, with the reason"},
      {"z_low", "standard deviations", "z - 1.96 sqrt(1 - ICC); n/a: reliability unknown"},
      {"z_high", "standard deviations", "z + 1.96 sqrt(1 - ICC); n/a: reliability unknown"},
      {"percentile_low", "percent", "100 Phi(z_low)"},
      {"percentile_high", "percent", "100 Phi(z_high)"},
      {"icc", "1", "ICC(2,1) of the measure in repeated scans; n/a: unknown"},
      {"n_controls", "participants", "controls behind the expectation"},
      {"n_controls_at_site", "participants", "controls at the site of the participant, a control itself among them"},
      {"adjusted_for", "n/a", "covariates of the model; those that are constant among the controls are not in it"},
      {"kind", "n/a", "confirmatory (fixed in advance), network mean, DMN subsystem, exploratory"},
      {"note", "n/a", "what to keep in mind"}};
  return columns;
}

std::string profile_rows_tsv(const ProfilePlan& plan, const ProfileValues& values,
                             const std::vector<Eigen::Index>& rows,
                             const std::vector<std::vector<ProfileScore>>& scores)
{
  std::vector<std::string> participant;
  std::vector<std::string> session;
  std::vector<std::string> marker;
  std::vector<std::string> group;
  std::vector<std::string> kind;
  std::vector<ProfileScore> all;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto row = static_cast<std::size_t>(rows[k]);
    for (std::size_t m = 0; m < values.measures.size(); ++m) {
      participant.push_back(plan.rows.people.runs[row].participant);
      session.push_back(plan.rows.people.runs[row].session);
      group.push_back(plan.rows.people.group[row]);
      marker.push_back(values.measures[m].summary.name);
      kind.push_back(markers::words(values.measures[m].kind));
      all.push_back(scores[k][m]);
    }
  }
  report::TsvWriter table;
  table.strings("participant_id", std::move(participant)).strings("session", std::move(session));
  table.strings("marker", std::move(marker)).strings("group", std::move(group));
  add_scores(table, all);
  table.strings("kind", std::move(kind)).strings("note", texts(all, [](const auto& s) { return s.score.note; }));
  return table.text();
}

std::string reliability_tsv(const ProfilePlan& plan, const Fingerprint& fingerprint)
{
  report::TsvWriter table;
  table.strings("label_i", labels_of(plan, &connectivity::Edge::i))
      .strings("label_j", labels_of(plan, &connectivity::Edge::j));
  table.numbers("icc_2_1", fingerprint.icc.col(0)).numbers("icc_3_1", fingerprint.icc.col(1));
  return table.integers("n", fingerprint.icc.col(2).cast<int>()).text();
}

std::string reliability_of_measures_tsv(const ProfileValues& values, const ProfileScores& scores)
{
  const auto& reliability = scores.reliability();
  const auto size = static_cast<Eigen::Index>(reliability.size());
  std::vector<std::string> names;
  std::vector<std::string> kinds;
  std::vector<std::string> descriptions;
  Eigen::MatrixXd icc(size, 3);
  Eigen::VectorXi n(size);
  for (Eigen::Index m = 0; m < size; ++m) {
    const auto& measure = values.measures[static_cast<std::size_t>(m)];
    const auto& of_measure = reliability[static_cast<std::size_t>(m)];
    names.push_back(measure.summary.name);
    kinds.push_back(markers::words(measure.kind));
    descriptions.push_back(measure.summary.description);
    n[m] = of_measure.n;
    icc.row(m) << of_measure.agreement, of_measure.consistency,
        of_measure.n >= markers::fewest_for_reliability ? markers::reliability_half_width(of_measure.agreement)
                                                        : std::nan("");
  }
  report::TsvWriter table;
  table.strings("marker", names).strings("kind", kinds).strings("description", descriptions);
  table.numbers("icc_2_1", icc.col(0)).numbers("icc_3_1", icc.col(1)).integers("n", n);
  return table.numbers("half_width_z", icc.col(2)).text();
}

std::string fingerprint_tsv(const ProfilePlan& plan, const Fingerprint& fingerprint)
{
  const auto& similarity = fingerprint.similarity;
  const Eigen::Index n = similarity.rows();
  Eigen::MatrixXd mean(n, 2);
  Eigen::VectorXi first(n);
  Eigen::VectorXi second(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const double own = similarity(i, i);
    mean.row(i) << own,
        (similarity.row(i).sum() + similarity.col(i).sum() - 2 * own) / static_cast<double>(2 * (n - 1));
    first[i] = rank_in(similarity.row(i), i);
    second[i] = rank_in(similarity.col(i), i);
  }
  report::TsvWriter table;
  table.strings("participant_id", plan.repeats.participants).numbers("similarity_self", mean.col(0));
  table.numbers("similarity_others", mean.col(1)).integers("rank_1_to_2", first).integers("rank_2_to_1", second);
  return table.text();
}

std::string fingerprint_json(const ProfilePlan& plan, const Fingerprint& fingerprint)
{
  Json json{{"between", plan.repeats.empty() ? Json(nullptr) : Json(plan.repeats.words)},
            {"kind_of_repetition", plan.repeats.empty() ? Json(nullptr) : Json(plan.repeats.kind)}};
  if (!fingerprint.identification) {
    json["not_computed"] = fingerprint.reason;
    return json.dump(2) + "\n";
  }
  const auto& found = *fingerprint.identification;
  const Json numbers_found{{"n", found.n},
                           {"I_self", found.i_self},
                           {"I_others", found.i_others},
                           {"Idiff", found.i_diff},
                           {"hits_1_to_2", found.hits_first_second},
                           {"hits_2_to_1", found.hits_second_first},
                           {"rate_1_to_2", found.rate_first_second()},
                           {"rate_2_to_1", found.rate_second_first()},
                           {"rate_by_chance", 1.0 / found.n},
                           {"p_Idiff", fingerprint.p},
                           {"J", fingerprint.null.size()},
                           {"edges", fingerprint.n_edges},
                           {"note", fingerprint_note}};
  json.update(numbers_found);
  if (plan.repeats.kind == split_halves) json["split_halves"] = note_on_halves;
  return json.dump(2) + "\n";
}

std::string dictionary_json(const Options& options, const ProfilePlan& plan, const ProfileValues& values,
                            const ProfileScores& scores)
{
  Json json{{"research_use", report::research_use_banner}};
  json["program"] = "dmn-cohort " + base::version();
  json["controls"] = scores.norm().controls;
  json["norm"] = plan.given_norm ? Json(options.profile.norm->filename().string()) : Json("controls of these data");
  json["covariates"] = scores.norm().with_site.formula.text;
  json["covariates_without_site"] = scores.norm().without_site.formula.text;
  json["fewest_controls"] = markers::fewest_controls;
  json["fewest_controls_at_site"] = markers::fewest_controls_at_site;
  json["reliability"] = reliability_json(plan, scores);
  json["regions_without_data"] = values.dropped_rois;
  json["roi_set"] = plan.source.roi_set;
  json["roi_hash"] = plan.source.roi_hash;
  json["connectivity"] = {
      {"kind", plan.source.kind}, {"transform", plan.source.transform}, {"estimator", plan.source.estimator}};
  for (const auto& column : profile_columns())
    json["columns"][column.name] = {{"Description", column.description}, {"Units", column.units}};
  for (const auto& measure : values.measures)
    json["markers"][measure.summary.name] = {{"Description", measure.summary.description},
                                             {"Kind", markers::words(measure.kind)},
                                             {"Edges", measure.summary.edges.size()}};
  return json.dump(2) + "\n";
}

}  // namespace dmn::jobs
