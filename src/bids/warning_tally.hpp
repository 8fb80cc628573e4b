#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace dmn::bids {

/// Warnings of one kind, said once with the first example and a count instead of thousands of times.
class WarningTally {
 public:
  void add(const std::string& kind, const std::string& example);
  /// `kind: example (and 41 more)`, sorted by kind.
  std::vector<std::string> texts() const;

 private:
  struct Entry {
    std::string example;
    std::size_t count = 0;
  };
  std::map<std::string, Entry> entries_;
};

}  // namespace dmn::bids
