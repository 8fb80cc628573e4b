#pragma once

#include <string>
#include <utility>
#include <vector>

namespace dmn::report {

/// Why runs left, counted by kind: a reason is split at `; `, what stands in brackets and after a colon is dropped, and
/// a measured number becomes `…`, so that `118.0 s kept (59 volumes), less than 240 s` and `180.0 s kept (90 volumes),
/// less than 240 s` are one kind. Nobody can be told apart by it. Most frequent first, then by text.
std::vector<std::pair<std::string, int>> counted_reasons(const std::vector<std::string>& reasons);

}  // namespace dmn::report
