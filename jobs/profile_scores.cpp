#include "profile_scores.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/version.hpp"

namespace dmn::jobs {

double percentile_of(double z)
{
  return 50.0 * std::erfc(-z / std::numbers::sqrt2);
}

ProfileScores::ProfileScores(const Options& options, const ProfilePlan& plan, const ProfileValues& values)
    : plan_(plan), values_(values)
{
  if (plan.given_norm) {
    norm_ = *plan.given_norm;
  } else {
    auto fitted = markers::fit_norm(plan.covariates, plan.rows.people, plan.controls, values.values, values.measures);
    norm_ = std::move(fitted.norm);
    norm_.program_version = base::version();
    norm_.controls = options.profile.controls;
    norm_.group_column = options.input.group_column;
    norm_.source = plan.source;
    warnings_ = std::move(fitted.warnings);
    for (const auto row : plan.controls)
      row_in_norm_[plan.rows.people.runs[static_cast<std::size_t>(row)].participant] = row;
  }
  find_reliability();
  scorer_.emplace(norm_, plan.rows.people);
}

void ProfileScores::find_reliability()
{
  Eigen::MatrixXd pair(values_.first.rows(), 2);
  for (Eigen::Index m = 0; m < static_cast<Eigen::Index>(values_.measures.size()); ++m) {
    pair << values_.first.col(m), values_.second.col(m);
    reliability_.push_back(markers::intraclass_correlation(pair));
  }
  const auto usable = [](const markers::Reliability& r) {
    return r.n >= markers::fewest_for_reliability && !std::isnan(r.agreement);
  };
  if (std::ranges::any_of(reliability_, usable)) {
    reliability_of_ = plan_.repeats.words;
    return;
  }
  if (!plan_.given_norm || norm_.reliability_of.empty()) return;
  for (std::size_t m = 0; m < reliability_.size(); ++m) reliability_[m] = norm_.measures[m].reliability;
  reliability_of_ = norm_.reliability_of + " of the norm's cohort";
}

std::optional<Eigen::Index> ProfileScores::own_row(Eigen::Index row) const
{
  const auto found = row_in_norm_.find(plan_.rows.people.runs[static_cast<std::size_t>(row)].participant);
  return found == row_in_norm_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<ProfileScore> ProfileScores::of_row(Eigen::Index row) const
{
  std::vector<ProfileScore> scores;
  const auto own = own_row(row);
  for (std::size_t m = 0; m < values_.measures.size(); ++m) {
    const auto column = static_cast<Eigen::Index>(m);
    std::optional<markers::OwnRow> in_norm;
    if (own) in_norm = markers::OwnRow{*own, values_.values(*own, column)};
    const auto& reliability = reliability_[m];
    ProfileScore score{.score = scorer_->score(row, m, values_.values(row, column), in_norm),
                       .observed = values_.values(row, column),
                       .icc = reliability.n >= markers::fewest_for_reliability ? reliability.agreement : std::nan("")};
    score.half_width = markers::reliability_half_width(score.icc);
    scores.push_back(std::move(score));
  }
  return scores;
}

}  // namespace dmn::jobs
