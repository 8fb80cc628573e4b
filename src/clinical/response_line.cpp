#include "clinical/response_line.hpp"

#include <cmath>

#include "clinical/student_interval.hpp"

namespace dmn::clinical {
namespace {

Eigen::VectorXd row_at(const TreatmentPlan& plan, const stats::Design& design, double arm, double marker)
{
  Eigen::VectorXd row = design.matrix.colwise().mean().transpose();
  for (std::size_t k = 0; k < design.columns.size(); ++k) {
    bool shown = false;
    double value = 1;
    for (const auto& powered : design.columns[k].term) {
      const bool is_marker = powered.name == marker_column;
      const bool is_arm = plan.two_arms() && powered.name == plan.columns.arm;
      if (is_marker) value *= marker;
      if (is_arm) value *= arm;
      shown = shown || is_marker || is_arm;
    }
    if (shown) row[static_cast<Eigen::Index>(k)] = value;
  }
  return row;
}

}  // namespace

ResponseLine response_line(const TreatmentPlan& plan, const MarkerModel& model, int arm, const Eigen::VectorXd& marker)
{
  const auto& design = model.plan.design;
  const Eigen::VectorXd y = plan.post(model.rows);
  const Eigen::VectorXd coordinates = design.basis.q.transpose() * y;
  const auto df = static_cast<double>(design.residual_df());
  const double sigma = std::sqrt((y - design.basis.q * coordinates).squaredNorm() / df);
  ResponseLine line{marker, marker, marker, marker};
  for (Eigen::Index at = 0; at < marker.size(); ++at) {
    const Eigen::VectorXd weights = stats::weights_on_basis(design.basis, row_at(plan, design, arm, marker[at]));
    line.mean[at] = weights.dot(coordinates);
    const auto interval = student_interval(line.mean[at], sigma * weights.norm(), df);
    line.low[at] = interval.low;
    line.high[at] = interval.high;
  }
  return line;
}

}  // namespace dmn::clinical
