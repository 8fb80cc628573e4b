#include <sys/utsname.h>

#include <fmt/chrono.h>
#include <chrono>
#include <fstream>
#include <sstream>

#include "base/version.hpp"
#include "gather.hpp"
#include "inference/blas.hpp"

namespace dmn::jobs {
namespace {

std::string config_text(const Options& options)
{
  if (!options.config) return {};
  std::ifstream file(*options.config);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string given_options(const Options& options)
{
  std::string text;
  for (const auto& [name, values] : options.given) {
    for (const auto& value : values) text += name + " = " + value + "\n";
  }
  return text;
}

}  // namespace

store::Provenance provenance_of(const Options& options)
{
  utsname host = {};
  uname(&host);
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return {{"program", "dmn-cohort"},
          {"version", base::version()},
          {"blas_kernel", inference::blas_kernel()},
          {"options", given_options(options)},
          {"config", config_text(options)},
          {"time", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now))},
          {"host", host.nodename},
          {"machine", host.machine}};
}

}  // namespace dmn::jobs
