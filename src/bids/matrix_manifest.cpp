#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "bids/dataset_path.hpp"
#include "bids/matrix_values.hpp"
#include "connectivity/matrix_vector.hpp"
#include "files/delimited.hpp"
#include "files/matrix_file.hpp"

namespace dmn::bids {
namespace {

using base::InputError;
using base::UsageError;

constexpr double symmetry_tolerance = 1e-6;  // float32 and decimal text round

/// Reads matrix files of one number of ROIs into rows of edges. InputError: this file cannot be used; UsageError: none
/// can.
class MatrixFiles {
 public:
  MatrixFiles(std::size_t n_rois, const ValueReader& value)
      : n_rois_(static_cast<Eigen::Index>(n_rois)), n_edges_(n_rois_ * (n_rois_ - 1) / 2), value_(value)
  {
  }

  void append(const std::filesystem::path& path, std::vector<double>& edges) const
  {
    std::string name = path.filename().string();
    if (name.ends_with(".gz")) name.resize(name.size() - 3);
    if (name.ends_with(".npy")) {
      append_npy(path, edges);
    } else if (name.ends_with(".tsv") || name.ends_with(".csv")) {
      append_square(files::read_text_matrix(path), path, edges);
    } else {
      throw UsageError("not a matrix file", {.file = path.string(), .expected = "a name ending in .npy, .tsv or .csv"});
    }
  }

 private:
  InputError wrong_shape(const std::filesystem::path& path, const std::string& found) const
  {
    return InputError(
        "the matrix and the ROI table do not belong together",
        {.file = path.string(),
         .field = "shape",
         .expected = fmt::format("({0}, {0}), or ({1},) for the upper triangle, for the {0} rows of rois.labels",
                                 n_rois_, n_edges_),
         .found = found});
  }

  void append_npy(const std::filesystem::path& path, std::vector<double>& edges) const
  {
    const auto array = files::read_npy(path);
    if (array.shape.size() == 1) {
      if (array.shape[0] != n_edges_) throw wrong_shape(path, fmt::format("({},)", array.shape[0]));
      for (std::size_t edge = 0; edge < array.values.size(); ++edge)
        edges.push_back(value_(array.values[edge], [&] {
          return base::Facts{.file = path.string(), .field = fmt::format("edge {}", edge)};
        }));
      return;
    }
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    append_symmetric(Eigen::Map<const RowMajor>(array.values.data(), array.shape[0], array.shape[1]), path, edges);
  }

  void append_square(const files::TextMatrix& matrix, const std::filesystem::path& path,
                     std::vector<double>& edges) const
  {
    if (!matrix.names.empty())
      throw InputError("a header line in a matrix file; expected numbers only", {.file = path.string()});
    append_symmetric(matrix.values, path, edges);
  }

  void append_symmetric(const Eigen::MatrixXd& matrix, const std::filesystem::path& path,
                        std::vector<double>& edges) const
  {
    if (matrix.rows() != n_rois_ || matrix.cols() != n_rois_)
      throw wrong_shape(path, fmt::format("({}, {})", matrix.rows(), matrix.cols()));
    for (Eigen::Index i = 0; i < n_rois_; ++i) {
      for (Eigen::Index j = i + 1; j < n_rois_; ++j) {
        require_symmetry(matrix, i, j, path);
        edges.push_back(value_(matrix(i, j), [&] {
          return base::Facts{.file = path.string(), .field = fmt::format("row {}, column {}", i + 1, j + 1)};
        }));
      }
    }
  }

  static void require_symmetry(const Eigen::MatrixXd& matrix, Eigen::Index i, Eigen::Index j,
                               const std::filesystem::path& path)
  {
    const double upper = matrix(i, j);
    const double lower = matrix(j, i);
    const bool both_missing = std::isnan(upper) && std::isnan(lower);
    if (both_missing || upper == lower ||
        std::abs(upper - lower) <= symmetry_tolerance * std::max(1.0, std::abs(upper)))
      return;
    throw InputError("the matrix is not symmetric", {.file = path.string(),
                                                     .field = fmt::format("row {}, column {}", j + 1, i + 1),
                                                     .expected = base::format_number(upper),
                                                     .found = base::format_number(lower)});
  }

  Eigen::Index n_rois_;
  Eigen::Index n_edges_;
  const ValueReader& value_;
};

}  // namespace

MatrixRows read_matrix_manifest(const std::filesystem::path& manifest, const connectivity::RoiTable& rois,
                                const ValueReader& value)
{
  if (rois.size() < 2)
    throw UsageError("a manifest of matrices needs the names of its regions",
                     {.file = manifest.string(), .field = "rois.labels", .expected = "an ROI table"});
  const auto table = files::read_tsv(manifest);
  if (table.names != std::vector<std::string>{"participant_id", "session", "file"})
    throw UsageError("not a manifest of matrices", {.file = manifest.string(),
                                                    .field = "header",
                                                    .expected = "exactly participant_id, session, file",
                                                    .found = base::join(table.names, ", ")});
  const std::size_t participant = table.require("participant_id");
  const std::size_t session = table.require("session");
  const std::size_t file = table.require("file");

  const auto folder = std::filesystem::absolute(manifest).lexically_normal().parent_path();
  const MatrixFiles reader(rois.size(), value);
  MatrixRows rows{.ids = {},
                  .places = {},
                  .edges = {},
                  .edge_list = connectivity::EdgeList::full(static_cast<int>(rois.size())),
                  .rois = rois};
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto& cells = table.rows[row];
    if (base::is_missing(cells[participant])) throw UsageError("no participant_id", {.file = table.line_of(row)});
    base::RunId id{.participant = std::string(base::trim(cells[participant]))};
    if (!base::is_missing(cells[session])) id.session = base::trim(cells[session]);
    const std::size_t before = rows.edges.size();
    try {
      reader.append(folder / path_in_dataset(folder, cells[file]), rows.edges);
      rows.ids.push_back(std::move(id));
      rows.places.push_back(table.line_of(row));
    } catch (InputError& error) {
      error.name_files_below(folder.string());
      rows.edges.resize(before);
      rows.unreadable.push_back({id, table.line_of(row) + ": " + error.what()});
    }
  }
  return rows;
}

}  // namespace dmn::bids
