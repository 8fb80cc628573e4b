#pragma once

#include <functional>
#include <string>

namespace dmn::test {

/// The message of the Exception that `function` throws; says so if it throws none.
template <class Exception>
std::string thrown_message(const std::function<void()>& function)
{
  try {
    function();
  } catch (const Exception& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace dmn::test
