#pragma once

#include <complex>
#include <memory>
#include <vector>

namespace dmn::signal {

/// Discrete Fourier transforms of one length, fast for every length: lengths with prime factors above 5 are computed as
/// a convolution of a length that has none (Bluestein 1970, IEEE Trans Audio Electroacoust 18:451).
class Fourier {
 public:
  using Complex = std::complex<double>;

  /// @param size  n. @throws ShapeError below 1
  explicit Fourier(int size);
  ~Fourier();

  int size() const noexcept { return size_; }
  /// X_k = sum_t x_t exp(-2 pi i k t / n). @param values  n, in place
  void forward(std::vector<Complex>& values);
  /// x_t = 1/n sum_k X_k exp(2 pi i k t / n). @param values  n, in place
  void inverse(std::vector<Complex>& values);

 private:
  class Plain;
  void convolve(std::vector<Complex>& values);

  int size_;
  std::unique_ptr<Plain> plain_;
  std::vector<Complex> chirp_ = {};     ///< n, empty where the length is fast by itself
  std::vector<Complex> response_ = {};  ///< transform of the conjugate chirp, padded
};

}  // namespace dmn::signal
