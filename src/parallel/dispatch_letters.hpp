#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "base/process_mark.hpp"
#include "parallel/dispatch.hpp"

namespace dmn::parallel {

/// A task on its way to a worker.
struct Order {
  std::uint64_t task = 0;
  std::string description;
};

/// To a worker instead of a task number.
enum Command : std::uint64_t {
  leave = std::numeric_limits<std::uint64_t>::max() - 3,  ///< drop what is queued, say goodbye and wait for the next
  go_on,                                                  ///< everybody is here: the next collective may begin
  stay_behind,                                            ///< ranks are lost: the master goes on alone
  end_now,                                                ///< the master is done: end the process
};

std::string to_letter(const Order& order);
Order order_from(std::string_view letter);

/// What a worker tells the master.
struct Report {
  enum class About : int { hello, outcome, goodbye };
  About about = About::goodbye;
  base::ProcessMark process = {};  ///< hello: who works under this rank
  TaskOutcome outcome = {};
};

std::string to_letter(const Report& report);
/// @param from  the rank that sent it
Report report_from(std::string_view letter, int from);

}  // namespace dmn::parallel
