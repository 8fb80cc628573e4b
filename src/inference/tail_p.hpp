#pragma once

#include <string>

namespace dmn::inference {

/// Where a p-value comes from. All but `counted` are approximations, to be labelled so; decisions about confirmatory
/// tests use counted p (METHODS.md section 4).
enum class TailMethod {
  counted,
  gamma,
  gpd,
  beyond_support,  ///< the fitted tail gives 0: known to be below 1/J, which is the number given; shown as `< 1/J`
};

/// `counted`, `gamma`, `gpd`, `beyond support`.
std::string words(TailMethod method);

struct TailP {
  double p = 1;
  TailMethod method = TailMethod::counted;
};

}  // namespace dmn::inference
