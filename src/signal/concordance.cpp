#include "signal/concordance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <utility>

#include "base/error.hpp"

namespace dmn::signal {
namespace {

/// Digits of a key, the last first.
constexpr int digit_bits = 8;
constexpr std::size_t n_digits = 32 / digit_bits;
constexpr std::uint32_t n_buckets = 1U << digit_bits;

std::uint32_t digit(std::uint32_t key, std::size_t place)
{
  return (key >> (place * digit_bits)) % n_buckets;
}

/// Whole numbers in the order of numbers in single precision.
std::uint32_t key_of(double value)
{
  constexpr std::uint32_t sign = 1U << 31;
  constexpr double largest = std::numeric_limits<float>::max();
  const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(std::clamp(value, -largest, largest)));
  return (bits & sign) != 0 ? ~bits : bits | sign;
}

}  // namespace

Concordance::Concordance(Eigen::Index n_items)
{
  if (n_items < 2) throw base::ShapeError(fmt::format("concordance needs at least 2 items; got {}", n_items));
  sorted_.resize(static_cast<std::size_t>(n_items));
  room_.resize(sorted_.size());
  twice_ranks_.resize(sorted_.size());
}

/// By digits of single-precision keys, which needs no comparison, then by value where keys are equal.
void Concordance::sort(const Eigen::Ref<const Eigen::VectorXd>& values)
{
  std::array<std::array<std::uint32_t, n_buckets>, n_digits> places{};
  for (std::uint32_t i = 0; i < sorted_.size(); ++i) {
    sorted_[i] = {key_of(values(i)), i};
    for (std::size_t place = 0; place < n_digits; ++place) ++places[place][digit(sorted_[i].key, place)];
  }
  for (std::size_t place = 0; place < n_digits; ++place) {
    std::uint32_t before = 0;
    for (auto& count : places[place]) before += std::exchange(count, before);
    for (const Item& item : sorted_) room_[places[place][digit(item.key, place)]++] = item;
    std::swap(sorted_, room_);
  }
  for (auto first = sorted_.begin(); first != sorted_.end();) {
    const auto end = std::find_if(first, sorted_.end(), [&](const Item& item) { return item.key != first->key; });
    if (end - first > 1)
      std::sort(first, end, [&](const Item& a, const Item& b) { return values(a.number) < values(b.number); });
    first = end;
  }
}

void Concordance::add(const Eigen::Ref<const Eigen::VectorXd>& values)
{
  const std::size_t n = sorted_.size();
  if (values.size() != std::ssize(sorted_) || !values.allFinite())
    throw base::ShapeError("a rater needs a finite value for every item",
                           {.expected = std::to_string(n), .found = std::to_string(values.size())});
  sort(values);
  for (std::size_t first = 0; first < n;) {
    std::size_t end = first + 1;
    while (end < n && values(sorted_[end].number) == values(sorted_[first].number)) ++end;
    for (std::size_t i = first; i < end; ++i)
      twice_ranks_[sorted_[i].number] += static_cast<std::int64_t>(first + end + 1);
    const auto tied = static_cast<double>(end - first);
    ties_ += tied * tied * tied - tied;
    first = end;
  }
  ++n_raters_;
}

double Concordance::w() const
{
  const auto m = static_cast<double>(n_raters_);
  const auto n = static_cast<double>(sorted_.size());
  const double largest = m * m * (n * n * n - n) - m * ties_;
  if (n_raters_ < 2 || !(largest > 0)) return std::numeric_limits<double>::quiet_NaN();
  double squares = 0;
  for (const auto twice : twice_ranks_) {
    const double twice_deviation = static_cast<double>(twice) - m * (n + 1);
    squares += twice_deviation * twice_deviation;
  }
  return 3 * squares / largest;
}

}  // namespace dmn::signal
