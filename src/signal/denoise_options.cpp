#include "signal/denoise_options.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::signal {
namespace {

std::string letters_and_digits(std::string_view text)
{
  std::string kept;
  for (const char c : base::lower(text)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) kept += c;
  }
  return kept;
}

/// Insertions, deletions and substitutions between two words.
std::size_t edits_between(std::string_view a, std::string_view b)
{
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j + 1] + 1, row[j] + 1, substituted});
    }
  }
  return row[b.size()];
}

bool looks_like(const std::string& word, const std::string& strategy)
{
  constexpr std::size_t shortest_part = 2;
  constexpr std::size_t shortest_misspelt = 5;
  constexpr std::size_t misspelt_letters = 2;
  const std::string plain = letters_and_digits(word);
  const std::string name = letters_and_digits(strategy);
  if (plain.size() >= shortest_part && name.find(plain) != std::string::npos) return true;
  return plain.size() >= shortest_misspelt && edits_between(plain, name) <= misspelt_letters;
}

void refuse_misspelt_strategy(const std::string& word)
{
  if (word.find('*') != std::string::npos) return;
  const bool starts_like_a_strategy = !word.empty() && word.front() >= '0' && word.front() <= '9';  // no confound does
  for (const auto& strategy : strategy_names()) {
    if (!looks_like(word, strategy) && !starts_like_a_strategy) continue;
    throw base::UsageError(
        "no strategy of that name; did you mean " + strategy + "?",
        {.field = "denoise.strategy",
         .expected = base::join(strategy_names(), ", ") +
                     ", or a comma-separated list of columns (a single column of that name: end it with *)",
         .found = word});
  }
}

DenoiseOptions column_list(std::string_view text)
{
  DenoiseOptions options;
  options.strategy = "columns";
  for (const auto& field : base::split(text, ',')) options.columns.emplace_back(base::trim(field));
  if (std::ranges::find(options.columns, "") != options.columns.end()) {
    throw base::UsageError("empty name in the list of confounds",
                           {.field = "denoise.strategy",
                            .expected = base::join(strategy_names(), ", ") + ", or a comma-separated list of columns",
                            .found = std::string(text)});
  }
  if (options.columns.size() == 1) refuse_misspelt_strategy(options.columns.front());
  return options;
}

}  // namespace

const std::vector<std::string>& strategy_names()
{
  static const std::vector<std::string> names = {"36p",       "24p",     "24p-acompcor", "simple",
                                                 "scrubbing", "compcor", "none"};
  return names;
}

DenoiseOptions strategy_defaults(std::string_view strategy)
{
  const std::string name(base::trim(strategy));
  if (std::ranges::find(strategy_names(), name) == strategy_names().end()) return column_list(strategy);
  DenoiseOptions options;
  options.strategy = name;
  if (name == "simple" || name == "compcor") options.fd_mm.reset();
  if (name == "scrubbing") {
    options.fd_mm = 0.5;
    options.std_dvars = 1.5;
  }
  return options;
}

}  // namespace dmn::signal
