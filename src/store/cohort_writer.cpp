#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "store/atomic_file.hpp"
#include "store/attributes.hpp"
#include "store/cohort_file.hpp"
#include "store/cohort_layout.hpp"
#include "store/cohort_tables.hpp"
#include "store/contents.hpp"
#include "store/dataset_writer.hpp"
#include "store/hdf5_file.hpp"
#include "store/measure_meaning.hpp"
#include "store/provenance.hpp"

namespace dmn::store {

ChunkShape cohort_chunk(Eigen::Index n_edges)
{
  constexpr Eigen::Index block_bytes = 8 << 20;
  constexpr Eigen::Index most_rows = 32;
  constexpr Eigen::Index columns = 256;
  const auto row_bytes = std::max<Eigen::Index>(n_edges, 1) * static_cast<Eigen::Index>(sizeof(double));
  return {std::clamp<Eigen::Index>(block_bytes / row_bytes, 1, most_rows), columns};
}

class CohortWriter::Impl {
 public:
  Impl(const std::filesystem::path& path, const stats::Cohort& cohort, std::vector<KindInfo> kinds,
       const Provenance& provenance, const std::vector<connectivity::MeasureInfo>& measures)
      : path_(path),
        chunk_(cohort_chunk(cohort.edges.size())),
        file_(path),
        hdf5_(naming_file(path, [&] { return create_file(file_.temporary_path()); }))
  {
    naming_file(path, [&] {
      write_attribute(hdf5_.id(), "schema", cohort_schema);
      write_cohort_tables(hdf5_.id(), cohort);
      write_provenance(hdf5_.id(), provenance);
      const Handle group = create_group(hdf5_.id(), "connectivity");
      for (auto& kind : kinds) add_kind(group.id(), kind, cohort);
      if (!measures.empty()) add_measures(measures, cohort);
      seal_file(hdf5_.id());
    });
  }

  Eigen::Index rows_per_block() const noexcept { return chunk_.rows; }

  void append(const std::string& kind, const Eigen::MatrixXd& rows, const Eigen::MatrixXd& diagonals)
  {
    naming_file(path_, [&] {
      const auto found = kinds_.find(kind);
      if (found == kinds_.end()) throw base::ShapeError("a kind was not announced", {.field = kind});
      auto& [edges, diagonal] = found->second;
      if (diagonal ? diagonals.rows() != rows.rows() : diagonals.size() != 0) {
        throw base::ShapeError("a kind has other diagonals than announced",
                               {.field = kind,
                                .expected = std::to_string(diagonal ? rows.rows() : 0) + " rows",
                                .found = std::to_string(diagonals.rows())});
      }
      edges.append(rows);
      if (diagonal) diagonal->append(diagonals);
    });
  }

  void append_measure(const std::string& name, const Eigen::MatrixXd& rows)
  {
    naming_file(path_, [&] {
      const auto found = measures_.find(name);
      if (found == measures_.end()) throw base::ShapeError("a measure was not announced", {.field = name});
      found->second.append(rows);
    });
  }

  void finish()
  {
    naming_file(path_, [&] {
      for (auto& [name, measure] : measures_) measure.finish();
      for (auto& [name, kind] : kinds_) {
        kind.edges.finish();
        if (kind.diagonal) kind.diagonal->finish();
      }
      hdf5_.close();
      file_.commit();
    });
  }

 private:
  struct Kind {
    RowWriter edges;
    std::optional<RowWriter> diagonal;
  };

  void add_kind(hid_t group, const KindInfo& kind, const stats::Cohort& cohort)
  {
    const auto n_runs = static_cast<Eigen::Index>(cohort.runs.size());
    const auto n_rois = static_cast<Eigen::Index>(cohort.rois.size());
    const Meaning meaning{
        "1",
        "One row a run, one column an edge: " + kind.name + (kind.transform == "fisher_z" ? ", Fisher z" : ""),
        {{"transform", kind.transform}, {"estimator", kind.estimator}}};
    Kind writers{RowWriter(group, kind.name, n_runs, cohort.edges.size(), chunk_, meaning), std::nullopt};
    if (kind.has_diagonal) {
      const Meaning of_diagonal{"1", "Diagonal of the " + kind.name + " matrix: one row a run, one column an ROI",
                                meaning.more};
      writers.diagonal.emplace(group, kind.name + "_diagonal", n_runs, n_rois, chunk_, of_diagonal);
    }
    kinds_.emplace(kind.name, std::move(writers));
  }

  void add_measures(const std::vector<connectivity::MeasureInfo>& measures, const stats::Cohort& cohort)
  {
    const Handle group = create_group(hdf5_.id(), "measures");
    const auto n_runs = static_cast<Eigen::Index>(cohort.runs.size());
    const auto n_rois = static_cast<Eigen::Index>(cohort.rois.size());
    for (const auto& info : measures)
      measures_.emplace(info.name, RowWriter(group.id(), info.name, n_runs, info.per_roi ? n_rois : 1, chunk_,
                                             measure_meaning(info, info.per_roi ? "One row a run, one column an ROI: "
                                                                                : "One row a run: ")));
  }

  std::filesystem::path path_;
  ChunkShape chunk_;
  AtomicFile file_;
  Handle hdf5_;
  std::map<std::string, Kind> kinds_;
  std::map<std::string, RowWriter> measures_;
};

CohortWriter::CohortWriter(const std::filesystem::path& path, const stats::Cohort& cohort, std::vector<KindInfo> kinds,
                           Provenance provenance, const std::vector<connectivity::MeasureInfo>& measures)
    : impl_(std::make_unique<Impl>(path, cohort, std::move(kinds), provenance, measures))
{
}

CohortWriter::~CohortWriter() = default;

Eigen::Index CohortWriter::rows_per_block() const noexcept
{
  return impl_->rows_per_block();
}

void CohortWriter::append(const std::string& kind, const Eigen::MatrixXd& rows, const Eigen::MatrixXd& diagonals)
{
  impl_->append(kind, rows, diagonals);
}

void CohortWriter::append_measure(const std::string& name, const Eigen::MatrixXd& rows)
{
  impl_->append_measure(name, rows);
}

void CohortWriter::finish()
{
  impl_->finish();
}

}  // namespace dmn::store
