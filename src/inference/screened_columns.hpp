#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "inference/permuted_columns.hpp"

namespace dmn::inference {

constexpr double nothing_listed = std::numeric_limits<double>::infinity();

/// A PermutedColumn with projections known within a bound, each outcome in units of its |R|. Statistics are looked at
/// as rho = |U'P E|^2 / rss, of which |t*| = sqrt(df rho) and F* = df rho / q rise.
struct ScreenedColumn {
  PermutedColumn column;
  const double* effect_error = nullptr;    ///< T: bound on the error of |U'P E|
  const double* residual_error = nullptr;  ///< T: bound on the error of rss
  const double* threshold = nullptr;       ///< T: rho from which on a statistic counts; -1 where all do
  double listed = nothing_listed;          ///< rho from which on an outcome is listed, the largest or not
};

/// An outcome whose statistic bounds do not tell well enough.
struct OpenCell {
  std::ptrdiff_t outcome = 0;
  bool undecided = false;  ///< on which side of its threshold? Otherwise only: is it the largest of the column?
};

/// The open outcomes of a column, and the room to find them, kept from call to call.
struct OpenCells {
  std::vector<OpenCell> cells = {};
  std::vector<double> effect = {};     ///< T: upper bound on |U'P E|^2
  std::vector<double> residual = {};   ///< T: lower bound on rss
  std::vector<double> undecided = {};  ///< T: 1 where the count is open
  double known = -1;                   ///< the largest rho that is certainly reached, here or elsewhere
};

/// Adds 1 to `as_extreme` of each outcome that certainly reaches its threshold, and lists those of which bounds do not
/// tell, as well as all that may have the largest rho of the column, unless it is below `known`, and all that may reach
/// `listed`. An outcome without a test does not reach its threshold, nor is it open.
/// @param known       a rho that was reached elsewhere; -1 if none was
/// @param as_extreme  T
void screen(const ScreenedColumn& screened, double known, std::int64_t* as_extreme, OpenCells& open);

}  // namespace dmn::inference
