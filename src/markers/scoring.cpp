#include "markers/scoring.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace dmn::markers {
namespace {

/// A leverage above so many times the controls' mean is an extrapolation (Belsley, Kuh & Welsch 1980).
constexpr double far_from_controls = 3;

/// Without the site at sites it does not know: those rows are compared by the other coding.
CodedPeople coded_where_known(const Norm& norm, const stats::Cohort& people)
{
  return norm.holds_site ? code_people(norm.with_site, people) : CodedPeople{};
}

std::string note_of(const NormativeModel& model, const Eigen::VectorXd& x, const Measure& measure)
{
  std::vector<std::string> notes;
  const double mean = static_cast<double>(model.rank) / model.n;
  if (leverage(model, x) > far_from_controls * mean) notes.emplace_back("few controls are like this in the covariates");
  if (measure.summary.edges.size() == 1) notes.emplace_back("a single edge, seldom reliable");
  return base::join(notes, "; ");
}

Score withheld(const std::string& reason)
{
  return {.standing = Standing::withheld, .reason = reason};
}

}  // namespace

std::string status_of(const Score& score)
{
  switch (score.standing) {
    case Standing::scored:
      return "scored";
    case Standing::site_unadjusted:
      return "site-unadjusted: " + score.reason;
    case Standing::withheld:
      break;
  }
  return "withheld: " + score.reason;
}

Scorer::Scorer(const Norm& norm, const stats::Cohort& people)
    : norm_(norm),
      site_(people.site),
      with_site_(coded_where_known(norm, people)),
      without_site_(code_people(norm.without_site, people))
{
}

int Scorer::n_at_site(Eigen::Index row, const MeasureNorm& measure) const
{
  const auto found = std::ranges::find(norm_.sites, site_[static_cast<std::size_t>(row)]);
  return found == norm_.sites.end() ? 0 : measure.n_at_site[static_cast<std::size_t>(found - norm_.sites.begin())];
}

std::string Scorer::why_not_at_site(Eigen::Index row, const MeasureNorm& measure, int n_at_site) const
{
  const auto& site = site_[static_cast<std::size_t>(row)];
  if (!norm_.holds_site) return "the site is not among the covariates";
  if (site.empty()) return "the site is unknown";
  if (n_at_site < fewest_controls_at_site)
    return fmt::format("{} controls at site \"{}\", at least {} are needed", n_at_site, site, fewest_controls_at_site);
  if (measure.with_site.df() < 1) return "too few controls for a column a site";
  return {};
}

Score Scorer::compare(Standing standing, Eigen::Index row, const NormativeModel& model, const CodedPeople& coded,
                      const NormCoding& coding, double value, const std::optional<OwnRow>& own) const
{
  const auto& problem = coded.problem[static_cast<std::size_t>(row)];
  if (!problem.empty()) return withheld(problem);
  const Eigen::VectorXd x = coded.x.row(row);
  if (!is_told_by_controls(model, x)) return withheld("no control is like this in the covariates");
  const bool among_controls =
      own && !std::isnan(own->value) && coded.problem[static_cast<std::size_t>(own->row)].empty();
  const auto others = among_controls ? without_row(model, coded.x.row(own->row), own->value) : model;
  Score score{.standing = standing, .deviation = deviation(others, x, value), .n_controls = others.n};
  if (std::isnan(score.deviation.z)) return withheld("the measure does not vary among the controls");
  score.adjusted_for = coding.formula.text;
  return score;
}

Score Scorer::score(Eigen::Index row, std::size_t measure, double value, const std::optional<OwnRow>& own) const
{
  const auto& norm = norm_.measures[measure];
  if (norm.without_site.n < fewest_controls)
    return withheld(fmt::format("{} controls, at least {} are needed", norm.without_site.n, fewest_controls));
  if (std::isnan(value)) return withheld("fewer than half of its edges have data");
  const int at_site = n_at_site(row, norm);
  const std::string without = why_not_at_site(row, norm, at_site);
  Score score =
      without.empty()
          ? compare(Standing::scored, row, norm.with_site, with_site_, norm_.with_site, value, own)
          : compare(Standing::site_unadjusted, row, norm.without_site, without_site_, norm_.without_site, value, own);
  score.n_controls_at_site = at_site;
  if (score.standing == Standing::withheld) return score;
  score.reason = without;
  const auto& coded = without.empty() ? with_site_ : without_site_;
  score.note = note_of(without.empty() ? norm.with_site : norm.without_site, coded.x.row(row), norm.measure);
  return score;
}

}  // namespace dmn::markers
