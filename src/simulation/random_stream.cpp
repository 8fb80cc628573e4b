#include "simulation/random_stream.hpp"

#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>

#include "base/philox.hpp"

namespace dmn::simulation {
namespace {

constexpr double two_to_minus_32 = 1.0 / 4294967296.0;

std::array<std::uint32_t, 4> first_counter(const StreamAddress& address)
{
  const std::uint32_t where = static_cast<std::uint32_t>(address.purpose) << 24U |
                              static_cast<std::uint32_t>(address.run) << 16U | address.session;
  return {0, address.item, address.participant, where};
}

}  // namespace

RandomStream::RandomStream(std::uint64_t seed, const StreamAddress& address)
    : seed_(seed), counter_(first_counter(address))
{
}

std::uint32_t RandomStream::next_word()
{
  if (used_ == words_.size()) {
    words_ = base::philox(seed_, counter_);
    ++counter_[0];
    used_ = 0;
  }
  return words_[used_++];
}

double RandomStream::uniform()
{
  return (next_word() + 0.5) * two_to_minus_32;
}

double RandomStream::normal()
{
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2.0 * std::log(uniform()));
  const double angle = 2.0 * std::numbers::pi * uniform();
  spare_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

Eigen::MatrixXd RandomStream::normal_matrix(Eigen::Index rows, Eigen::Index columns)
{
  Eigen::MatrixXd matrix(rows, columns);
  for (Eigen::Index c = 0; c < columns; ++c)
    for (Eigen::Index r = 0; r < rows; ++r) matrix(r, c) = normal();
  return matrix;
}

NoiseTable::NoiseTable() : quantiles_(65536)
{
  for (std::size_t q = 0; q < quantiles_.size(); ++q) {
    const double p = (static_cast<double>(q) + 0.5) / static_cast<double>(quantiles_.size());
    quantiles_[q] = static_cast<float>(-std::numbers::sqrt2 * boost::math::erfc_inv(2.0 * p));
  }
}

void NoiseTable::fill(std::uint64_t seed, const StreamAddress& address, std::span<float> noise) const
{
  auto counter = first_counter(address);
  for (std::size_t n = 0; n < noise.size(); n += 8, ++counter[0]) {
    const auto words = base::philox(seed, counter);
    const std::size_t count = std::min<std::size_t>(8, noise.size() - n);
    for (std::size_t k = 0; k < count; ++k)
      noise[n + k] = quantiles_[words[k / 2] >> (k % 2 == 0 ? 0U : 16U) & 0xffffU];
  }
}

}  // namespace dmn::simulation
