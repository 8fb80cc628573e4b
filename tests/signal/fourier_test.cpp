#include "signal/fourier.hpp"

#include <gtest/gtest.h>

#include <numbers>
#include <random>

#include "base/error.hpp"

namespace dmn::signal {
namespace {

using Complex = Fourier::Complex;

std::vector<Complex> random_values(int size)
{
  std::mt19937_64 engine(7);
  std::uniform_real_distribution<double> uniform(-1, 1);
  std::vector<Complex> values(static_cast<std::size_t>(size));
  for (auto& value : values) value = {uniform(engine), uniform(engine)};
  return values;
}

/// The definition.
std::vector<Complex> slow_forward(const std::vector<Complex>& values)
{
  const std::size_t n = values.size();
  std::vector<Complex> result(n);
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t t = 0; t < n; ++t)
      result[k] +=
          values[t] * std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(k * t % n) / static_cast<double>(n));
  return result;
}

TEST(Fourier, IsTheDefinitionForLengthsWithAndWithoutLargePrimes)
{
  constexpr double rounding = 1e-11;
  for (const int size : {1, 2, 8, 60, 7, 97, 134, 211}) {
    auto values = random_values(size);
    const auto expected = slow_forward(values);

    Fourier(size).forward(values);

    for (std::size_t k = 0; k < values.size(); ++k) EXPECT_LT(std::abs(values[k] - expected[k]), rounding) << size;
  }
}

TEST(Fourier, InverseLeadsBack)
{
  constexpr double rounding = 1e-13;
  for (const int size : {1, 30, 97, 300, 499}) {
    Fourier fourier(size);
    const auto given = random_values(size);
    auto values = given;

    fourier.forward(values);
    fourier.inverse(values);

    for (std::size_t t = 0; t < values.size(); ++t) EXPECT_LT(std::abs(values[t] - given[t]), rounding) << size;
  }
}

TEST(Fourier, RefusesAnotherLength)
{
  std::vector<Complex> values(5);

  EXPECT_THROW(Fourier(7).forward(values), base::ShapeError);
  EXPECT_THROW(Fourier(0), base::ShapeError);
}

}  // namespace
}  // namespace dmn::signal
