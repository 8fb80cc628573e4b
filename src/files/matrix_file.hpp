#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>
#include <vector>

namespace dmn::files {

/// A matrix of numbers from a text file: tabs, commas or blanks, with or without one header line; plain or gzip.
struct TextMatrix {
  std::vector<std::string> names;  ///< header, empty without one
  Eigen::MatrixXd values;          ///< rows as in the file; missing cells are NaN
};

/// @throws InputError naming file, line and column for a cell that is no number, rows of unequal length, no rows
TextMatrix read_text_matrix(const std::filesystem::path& path);

/// Rows and columns of such a file, counted without reading the numbers.
struct TextMatrixShape {
  Eigen::Index rows = 0;
  Eigen::Index columns = 0;
};

/// @throws InputError for a file without a row of numbers
TextMatrixShape read_text_matrix_shape(const std::filesystem::path& path);

/// A NumPy `.npy` file (version 1 or 2, little-endian float32 or float64, C order), one or two dimensions.
struct NpyArray {
  std::vector<Eigen::Index> shape;
  std::vector<double> values;  ///< C order
};

/// @throws InputError naming the file and what of it is not supported, or a length that does not match the shape
NpyArray read_npy(const std::filesystem::path& path);

}  // namespace dmn::files
