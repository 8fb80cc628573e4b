#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "option_table.hpp"
#include "signal/denoise_options.hpp"

namespace dmn::jobs {

/// Typed access to the values that were given; every refusal names option, expected and found.
class GivenValues {
 public:
  explicit GivenValues(const OptionValues& values) : values_(values) {}

  bool has(const std::string& name) const { return values_.contains(name); }
  std::string text(const std::string& name, std::string standard = "") const;
  std::vector<std::string> list(const std::string& name) const;
  std::optional<std::filesystem::path> path(const std::string& name) const;
  bool flag(const std::string& name, bool standard = false) const;
  /// A finite number within [low, high]; `expected` says so in words.
  double number(const std::string& name, double low, double high, const std::string& expected) const;
  long long integer(const std::string& name, long long low, long long high, long long standard) const;
  /// A limit: a number within [low, high], or `off`. Leaves `limit` alone when the option was not given.
  void threshold(const std::string& name, double low, double high, signal::Threshold& limit) const;

  /// The value whose word was given; `standard` if the option was not.
  template <class Value>
  Value choice(const std::string& name, const std::vector<std::pair<std::string, Value>>& words, Value standard) const
  {
    if (!has(name)) return standard;
    std::string allowed;
    for (const auto& [word, value] : words) {
      if (word == text(name)) return value;
      allowed += (allowed.empty() ? "" : ", ") + word;
    }
    refuse(name, allowed, text(name));
  }

  [[noreturn]] static void refuse(const std::string& name, const std::string& expected, const std::string& found);

 private:
  const OptionValues& values_;
};

}  // namespace dmn::jobs
