#pragma once

#include <random>

#include "signal/denoise.hpp"
#include "signal/strategy.hpp"

namespace dmn::signal {

/// Independent standard normal numbers, the same for the same seed.
inline Eigen::MatrixXd noise(Eigen::Index rows, Eigen::Index columns, unsigned seed)
{
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [&] { return normal(generator); });
}

/// Random ROI means of about 1000, TR 2 s.
inline TimeSeries example_series(Eigen::Index n_volumes, Eigen::Index n_rois, unsigned seed = 1)
{
  return {(1000.0 + 5.0 * noise(n_volumes, n_rois, seed).array()).matrix(), base::Seconds(2.0)};
}

/// All columns of 36p, framewise_displacement not among them; a head that hardly moves (FD far below 0.3 mm).
inline ConfoundTable example_table(Eigen::Index n_volumes, unsigned seed = 2)
{
  ConfoundTable table;
  table.names = required_columns(strategy_defaults("36p"));
  table.values = noise(n_volumes, static_cast<Eigen::Index>(table.names.size()), seed);
  for (const auto& name : motion_columns())
    table.values.col(*table.find(name)) *= name.starts_with("rot") ? 1e-5 : 1e-3;
  return table;
}

inline void add_column(ConfoundTable& table, const std::string& name, const Eigen::VectorXd& values)
{
  table.names.push_back(name);
  table.values.conservativeResize(values.size(), table.values.cols() + 1);
  table.values.rightCols(1) = values;
}

/// A table with nothing but an FD column: 1 mm at the censored volumes, 0 elsewhere.
inline ConfoundTable fd_table(Eigen::Index n_volumes, const std::vector<Eigen::Index>& censored)
{
  ConfoundTable table;
  add_column(table, "framewise_displacement", Eigen::VectorXd::Zero(n_volumes));
  for (const auto volume : censored) table.values(volume, 0) = 1.0;
  return table;
}

/// A strategy's defaults without limits on the run.
inline DenoiseOptions without_limits(const std::string& strategy)
{
  DenoiseOptions options = strategy_defaults(strategy);
  options.min_seconds.reset();
  options.min_dof.reset();
  options.max_mean_fd.reset();
  options.max_censored.reset();
  return options;
}

/// What an action throws, as its message; empty if it throws nothing of this type.
template <class Error, class Action>
std::string message_of(Action action)
{
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace dmn::signal
