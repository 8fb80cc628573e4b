// Times candidates for the chunk shape of /connectivity: writing it row block by row block, then what readers take: all
// rows of 64 edges, all rows of one edge, one row. Usage: chunk_shape RUNS EDGES FOLDER
#include <hdf5.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>

#include "store/dataset_reader.hpp"
#include "store/dataset_writer.hpp"
#include "store/hdf5_file.hpp"

namespace {

using dmn::store::ChunkShape;

/// CPU time, user and system: the files stay in the page cache, and other programs on the machine do not count.
double milliseconds(const std::function<void()>& work)
{
  const auto start = std::clock();
  work();
  return 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

/// Mean of some repetitions, each on a newly opened file so that no chunk is left in HDF5's cache.
double reading(const std::filesystem::path& path,
               const std::function<void(const dmn::store::StoredDataset&, int)>& read)
{
  constexpr int repetitions = 10;
  double total = 0;
  for (int k = 0; k < repetitions; ++k) {
    const auto file = dmn::store::open_file(path);
    const dmn::store::StoredDataset dataset(file.id(), "/x");
    total += milliseconds([&] { read(dataset, k); });
  }
  return total / repetitions;
}

void read_row(const dmn::store::StoredDataset& dataset, hsize_t row)
{
  std::vector<double> values(dataset.shape()[1]);
  const std::array<hsize_t, 2> start = {row, 0};
  const std::array<hsize_t, 2> count = {1, dataset.shape()[1]};
  const dmn::store::Handle memory(H5Screate_simple(2, count.data(), nullptr), H5Sclose, "H5Screate_simple");
  const dmn::store::Handle space(H5Dget_space(dataset.id()), H5Sclose, "H5Dget_space");
  dmn::store::check_hdf5(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr),
                         "select");
  dmn::store::check_hdf5(H5Dread(dataset.id(), H5T_NATIVE_DOUBLE, memory.id(), space.id(), H5P_DEFAULT, values.data()),
                         "H5Dread");
}

void measure(const ChunkShape& chunk, Eigen::Index runs, Eigen::Index edges, const std::filesystem::path& path)
{
  const Eigen::MatrixXd block = Eigen::MatrixXd::Random(chunk.rows, edges);
  const double writing = milliseconds([&] {
    auto file = dmn::store::create_file(path);
    dmn::store::RowWriter writer(file.id(), "x", runs, edges, chunk, {"1", "d"});
    for (Eigen::Index row = 0; row < runs; row += chunk.rows)
      writer.append(block.topRows(std::min(chunk.rows, runs - row)));
    writer.finish();
    file.close();
  });
  const double columns = reading(path, [&](const auto& data, int k) { data.columns((k * 7919) % (edges - 64), 64); });
  const double column = reading(path, [&](const auto& data, int k) { data.columns((k * 7919) % edges, 1); });
  const double row =
      reading(path, [&](const auto& data, int k) { read_row(data, static_cast<hsize_t>((k * 97) % runs)); });
  std::printf("%3td x %5td  write %7.3f ms/run  64 edges %7.2f ms  1 edge %7.2f ms  1 row %6.2f ms\n", chunk.rows,
              chunk.columns, writing / static_cast<double>(runs), columns, column, row);
  std::filesystem::remove(path);
}

}  // namespace

int main(int argc, char** argv)
{
  if (argc != 4) return 2;
  const Eigen::Index runs = std::atol(argv[1]);
  const Eigen::Index edges = std::atol(argv[2]);
  for (const Eigen::Index rows : {8, 13, 16, 32}) {
    if (rows * edges * 8 > 16 << 20) continue;
    for (const Eigen::Index columns : {64, 128, 256, 512, 2048}) {
      measure({rows, std::min(columns, edges)}, runs, edges, std::filesystem::path(argv[3]) / "chunk_shape.h5");
    }
  }
}
