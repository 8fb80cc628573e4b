#include "signal/fourier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <numbers>
#include <unsupported/Eigen/FFT>

#include "base/error.hpp"

namespace dmn::signal {
namespace {

bool is_fast(int size)
{
  for (const int factor : {2, 3, 5})
    while (size % factor == 0) size /= factor;
  return size == 1;
}

int fast_size_from(int size)
{
  while (!is_fast(size)) ++size;
  return size;
}

}  // namespace

/// Transforms of a length whose prime factors are 2, 3 and 5.
class Fourier::Plain {
 public:
  explicit Plain(int size) : size_(size), spare_(static_cast<std::size_t>(size)) {}

  int size() const { return size_; }
  void forward(std::vector<Complex>& values)
  {
    if (size_ == 1) return;
    engine_.fwd(spare_.data(), values.data(), size_);
    values.swap(spare_);
  }
  void inverse(std::vector<Complex>& values)
  {
    if (size_ == 1) return;
    engine_.inv(spare_.data(), values.data(), size_);
    values.swap(spare_);
  }

 private:
  int size_;
  std::vector<Complex> spare_;
  Eigen::FFT<double> engine_;
};

Fourier::Fourier(int size) : size_(size)
{
  if (size < 1) throw base::ShapeError(fmt::format("a Fourier transform of {} values", size));
  if (is_fast(size)) {
    plain_ = std::make_unique<Plain>(size);
    return;
  }
  plain_ = std::make_unique<Plain>(fast_size_from(2 * size - 1));
  response_.resize(static_cast<std::size_t>(plain_->size()));
  for (std::int64_t t = 0; t < size; ++t) {
    const auto half_turns = static_cast<double>(t * t % (2 * std::int64_t{size})) / size;
    const Complex turned = std::polar(1.0, -std::numbers::pi * half_turns);
    chirp_.push_back(turned);
    response_[static_cast<std::size_t>(t)] = std::conj(turned);
    if (t > 0) response_[response_.size() - static_cast<std::size_t>(t)] = std::conj(turned);
  }
  plain_->forward(response_);
}

Fourier::~Fourier() = default;

void Fourier::convolve(std::vector<Complex>& values)
{
  std::vector<Complex> padded(response_.size());
  for (std::size_t t = 0; t < values.size(); ++t) padded[t] = values[t] * chirp_[t];
  plain_->forward(padded);
  for (std::size_t k = 0; k < padded.size(); ++k) padded[k] *= response_[k];
  plain_->inverse(padded);
  for (std::size_t k = 0; k < values.size(); ++k) values[k] = padded[k] * chirp_[k];
}

void Fourier::forward(std::vector<Complex>& values)
{
  if (static_cast<int>(values.size()) != size_)
    throw base::ShapeError(fmt::format("{} values for a Fourier transform of {}", values.size(), size_));
  if (chirp_.empty()) {
    plain_->forward(values);
  } else {
    convolve(values);
  }
}

void Fourier::inverse(std::vector<Complex>& values)
{
  for (auto& value : values) value = std::conj(value);
  forward(values);
  for (auto& value : values) value = std::conj(value) / static_cast<double>(size_);
}

}  // namespace dmn::signal
