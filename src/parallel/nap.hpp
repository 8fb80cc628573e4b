#pragma once

#include <chrono>

namespace dmn::parallel {

/// Waiting that leaves the core to others: each sleep is twice as long as the one before, from 50 us up to 4 ms.
/// So a message is late by no more than what was waited for already, and a rank that waits long uses well under 1 % of
/// a core.
class Nap {
 public:
  void sleep();

 private:
  std::chrono::microseconds length_{50};
};

}  // namespace dmn::parallel
