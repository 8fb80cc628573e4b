#include "simulation/confounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "signal/drift.hpp"
#include "simulation/motion.hpp"

namespace dmn::simulation {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double cosine_period_s = 128;
constexpr double outlier_fd_mm = 0.5;
constexpr double outlier_std_dvars = 1.5;
constexpr Index least_components = 5;
constexpr std::size_t most_sampled_voxels = 300;

/// Grows a table column by column.
class Columns {
 public:
  void add(std::string name, VectorXd values)
  {
    names_.push_back(std::move(name));
    values_.push_back(std::move(values));
  }

  void add_expanded(const std::string& name, const VectorXd& values)
  {
    VectorXd derivative = VectorXd::Constant(values.size(), missing);
    for (Index t = 1; t < values.size(); ++t) derivative(t) = values(t) - values(t - 1);
    add(name, values);
    add(name + "_derivative1", derivative);
    add(name + "_power2", values.array().square());
    add(name + "_derivative1_power2", derivative.array().square());
  }

  void store(signal::ConfoundTable& table) const
  {
    table.names = names_;
    table.values.resize(values_.front().size(), static_cast<Index>(values_.size()));
    for (std::size_t c = 0; c < values_.size(); ++c) table.values.col(static_cast<Index>(c)) = values_[c];
  }

 private:
  std::vector<std::string> names_;
  std::vector<VectorXd> values_;
};

VectorXd without_first(VectorXd values)
{
  values(0) = missing;
  return values;
}

double median(VectorXd values)
{
  std::sort(values.begin(), values.end());
  const Index n = values.size();
  return 0.5 * (values((n - 1) / 2) + values(n / 2));
}

VectorXd single_volume(Index n_volumes, Index volume)
{
  return VectorXd::Unit(n_volumes, volume);
}

Eigen::MatrixXd after_non_steady(const Eigen::MatrixXd& rows, Index n_volumes)
{
  Eigen::MatrixXd padded = Eigen::MatrixXd::Zero(n_volumes, rows.cols());
  padded.bottomRows(rows.rows()) = rows;
  return padded;
}

Eigen::MatrixXd steady_cosines(Index n_steady, base::Seconds repetition_time)
{
  std::vector<Index> frames(static_cast<std::size_t>(n_steady));
  std::iota(frames.begin(), frames.end(), Index{0});
  const double scale = std::sqrt(2.0 / static_cast<double>(n_steady));
  return scale * signal::cosine_basis(frames, n_steady, base::Hertz(1.0 / cosine_period_s), repetition_time);
}

const char* component_prefix(const std::string& mask, Naming naming)
{
  if (naming == Naming::older || mask == "combined") return "a_comp_cor";
  return mask == "WM" ? "w_comp_cor" : "c_comp_cor";
}

void add_motion(Columns& columns, const Eigen::MatrixXd& motion)
{
  constexpr std::array names{"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"};
  for (std::size_t p = 0; p < names.size(); ++p) columns.add_expanded(names[p], motion.col(static_cast<Index>(p)));
}

}  // namespace

ConfoundsCollector::ConfoundsCollector(const Brain& brain, Index n_volumes, int non_steady_volumes, double step)
    : brain_(brain),
      non_steady_(non_steady_volumes),
      step_(step),
      means_(n_volumes, 3),
      dvars_(VectorXd::Zero(n_volumes)),
      previous_(brain.voxels.size()),
      csf_(sample_of(Tissue::csf, n_volumes)),
      white_(sample_of(Tissue::white, n_volumes))
{
}

ConfoundsCollector::Sample ConfoundsCollector::sample_of(Tissue tissue, Index n_volumes) const
{
  Sample sample;
  for (std::size_t v = 0; v < brain_.tissue.size(); ++v)
    if (brain_.tissue[v] == tissue) sample.voxels.push_back(v);
  const std::size_t stride =
      std::max<std::size_t>(1, (sample.voxels.size() + most_sampled_voxels - 1) / most_sampled_voxels);
  std::vector<std::size_t> even;
  for (std::size_t v = 0; v < sample.voxels.size(); v += stride) even.push_back(sample.voxels[v]);
  sample.voxels = std::move(even);
  sample.values.resize(n_volumes, static_cast<Index>(sample.voxels.size()));
  return sample;
}

