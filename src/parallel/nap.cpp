#include "parallel/nap.hpp"

#include <algorithm>
#include <thread>

namespace dmn::parallel {

void Nap::sleep()
{
  constexpr std::chrono::microseconds longest{4000};
  std::this_thread::sleep_for(length_);
  length_ = std::min(2 * length_, longest);
}

}  // namespace dmn::parallel
