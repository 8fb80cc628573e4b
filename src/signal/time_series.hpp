#pragma once

#include <Eigen/Core>

#include "base/units.hpp"

namespace dmn::signal {

/// ROI signals of one run: T x R (rows are volumes, columns ROIs). The column of an invalid ROI is NaN throughout.
struct TimeSeries {
  Eigen::MatrixXd values;
  base::Seconds repetition_time;
};

}  // namespace dmn::signal
