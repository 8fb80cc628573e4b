#pragma once

namespace dmn::clinical {

/// A 95 % confidence interval.
struct StudentInterval {
  double low = 0;
  double high = 0;
};

/// estimate -+ t_{.975}(df) se. NaN for NaN, or df <= 0.
StudentInterval student_interval(double estimate, double se, double df);

}  // namespace dmn::clinical
