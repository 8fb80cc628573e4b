#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "base/error.hpp"
#include "files/delimited.hpp"
#include "files/matrix_file.hpp"
#include "files/temporary_folder.hpp"

namespace dmn::files {
namespace {

using test::TemporaryFolder;

constexpr int n_mutations = 400;

/// A copy with a few bytes changed, removed or doubled: the files nobody thought of.
std::string mutated(std::string bytes, std::mt19937& random)
{
  for (auto n_changes = random() % 4 + 1; n_changes > 0 && !bytes.empty(); --n_changes) {
    const auto at = random() % bytes.size();
    const auto length = std::min<std::size_t>(random() % 16, bytes.size() - at);
    switch (random() % 4) {
      case 0:
        bytes[at] = static_cast<char>(random());
        break;
      case 1:
        bytes.erase(at, length);
        break;
      case 2:
        bytes.insert(at, bytes.substr(at, length));
        break;
      default:
        bytes.resize(at);
    }
  }
  return bytes;
}

/// Reads mutations of a file; a reader either succeeds or throws an InputError, and nothing else happens.
template <class Read>
void expect_success_or_input_error(const std::string& valid, Read read)
{
  const TemporaryFolder folder;
  std::mt19937 random(20240101);
  int n_read = 0;
  for (int i = 0; i < n_mutations; ++i) {
    const auto path = folder.write("file", mutated(valid, random));
    try {
      read(path);
      ++n_read;
    } catch (const base::InputError&) {
    }
  }
  EXPECT_GT(n_read, 0);
  EXPECT_LT(n_read, n_mutations);
}

TEST(MutatedFiles, NeverBreakTheTsvReader)
{
  std::string text = "participant_id\tgroup\tage\n";
  for (int i = 0; i < 20; ++i) text += "sub-" + std::to_string(i) + "\tcontrol\t4" + std::to_string(i) + "\r\n";
  expect_success_or_input_error(text, [](const auto& path) {
    const auto table = read_tsv(path);
    for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.names.size());
  });
}

TEST(MutatedFiles, NeverBreakTheTextMatrixReader)
{
  std::string text = "A,B,C\n";
  for (int i = 0; i < 20; ++i) text += "0.125,-3e-4," + std::to_string(i) + "\n";
  expect_success_or_input_error(text, [](const auto& path) {
    const auto matrix = read_text_matrix(path);
    const auto shape = read_text_matrix_shape(path);
    EXPECT_EQ(matrix.values.rows(), shape.rows);
    EXPECT_EQ(matrix.values.cols(), shape.columns);
  });
}

TEST(MutatedFiles, NeverBreakTheNpyReader)
{
  const std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 4), }\n";
  std::string bytes = std::string("\x93NUMPY\x01\0", 8) + static_cast<char>(header.size()) + '\0' + header;
  bytes += std::string(4 * 4 * sizeof(double), '\x3f');
  expect_success_or_input_error(bytes, [](const auto& path) {
    const auto array = read_npy(path);
    Eigen::Index n_values = 1;
    for (const auto length : array.shape) n_values *= length;
    EXPECT_EQ(static_cast<Eigen::Index>(array.values.size()), n_values);
  });
}

}  // namespace
}  // namespace dmn::files
