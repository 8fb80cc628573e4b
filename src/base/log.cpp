#include "base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <nlohmann/json.hpp>

namespace dmn::base {
namespace {

/// spdlog owns the sink; the two formats differ in what a line holds.
struct Log {
  std::shared_ptr<spdlog::logger> logger = spdlog::stderr_logger_st("dmn-cohort");
  LogFormat format = LogFormat::text;

  Log() { use(LogFormat::text); }

  void use(LogFormat chosen)
  {
    format = chosen;
    logger->set_pattern(chosen == LogFormat::text ? "[%H:%M:%S] %v" : "%v");
  }

  void write(spdlog::level::level_enum level, const char* prefix, const std::string& message) const
  {
    if (format == LogFormat::text) {
      logger->log(level, "{}{}", prefix, message);
    } else {
      const auto level_name = spdlog::level::to_string_view(level);
      nlohmann::ordered_json line{{"time", seconds_since_epoch()},
                                  {"level", std::string(level_name.data(), level_name.size())},
                                  {"message", message}};
      logger->log(level, "{}", line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    }
  }

  static double seconds_since_epoch()
  {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  }
};

Log& the_log()
{
  static Log log;
  return log;
}

}  // namespace

void start_log(LogFormat format)
{
  the_log().use(format);
}

void log_info(const std::string& message)
{
  the_log().write(spdlog::level::info, "", message);
}

void log_warning(const std::string& message)
{
  the_log().write(spdlog::level::warn, "warning: ", message);
}

void log_error(const std::string& message)
{
  the_log().write(spdlog::level::err, "error: ", message);
}

void log_event(const std::string& name, const std::string& json_fields)
{
  if (the_log().format != LogFormat::json) return;
  nlohmann::ordered_json line{{"time", Log::seconds_since_epoch()}, {"event", name}};
  line.update(nlohmann::ordered_json::parse(json_fields));
  the_log().logger->info("{}", line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace dmn::base
