#include "parcellation/roi_sums.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/error.hpp"
#include "parcellation/constant_voxels.hpp"
#include "parcellation/sum_pass.hpp"

namespace dmn::parcellation {
namespace {

using SetRuns = std::vector<std::vector<RoiRun>>;
using Counts = std::vector<std::size_t>;

SetRuns without(const SetRuns& runs, const VoxelSet& voxels)
{
  SetRuns rest;
  for (const auto& set : runs) rest.push_back(runs_outside(set, voxels));
  return rest;
}

/// One run's sums for one voxel type.
template <class T>
class Summation {
 public:
  Summation(const std::filesystem::path& path, const SetRuns& runs, const Counts& n_rois, std::int64_t n_voxels)
      : path_(path), runs_(runs), n_rois_(n_rois), plan_(plan_sums(runs, n_rois)), left_out_(n_voxels)
  {
  }

  RoiSums operator()(image::VoxelStream& stream)
  {
    std::vector<RawSum<T>> rows = first_pass(stream);
    if (needs_second_pass_) {
      rows = second_pass();
    } else {
      subtract_constants(rows);
    }
    return finish(rows);
  }

 private:
  template <class EndOfVolume>
  static void run_through(image::VoxelStream& stream, SumPass<T>& pass, ConstantVoxels<T>* constants,
                          EndOfVolume end_of_volume)
  {
    const std::int64_t n_voxels = stream.header().grid.n_voxels();
    for (auto block = stream.next(); !block.empty(); block = stream.next()) {
      pass.add(block);
      if (constants != nullptr) constants->observe(block);
      if (block.first_voxel + static_cast<std::int64_t>(block.as<T>().size()) < n_voxels) continue;
      pass.end_volume();
      end_of_volume(block.volume);
    }
  }

  std::vector<RawSum<T>> first_pass(image::VoxelStream& stream)
  {
    SumPass<T> pass(plan_);
    ConstantVoxels<T> constants(plan_);
    run_through(stream, pass, &constants, [&](std::int64_t volume) { leave_out_not_finite(pass, volume); });
    constants_ = constants.finish();
    for (const auto& voxel : constants_) {
      left_out_.insert(voxel.index);
      any_left_out_ = true;
      if (!sums_exactly<T> && voxel.value != T{0}) needs_second_pass_ = true;
    }
    return std::move(pass.rows());
  }

  void leave_out_not_finite(SumPass<T>& pass, std::int64_t volume)
  {
    const std::vector<std::uint32_t> fresh = pass.take_not_finite();
    if (!pass.some_finite()) refuse_volume(volume);
    if (fresh.empty()) return;
    for (const std::uint32_t voxel : fresh) left_out_.insert(voxel);
    any_left_out_ = true;
    pass.change_plan(plan_sums(without(runs_, left_out_), n_rois_));
    if (volume == 0) return;
    if (pass.plan().empty()) refuse_volume(volume);
    needs_second_pass_ = true;
  }

  std::vector<RawSum<T>> second_pass()
  {
    image::VoxelStream stream(path_);
    SumPass<T> pass(plan_sums(without(runs_, left_out_), n_rois_));
    run_through(stream, pass, nullptr, [&](std::int64_t) {
      if (!pass.take_not_finite().empty())
        throw base::InputError("changed while it was read", {.file = path_.string()});
    });
    return std::move(pass.rows());
  }

  void subtract_constants(std::vector<RawSum<T>>& rows) const
  {
    if constexpr (sums_exactly<T>) {
      std::vector<RawSum<T>> constant_sums(plan_.n_slots);
      auto voxel = constants_.begin();
      std::uint32_t piece = 0;
      for (const SumPlan::Span& span : plan_.spans) {
        for (; voxel != constants_.end() && voxel->index < span.first_voxel + span.length; ++voxel) {
          const std::uint32_t place = voxel->index - span.first_voxel;
          for (std::uint32_t p = piece; p < span.pieces_end; ++p) {
            if (plan_.pieces[p].begin <= place && place < plan_.pieces[p].end)
              constant_sums[plan_.pieces[p].slot] += voxel->value;
          }
        }
        piece = span.pieces_end;
      }
      for (std::size_t i = 0; i < rows.size(); ++i) rows[i] -= constant_sums[i % plan_.n_slots];
    }
  }

  RoiSums finish(const std::vector<RawSum<T>>& rows) const
  {
    using RowMajor = Eigen::Matrix<RawSum<T>, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto n_slots = static_cast<Eigen::Index>(plan_.n_slots);
    const auto n_volumes = n_slots == 0 ? 0 : static_cast<Eigen::Index>(rows.size()) / n_slots;
    RoiSums result{Eigen::Map<const RowMajor>(rows.data(), n_volumes, n_slots).template cast<double>(), {}};
    if (!result.sums.allFinite())
      throw base::InputError("values are too large to be averaged", {.file = path_.string()});
    const SetRuns summed = any_left_out_ ? without(runs_, left_out_) : runs_;
    for (std::size_t set = 0; set < summed.size(); ++set)
      result.usable.push_back(count_voxels(summed[set], n_rois_[set]));
    return result;
  }

  [[noreturn]] void refuse_volume(std::int64_t volume) const
  {
    throw base::InputError(fmt::format("volume {} (counted from 0) has no finite voxel", volume),
                           {.file = path_.string()});
  }

  const std::filesystem::path& path_;
  const SetRuns& runs_;
  const Counts& n_rois_;
  SumPlan plan_;
  VoxelSet left_out_;
  std::vector<typename ConstantVoxels<T>::Voxel> constants_;
  bool any_left_out_ = false;
  bool needs_second_pass_ = false;
};

}  // namespace

RoiSums sum_rois(image::VoxelStream& stream, const std::filesystem::path& path,
                 const std::vector<std::vector<RoiRun>>& runs, const std::vector<std::size_t>& n_rois)
{
  return image::with_voxel_type(stream.header().type, [&]<class T>(std::type_identity<T>) {
    return Summation<T>(path, runs, n_rois, stream.header().grid.n_voxels())(stream);
  });
}

}  // namespace dmn::parcellation