void ConfoundsCollector::add(std::span<const std::int16_t> steps)
{
  std::array<std::int64_t, 3> sum{};
  std::array<std::int64_t, 3> count{};
  std::int64_t squares = 0;
  for (std::size_t v = 0; v < steps.size(); ++v) {
    const auto tissue = static_cast<std::size_t>(brain_.tissue[v]);
    sum[tissue] += steps[v];
    ++count[tissue];
    const std::int64_t change = steps[v] - previous_[v];
    squares += change * change;
  }
  const auto mean = [&](std::int64_t total, std::int64_t n) {
    return n > 0 ? step_ * static_cast<double>(total) / static_cast<double>(n) : 0.0;
  };
  constexpr auto white = static_cast<std::size_t>(Tissue::white);
  constexpr auto csf = static_cast<std::size_t>(Tissue::csf);
  means_.row(volume_) << mean(sum[csf], count[csf]), mean(sum[white], count[white]),
      mean(sum[0] + sum[1] + sum[2], static_cast<std::int64_t>(steps.size()));
  dvars_(volume_) = step_ * std::sqrt(static_cast<double>(squares) / static_cast<double>(steps.size()));
  for (Sample* sample : {&csf_, &white_})
    for (std::size_t k = 0; k < sample->voxels.size(); ++k)
      sample->values(volume_, static_cast<Index>(k)) = steps[sample->voxels[k]];
  std::ranges::copy(steps, previous_.begin());
  ++volume_;
}

void ConfoundsCollector::add_components(SimulatedConfounds& confounds, const Eigen::MatrixXd& cosines,
                                        Naming naming) const
{
  const Index n_volumes = means_.rows();
  const Index n_steady = n_volumes - non_steady_;
  Eigen::MatrixXd both(n_volumes, csf_.values.cols() + white_.values.cols());
  both << csf_.values, white_.values;
  std::map<std::string, int> numbers;
  const std::array<std::pair<const char*, const Eigen::MatrixXd*>, 3> masks{
      {{"combined", &both}, {"CSF", &csf_.values}, {"WM", &white_.values}}};
  for (const auto& [mask, voxels] : masks) {
    for (auto& component : principal_components(voxels->bottomRows(n_steady), cosines, least_components)) {
      const std::string prefix = component_prefix(mask, naming);
      component.mask = mask;
      component.column = fmt::format("{}_{:02}", prefix, numbers[prefix]++);
      component.course = after_non_steady(component.course, n_volumes);
      confounds.table.components[component.column] = {.mask = component.mask, .retained = true};
      confounds.components.push_back(std::move(component));
    }
  }
}

SimulatedConfounds ConfoundsCollector::finish(const Eigen::MatrixXd& motion, base::Seconds repetition_time,
                                              Naming naming) const
{
  const Index n_volumes = means_.rows();
  const Index n_steady = n_volumes - non_steady_;
  const VectorXd displacement = displacement_of(motion);
  const VectorXd std_dvars = dvars_ / std::max(1e-12, median(dvars_.tail(n_steady - 1)));

  Columns columns;
  columns.add_expanded("csf", means_.col(0));
  columns.add_expanded("white_matter", means_.col(1));
  columns.add_expanded("global_signal", means_.col(2));
  columns.add("std_dvars", without_first(std_dvars));
  columns.add("dvars", without_first(dvars_));
  columns.add("framewise_displacement", without_first(displacement));
  columns.add("rmsd", without_first(rms_displacement_of(motion)));

  const Eigen::MatrixXd cosines = steady_cosines(n_steady, repetition_time);
  SimulatedConfounds confounds;
  add_components(confounds, cosines, naming);
  for (const auto& component : confounds.components) columns.add(component.column, component.course);
  const Eigen::MatrixXd all_cosines = after_non_steady(cosines, n_volumes);
  for (Index k = 0; k < cosines.cols(); ++k) columns.add(fmt::format("cosine{:02}", k), all_cosines.col(k));
  for (Index t = 0; t < non_steady_; ++t)
    columns.add(fmt::format("non_steady_state_outlier{:02}", t), single_volume(n_volumes, t));
  add_motion(columns, motion);
  int outlier = 0;
  for (Index t = std::max<Index>(1, non_steady_ + 1); t < n_volumes; ++t)
    if (displacement(t) > outlier_fd_mm || std_dvars(t) > outlier_std_dvars)
      columns.add(fmt::format("motion_outlier{:02}", outlier++), single_volume(n_volumes, t));
  columns.store(confounds.table);
  return confounds;
}

}  // namespace dmn::simulation
