#include "bids/run_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "bids/sidecar.hpp"
#include "files/line_stream.hpp"

namespace dmn::bids {
namespace {

using base::InputError;

constexpr double largest_tr_difference = 1e-3;  // seconds, METHODS.md section 11
constexpr double float32_slack = 1e-6;          // the header's number has seven digits

bool has_column(const std::vector<std::string>& names, const std::string& needed)
{
  return std::ranges::any_of(names, [&](const auto& name) { return base::matches_wildcard(needed, base::trim(name)); });
}

struct ConfoundsOutline {
  std::vector<std::string> names;
  std::int64_t n_rows = 0;
};

ConfoundsOutline read_outline(const std::filesystem::path& path)
{
  files::LineStream lines(path);
  std::string_view line;
  ConfoundsOutline outline;
  if (!lines.next(line)) throw InputError("is empty; expected a header line", {.file = path.string()});
  outline.names = base::split(line, '\t');
  while (lines.next(line)) ++outline.n_rows;
  return outline;
}

}  // namespace

void check_confounds(FoundRun& found, const std::vector<std::string>& needed)
{
  const auto file = (found.run.dataset / found.run.confounds).string();
  ConfoundsOutline outline;
  try {
    outline = read_outline(file);
  } catch (const InputError& error) {
    found.blame(error);
    return;
  }
  std::vector<std::string> absent;
  std::ranges::copy_if(needed, std::back_inserter(absent),
                       [&](const auto& name) { return !has_column(outline.names, name); });
  if (!absent.empty())
    found.blame(InputError(
        "confound columns are missing",
        {.file = file, .field = base::join(absent, ", "), .expected = "columns of these names", .found = "absent"}));
  if (found.run.n_volumes > 0 && outline.n_rows != found.run.n_volumes)
    found.blame(InputError("confounds rows and volumes differ",
                           {.file = file,
                            .field = "rows",
                            .expected = fmt::format("{}, one a volume", found.run.n_volumes),
                            .found = std::to_string(outline.n_rows)}));
}

void settle_repetition_time(FoundRun& found, const std::vector<NamedTime>& times, std::optional<double> fallback)
{
  auto& run = found.run;
  const auto file = run.dataset / (run.image.empty() ? run.series : run.image);
  if (times.empty() && !fallback) {
    found.blame(InputError("TR missing", {.file = file.string(),
                                          .field = "RepetitionTime",
                                          .expected = "seconds in the JSON sidecar or the header, or input.tr_s",
                                          .found = "absent"}));
    return;
  }
  run.tr_s = times.empty() ? *fallback : times.front().seconds.value;
  for (const auto& other : times) {
    if (std::abs(other.seconds.value - run.tr_s) <= largest_tr_difference + float32_slack) continue;
    const auto& first = times.front();
    found.blame(InputError("TR mismatch", {.file = first.file.string(),
                                           .field = first.field,
                                           .expected = fmt::format("{} s, as {} says in {}", other.seconds.value,
                                                                   other.field, other.file.string()),
                                           .found = fmt::format("{} s", first.seconds.value)}));
  }
}

std::filesystem::path admitted(FoundRun& found, const FoundFile& file)
{
  if (file.refusal.empty()) return file.path;
  found.blame(InputError(file.refusal, {.file = file.path.string()}));
  return {};
}

void add_sidecar_time(FoundRun& found, const std::filesystem::path& json, std::vector<NamedTime>& times)
{
  const auto path = found.run.dataset / json;
  try {
    const auto timing = read_timing(path);
    if (timing.repetition_time) times.push_back({*timing.repetition_time, timing.field, path});
  } catch (const InputError& error) {
    found.blame(error);
  }
}

}  // namespace dmn::bids
