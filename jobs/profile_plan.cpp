#include "profile_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "foreign_file.hpp"
#include "markers/norm_coding.hpp"
#include "markers/scoring.hpp"
#include "store/norm_file.hpp"

namespace dmn::jobs {
namespace {

std::vector<std::string> groups_of(const stats::Cohort& people)
{
  std::set<std::string> groups(people.group.begin(), people.group.end());
  groups.erase("");
  return {groups.begin(), groups.end()};
}

void require_known_label(const ProfileOptions& options, const stats::Cohort& people)
{
  const auto groups = groups_of(people);
  if (!options.controls_given || std::ranges::find(groups, options.controls) != groups.end()) return;
  throw base::UsageError("", {.field = "profile.controls",
                              .expected = groups.empty() ? "a group column" : base::join(groups, ", "),
                              .found = options.controls});
}

/// A control stands in the norm once: in the first session that has enough of them, else the one that has most.
std::vector<Eigen::Index> controls_of_one_session(const stats::Cohort& people, const std::string& label)
{
  std::map<std::string, std::vector<Eigen::Index>> by_session;
  for (std::size_t row = 0; row < people.runs.size(); ++row) {
    if (people.group[row] == label) by_session[people.runs[row].session].push_back(static_cast<Eigen::Index>(row));
  }
  std::vector<Eigen::Index> most;
  for (const auto& [session, rows] : by_session) {
    if (rows.size() >= static_cast<std::size_t>(markers::fewest_controls)) return rows;
    if (rows.size() > most.size()) most = rows;
  }
  return most;
}

void plan_norm(const Options& options, ProfilePlan& plan)
{
  const auto& people = plan.rows.people;
  require_known_label(options.profile, people);
  plan.controls = controls_of_one_session(people, options.profile.controls);
  if (options.profile.covariates) {
    plan.covariates = markers::parse_covariates(*options.profile.covariates);
  } else {
    const auto usual = markers::usual_covariates(people);
    plan.covariates = usual.formula;
    if (!usual.unknown.empty())
      plan.warnings.push_back(
          fmt::format("not adjusted for {}: no such column has values", base::join(usual.unknown, ", ")));
  }
  markers::code_controls(plan.covariates, people, plan.controls);
  if (static_cast<int>(plan.controls.size()) < markers::fewest_controls)
    plan.warnings.push_back(
        fmt::format("{} participants have the label \"{}\", at least {} controls are needed: every "
                    "comparison is withheld",
                    plan.controls.size(), options.profile.controls, markers::fewest_controls));
}

void read_norm(const Options& options, ProfilePlan& plan)
{
  const auto& file = *options.profile.norm;
  if (!std::filesystem::exists(file))
    throw base::UsageError("there is no such file", {.file = file.string(), .field = "profile.norm"});
  require_readable(file, [&] { store::read_norm(file); });
  plan.given_norm = store::read_norm(file);
  if (const auto mismatch = markers::first_mismatch(*plan.given_norm, plan.source))
    throw base::UsageError(
        "the norm is of other data than these",
        {.file = file.string(), .field = mismatch->field, .expected = mismatch->expected, .found = mismatch->found});
  for (const auto& edge : plan.given_norm->source.edges) {
    if (plan.shared.data.cohort.edges.find(edge.i, edge.j) >= 0) continue;
    throw base::UsageError("the data lack an edge of the norm",
                           {.file = file.string(),
                            .field = "edge",
                            .expected = fmt::format("{}--{}", plan.source.roi_labels[static_cast<std::size_t>(edge.i)],
                                                    plan.source.roi_labels[static_cast<std::size_t>(edge.j)]),
                            .found = "nothing"});
  }
  markers::code_people(plan.given_norm->without_site, plan.rows.people);
}

}  // namespace

ProfilePlan plan_profile(const Options& options)
{
  ProfilePlan plan{.shared = load_share_data(options)};
  const auto& cohort = plan.shared.data.cohort;
  require_somebody(plan.shared.data);
  if (!options.profile.norm) require_two_people(plan.shared.data);
  plan.source = all_shared_edges(plan.shared);
  plan.rows = profile_rows(cohort, options.group.session);
  plan.repeats = find_repeats(cohort);
  if (options.profile.norm) {
    read_norm(options, plan);
  } else {
    plan_norm(options, plan);
  }
  return plan;
}

}  // namespace dmn::jobs
