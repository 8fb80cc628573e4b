#include "base/equal_products.hpp"

#include <Eigen/Core>

namespace dmn::base {

void cut_products_alike()
{
  constexpr std::ptrdiff_t kib = 1024;
  Eigen::setCpuCacheSizes(32 * kib, 1024 * kib, 32 * 1024 * kib);
}

}  // namespace dmn::base
