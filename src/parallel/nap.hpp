#pragma once

#include <chrono>

namespace dmn::parallel {

/// Waiting that leaves the core to others: each sleep is twice as long as the one before, from 50 us up to 1 ms.
class Nap {
 public:
  void sleep();

 private:
  std::chrono::microseconds length_{50};
};

}  // namespace dmn::parallel
