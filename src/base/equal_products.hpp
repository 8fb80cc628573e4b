#pragma once

namespace dmn::base {

/// Makes matrix products add in the same order on every processor. Eigen cuts long sums by the size of the first-level
/// cache it finds, so that their last bits differ between processors with 32 and 48 KiB; this tells it 32 KiB (1 and
/// 32 MiB of the others), whatever is there. To be called before the first product.
void cut_products_alike();

}  // namespace dmn::base
