#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

namespace dmn::base {

enum class LogFormat { text, json };

/// Human output goes to stderr: text for people, or one JSON object a line for machines.
/// Only the jobs call these functions; ranks other than the master stay quiet unless `rank` says otherwise.
void start_log(LogFormat format);

void log_info(const std::string& message);
void log_warning(const std::string& message);
void log_error(const std::string& message);

/// A JSON-only event: fields as a JSON object text, written only in the JSON format.
void log_event(const std::string& name, const std::string& json_fields);

template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args)
{
  log_info(fmt::format(format, std::forward<Args>(args)...));
}

template <class... Args>
void warn(fmt::format_string<Args...> format, Args&&... args)
{
  log_warning(fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace dmn::base
