#include "run_report.hpp"

#include <algorithm>
#include <cctype>
#include <map>

#include "base/log.hpp"
#include "base/text.hpp"

namespace dmn::jobs {
namespace {

using Counts = std::map<std::string, std::size_t>;

void say_combination(const std::string& run, const CombinationAnswer& combination)
{
  for (const auto& reason : combination.exclusions) base::warn("{}: excluded: {}", run, reason);
  for (const auto& warning : combination.warnings) base::warn("{}: {}", run, warning);
  for (const auto& invalid : combination.invalid) base::warn("{}: invalid ROI {}", run, invalid);
}

void say_why_computed(const std::vector<RunResult>& results)
{
  std::size_t kept = 0;
  std::size_t computed = 0;
  Counts counts;
  for (const auto& result : results) {
    if (!result.failure.empty() || !result.answer.unwritten.empty()) continue;
    result.answer.kept() ? ++kept : ++computed;
    for (const auto& reason : result.answer.reasons) ++counts[reason];
  }
  std::vector<std::string> parts;
  for (const auto& [reason, count] : counts) parts.push_back(fmt::format("{} ({})", reason, count));
  if (computed > 0) base::info("{} runs were computed: {}", computed, base::join(parts, "; "));
  if (kept > 0) base::info("{} finished shards were kept; --fresh computes them again", kept);
}

/// A word that is a file, a run or has digits stands for all of its kind.
std::string kind_of_word(const std::string& word)
{
  const bool names_a_file = word.find('/') != std::string::npos || word.find(".nii") != std::string::npos ||
                            word.find(".tsv") != std::string::npos;
  if (names_a_file) return "FILE";
  std::string kind;
  for (const char c : word) {
    const bool digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
    const bool inside = (digit || c == '.') && kind.ends_with('N');
    if (!inside) kind += digit ? 'N' : c;
  }
  return kind;
}

std::string kind_of_reason(const std::string& reason)
{
  std::vector<std::string> kinds;
  for (const auto& word : base::split(reason, ' ')) {
    const bool names_a_run =
        word.starts_with("sub-") || word.starts_with("ses-") || word.starts_with("task-") || word.starts_with("run-");
    std::string kind = names_a_run && word.find('/') == std::string::npos ? "" : kind_of_word(word);
    if (!kind.empty()) kinds.push_back(std::move(kind));
  }
  return base::join(kinds, " ");
}

}  // namespace

void say_run_problems(const bids::Manifest& manifest, const std::vector<RunResult>& results)
{
  for (const auto& result : results) {
    const std::string run = base::display(manifest.runs[result.row].id);
    if (!result.failure.empty()) base::log_warning(result.failure);
    if (!result.answer.damage.empty()) base::warn("{}: computed again: {}", run, result.answer.damage);
    if (!result.answer.combinations.empty()) say_combination(run, result.answer.combinations.front());
  }
  say_why_computed(results);
}

std::vector<std::pair<std::string, std::size_t>> counted_reasons(const std::vector<base::Exclusion>& excluded)
{
  Counts counts;
  for (const auto& exclusion : excluded) ++counts[kind_of_reason(exclusion.reason)];
  std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
  std::ranges::stable_sort(sorted, std::greater{}, &std::pair<std::string, std::size_t>::second);
  return sorted;
}

void say_counted_reasons(const std::vector<base::Exclusion>& excluded)
{
  for (const auto& [reason, count] : counted_reasons(excluded)) base::info("excluded {}: {}", count, reason);
}

}  // namespace dmn::jobs
