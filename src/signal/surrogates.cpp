#include "signal/surrogates.hpp"

#include <numbers>

#include "base/random_words.hpp"

namespace dmn::signal {
namespace {

using Complex = Fourier::Complex;

constexpr std::uint32_t purpose = 113U << 24U;

/// A phase factor a frequency, conjugate at the negative ones; the mean and the Nyquist frequency keep theirs.
std::vector<Complex> random_phases(int n, std::uint64_t seed, std::uint32_t number)
{
  base::RandomWords words(seed, number, 0, purpose);
  std::vector<Complex> factors(static_cast<std::size_t>(n), Complex(1, 0));
  for (int k = 1; 2 * k < n; ++k) {
    const Complex factor = std::polar(1.0, 2 * std::numbers::pi * words.uniform());
    factors[static_cast<std::size_t>(k)] = factor;
    factors[static_cast<std::size_t>(n - k)] = std::conj(factor);
  }
  return factors;
}

}  // namespace

PhaseSurrogates::PhaseSurrogates(const Eigen::MatrixXd& series, std::uint64_t seed)
    : n_series_(series.cols()), seed_(seed), fourier_(static_cast<int>(series.rows()))
{
  for (Eigen::Index first = 0; first < n_series_; first += 2) {
    std::vector<Complex> pair(static_cast<std::size_t>(series.rows()));
    for (Eigen::Index t = 0; t < series.rows(); ++t)
      pair[static_cast<std::size_t>(t)] = {series(t, first), first + 1 < n_series_ ? series(t, first + 1) : 0.0};
    fourier_.forward(pair);
    spectra_.push_back(std::move(pair));
  }
}

Eigen::MatrixXd PhaseSurrogates::surrogate(std::uint32_t number)
{
  const auto factors = random_phases(fourier_.size(), seed_, number);
  Eigen::MatrixXd result(fourier_.size(), n_series_);
  Eigen::Index first = 0;
  for (auto values : spectra_) {
    for (std::size_t k = 0; k < values.size(); ++k) values[k] *= factors[k];
    fourier_.inverse(values);
    for (std::size_t t = 0; t < values.size(); ++t) {
      result(static_cast<Eigen::Index>(t), first) = values[t].real();
      if (first + 1 < n_series_) result(static_cast<Eigen::Index>(t), first + 1) = values[t].imag();
    }
    first += 2;
  }
  return result;
}

}  // namespace dmn::signal
