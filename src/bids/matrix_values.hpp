#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/run_id.hpp"
#include "connectivity/edge_list.hpp"
#include "connectivity/roi.hpp"

namespace dmn::bids {

/// What the numbers of ready-made matrices are (reference FORMATS, Values sidecar).
enum class MatrixValues { correlation, fisher_z, other };

/// `X.json` beside `X.tsv[.gz]`.
std::filesystem::path values_sidecar(const std::filesystem::path& table);
/// What the sidecar of a table says; correlation without one. @throws UsageError naming the sidecar for another word
MatrixValues read_matrix_values(const std::filesystem::path& table);
/// What a reader of the results must know of how the matrices came about (`Note` in the sidecar); empty without one.
std::string read_matrix_note(const std::filesystem::path& table);

/// Turns numbers as they stand in a file into numbers for statistics: Fisher z of correlations.
class ValueReader {
 public:
  explicit ValueReader(const std::filesystem::path& table);

  /// @param value  as in the file; NaN stays NaN
  /// @param place  says where the number stands, only asked for if it is refused
  /// @throws UsageError naming the place and the sidecar for a correlation outside [-1, 1] or an infinite number
  template <class Place>
  double operator()(double value, const Place& place) const
  {
    if (accepts(value)) return converted(value);
    throw refusal(value, place());
  }

  /// `fisher_z`, or `none` for other values.
  std::string transform() const { return values_ == MatrixValues::other ? "none" : "fisher_z"; }

 private:
  bool accepts(double value) const;
  double converted(double value) const;
  base::UsageError refusal(double value, base::Facts place) const;

  MatrixValues values_;
  std::string sidecar_;
};

/// The numbers of a table or manifest of matrices before participants are joined.
struct MatrixRows {
  std::vector<base::RunId> ids;     ///< participant as written, session; task and run are empty
  std::vector<std::string> places;  ///< `matrices.tsv:3`
  std::vector<double> edges;        ///< rows one after the other, E numbers each
  std::vector<base::Exclusion> unreadable = {};  ///< rows whose matrix file cannot be used, and why
  connectivity::EdgeList edge_list;
  connectivity::RoiTable rois;
  std::vector<std::string> edge_names = {};  ///< E, as the columns name them; empty for a manifest
};

/// A wide table: `participant_id`, `session`, then one column an edge (reference FORMATS).
/// @param rois  rows of rois.labels; empty: ROIs in order of first appearance in the header
/// @throws UsageError, InputError
MatrixRows read_wide_table(const std::filesystem::path& table, const connectivity::RoiTable& rois,
                           const ValueReader& value);

/// A manifest of matrix files: `participant_id`, `session`, `file`.
/// @throws UsageError, InputError
MatrixRows read_matrix_manifest(const std::filesystem::path& manifest, const connectivity::RoiTable& rois,
                                const ValueReader& value);

/// The edges that the columns of a wide table name, `A--B` or `B--A`, in column order.
struct NamedEdges {
  connectivity::RoiTable rois;
  connectivity::EdgeList edges;
  std::vector<std::size_t> position;  ///< of each column among the edges; not the identity where pairs were reordered
};

/// A table that holds every pair gets the full row-major order, a subset keeps the order of its columns.
/// @throws UsageError naming the table: a column that is no edge, an ROI with itself, an edge twice, a label that
/// `rois` does not have
NamedEdges named_edges(const std::vector<std::string>& columns, const connectivity::RoiTable& rois,
                       const std::string& table);

}  // namespace dmn::bids
