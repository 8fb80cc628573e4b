#include "simulation/treatment_outcome.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <string>

#include "simulation/effects.hpp"
#include "simulation/random_stream.hpp"

namespace dmn::simulation {
namespace {

constexpr double base_points = 2;
constexpr double carried_over = 0.6;

/// The marker of the patients in standard deviations, times its points; zeros where there is none. NaN for controls.
Eigen::ArrayXd marker_points(const std::string& text, const ConnectivityModel& model,
                             const std::vector<Participant>& people)
{
  const auto n = static_cast<Eigen::Index>(people.size());
  if (text.empty()) return Eigen::ArrayXd::Zero(n);
  const Effect term = parse_effect(text, model.rois(), 1.0);
  Eigen::ArrayXd values = Eigen::ArrayXd::Constant(n, std::numeric_limits<double>::quiet_NaN());
  double sum = 0;
  double squares = 0;
  double count = 0;
  for (Eigen::Index p = 0; p < n; ++p) {
    const auto& person = people[static_cast<std::size_t>(p)];
    if (!person.patient) continue;
    const Eigen::MatrixXd mixing = model.mixing(person, 0);
    double z = 0;
    for (const auto& [i, j] : term.edges) z += std::atanh(mixing.row(i).dot(mixing.row(j)));
    values[p] = z / static_cast<double>(term.edges.size());
    sum += values[p];
    squares += values[p] * values[p];
    count += 1;
  }
  const double mean = sum / count;
  const double sd = std::sqrt(squares / count - mean * mean);
  return sd > 0 ? Eigen::ArrayXd((values - mean) / sd * term.fisher_z) : Eigen::ArrayXd(values * 0.0);
}

}  // namespace

std::vector<double> pain_after_treatment(const SimulateOptions& options, const ConnectivityModel& model,
                                         const std::vector<Participant>& people)
{
  const Eigen::ArrayXd prognosis = marker_points(options.prognosis, model, people);
  const Eigen::ArrayXd moderation = marker_points(options.moderation, model, people);
  std::vector<double> after;
  for (std::size_t p = 0; p < people.size(); ++p) {
    const auto& person = people[p];
    const auto at = static_cast<Eigen::Index>(p);
    RandomStream random(options.seed, {.purpose = Purpose::course, .participant = person.number, .item = 1});
    double points = base_points + carried_over * person.pain + prognosis[at] + random.normal();
    if (person.active) points += options.arm_effect + moderation[at];
    after.push_back(person.patient ? std::round(points * 100) / 100 : std::numeric_limits<double>::quiet_NaN());
  }
  return after;
}

}  // namespace dmn::simulation
