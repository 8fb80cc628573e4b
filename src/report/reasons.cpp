#include "report/reasons.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "base/text.hpp"

namespace dmn::report {
namespace {

bool is_digit(char letter)
{
  return std::isdigit(static_cast<unsigned char>(letter)) != 0;
}

/// Without `participants.tsv:23: ` in front.
std::string without_place(const std::string& clause)
{
  const auto colon = clause.find(':');
  if (colon == std::string::npos || colon + 1 >= clause.size() || !is_digit(clause[colon + 1])) return clause;
  const auto end = clause.find(": ", colon + 1);
  return end == std::string::npos ? clause : clause.substr(end + 2);
}

std::string without_brackets(const std::string& clause)
{
  std::string text;
  int depth = 0;
  for (const char letter : clause) {
    depth += letter == '(' ? 1 : 0;
    if (letter == '(' && text.ends_with(' ')) text.pop_back();
    if (depth == 0) text += letter;
    depth -= letter == ')' && depth > 0 ? 1 : 0;
  }
  return text;
}

/// A number at the beginning was measured; others are limits.
std::string without_measure(const std::string& clause)
{
  std::size_t end = 0;
  while (end < clause.size() && (is_digit(clause[end]) || clause[end] == '.' || clause[end] == '-')) ++end;
  return end == 0 ? clause : "…" + clause.substr(end);
}

std::string kind_of(const std::string& clause)
{
  std::string kind = without_measure(without_brackets(without_place(clause)));
  kind = kind.substr(0, kind.find(':'));
  return std::string(base::trim(kind));
}

}  // namespace

std::vector<std::pair<std::string, int>> counted_reasons(const std::vector<std::string>& reasons)
{
  std::map<std::string, int> counts;
  for (const auto& reason : reasons) {
    std::set<std::string> kinds;
    for (std::size_t from = 0; from <= reason.size();) {
      const auto end = std::min(reason.find("; ", from), reason.size());
      const std::string clause = reason.substr(from, end - from);
      const bool continues = !kinds.empty() && clause.starts_with("leaner ");
      if (!continues) kinds.insert(kind_of(clause));
      from = end + 2;
    }
    for (const auto& kind : kinds) ++counts[kind];
  }
  std::vector<std::pair<std::string, int>> sorted(counts.begin(), counts.end());
  std::ranges::stable_sort(sorted, [](const auto& a, const auto& b) { return a.second > b.second; });
  return sorted;
}

}  // namespace dmn::report
