#include "signal/concordance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"

namespace dmn::signal {

Concordance::Concordance(Eigen::Index n_items)
{
  if (n_items < 2) throw base::ShapeError(fmt::format("concordance needs at least 2 items; got {}", n_items));
  sorted_.resize(static_cast<std::size_t>(n_items));
  twice_ranks_.resize(sorted_.size());
}

void Concordance::add(const Eigen::Ref<const Eigen::VectorXd>& values)
{
  const std::size_t n = sorted_.size();
  if (values.size() != std::ssize(sorted_) || !values.allFinite())
    throw base::ShapeError("a rater needs a finite value for every item",
                           {.expected = std::to_string(n), .found = std::to_string(values.size())});
  for (std::size_t i = 0; i < n; ++i)
    sorted_[i] = {values(static_cast<Eigen::Index>(i)), static_cast<std::uint32_t>(i)};
  std::ranges::sort(sorted_, {}, &Item::value);
  for (std::size_t first = 0; first < n;) {
    std::size_t end = first + 1;
    while (end < n && sorted_[end].value == sorted_[first].value) ++end;
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
