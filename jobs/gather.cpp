#include "gather.hpp"

#include <algorithm>
#include <optional>

#include "run_estimates.hpp"
#include "store/cohort_file.hpp"
#include "store/shard.hpp"
#include "tangent_rows.hpp"

namespace dmn::jobs {
namespace {

using connectivity::Kind;

std::vector<store::KindInfo> kind_infos(const ConnectivityOptions& options)
{
  std::vector<store::KindInfo> infos;
  for (const Kind kind : options.kinds) {
    infos.push_back({.name = connectivity::name_of(kind),
                     .transform = connectivity::transform_of(kind),
                     .estimator = connectivity::is_pearson(kind) ? "pearson" : connectivity::name_of(options.estimator),
                     .has_diagonal = connectivity::has_diagonal(kind)});
  }
  return infos;
}

/// Copies the rows of one kind from the shards into the cohort file, one after the other.
class RowCopier {
 public:
  RowCopier(const std::filesystem::path& out, const AssembledCohort& assembled, std::string roi_set,
            std::string strategy)
      : out_(out), assembled_(assembled), roi_set_(std::move(roi_set)), strategy_(std::move(strategy))
  {
  }

  void copy(Kind kind, store::CohortWriter& writer) const
  {
    for (const auto& shard : assembled_.shards) {
      const auto estimate = store::read_shard_kind(out_ / shard, roi_set_, strategy_, kind);
      Eigen::MatrixXd diagonal;
      if (connectivity::has_diagonal(kind)) diagonal = estimate.diagonal.transpose();
      writer.append(connectivity::name_of(kind), estimate.edges.transpose(), diagonal);
    }
  }

  void copy_measures(const std::vector<connectivity::MeasureInfo>& infos, store::CohortWriter& writer) const
  {
    for (const auto& shard : assembled_.shards) {
      const auto measures = store::read_shard_measures(out_ / shard, roi_set_, strategy_);
      for (std::size_t m = 0; m < infos.size(); ++m)
        writer.append_measure(infos[m].name, measures.at(m).values.transpose());
    }
  }

 private:
  const std::filesystem::path& out_;
  const AssembledCohort& assembled_;
  std::string roi_set_;
  std::string strategy_;
};

}  // namespace

void gather_cohort(const Options& options, const Study& study, const Combination& combination,
                   const AssembledCohort& assembled, const parallel::Communicator& world)
{
  const auto& set = study.sets[combination.set];
  const std::string strategy = strategy_label(options.denoising[combination.denoising]);
  std::optional<store::CohortWriter> writer;
  parallel::on_master(world, [&] {
    writer.emplace(cohort_path(options, study, combination), assembled.cohort, kind_infos(options.connectivity),
                   provenance_of(options), measure_infos(options.connectivity));
    const RowCopier copier(options.out, assembled, set.name, strategy);
    for (const Kind kind : options.connectivity.kinds) {
      if (kind != Kind::tangent) copier.copy(kind, *writer);
    }
    if (!options.connectivity.measures.empty()) copier.copy_measures(measure_infos(options.connectivity), *writer);
  });
  if (std::ranges::find(options.connectivity.kinds, Kind::tangent) != options.connectivity.kinds.end()) {
    const TangentSpace tangent(options.out, assembled.shards, set.name, strategy, std::ssize(set.rois), world);
    constexpr Eigen::Index rows_per_round = 16;
    for (Eigen::Index first = 0; first < tangent.n_runs(); first += rows_per_round) {
      const auto block = tangent.block_together(first, std::min(rows_per_round, tangent.n_runs() - first));
      parallel::on_master(world, [&] { writer->append("tangent", block.edges, block.diagonals); });
    }
  }
  parallel::on_master(world, [&] { writer->finish(); });
}

}  // namespace dmn::jobs
