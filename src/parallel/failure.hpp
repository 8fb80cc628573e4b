#pragma once

#include <exception>
#include <string>

#include "parallel/communicator.hpp"

namespace dmn::parallel {

/// The exception as bytes that rethrow() turns back into one of the same type, problem and facts. Exceptions from
/// outside this program become base::Error with their message.
std::string describe(const std::exception_ptr& exception);
[[noreturn]] void rethrow(const std::string& description);

/// What a function threw; null if it returned.
std::exception_ptr caught_from(const std::function<void()>& function);

/// The message of an exception; never empty.
std::string message_of(const std::exception_ptr& exception);

/// **Collective.** Returns if no rank has an exception; else every rank throws that of the first rank that has one.
void throw_first(const Communicator& world, const std::exception_ptr& mine);

}  // namespace dmn::parallel
