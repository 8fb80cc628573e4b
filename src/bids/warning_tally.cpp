#include "bids/warning_tally.hpp"

#include <fmt/format.h>

namespace dmn::bids {

void WarningTally::add(const std::string& kind, const std::string& example)
{
  auto& entry = entries_[kind];
  if (entry.count++ == 0) entry.example = example;
}

std::vector<std::string> WarningTally::texts() const
{
  std::vector<std::string> texts;
  for (const auto& [kind, entry] : entries_) {
    const auto more = entry.count > 1 ? fmt::format(" (and {} more)", entry.count - 1) : std::string();
    texts.push_back(fmt::format("{}: {}{}", kind, entry.example, more));
  }
  return texts;
}

}  // namespace dmn::bids
