#include "parcellation/roi_sums.hpp"

#include <fmt/format.h>

#include <numeric>
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

VoxelSet voxels_of(const SetRuns& runs, std::int64_t n_voxels)
{
  VoxelSet voxels(n_voxels);
  for (const auto& set : runs) {
    for (const RoiRun& run : set) {
      for (std::uint32_t voxel = run.begin; voxel < run.end; ++voxel) voxels.insert(voxel);
    }
  }
  return voxels;
}

/// One run's sums for one voxel type.
template <class T>
class Summation {
 public:
  Summation(const std::filesystem::path& path, const SetRuns& runs, const Counts& n_rois, std::int64_t n_voxels)
      : path_(path), runs_(runs), n_rois_(n_rois), n_voxels_(n_voxels), left_out_(n_voxels)
  {
  }

  RoiSums operator()(image::VoxelStream& stream, std::vector<VoxelKeeper>& keepers)
  {
    std::vector<RawSum<T>> rows = first_pass(stream, keepers);
    if (needs_second_pass_) {
      rows = second_pass();
    } else {
      subtract_constants(rows);
    }
    return finish(rows);
  }

 private:
  template <class Observe, class EndOfVolume>
  static void run_through(image::VoxelStream& stream, SumPass<T>& pass, Observe observe, EndOfVolume end_of_volume)
  {
    const std::int64_t n_voxels = stream.header().grid.n_voxels();
    for (auto block = stream.next(); !block.empty(); block = stream.next()) {
      pass.add(block);
      observe(block);
      if (block.first_voxel + static_cast<std::int64_t>(block.as<T>().size()) < n_voxels) continue;
      pass.end_volume();
      end_of_volume(block.volume);
    }
  }

  std::vector<RawSum<T>> first_pass(image::VoxelStream& stream, std::vector<VoxelKeeper>& keepers)
  {
    SumPass<T> pass(group_sum_, plan(runs_));
    ConstantVoxels<T> constants(voxels_of(runs_, n_voxels_));
    const auto observe = [&](const image::VoxelStream::Block& block) {
      constants.observe(block);
      for (auto& keeper : keepers) keeper.add<T>(block);
    };
    run_through(stream, pass, observe, [&](std::int64_t volume) { leave_out_not_finite(pass, volume); });
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
    pass.change_plan(plan(without(runs_, left_out_)));
    if (volume == 0) return;
    if (pass.plan().empty()) refuse_volume(volume);
    needs_second_pass_ = true;
  }

  std::vector<RawSum<T>> second_pass()
  {
    image::VoxelStream stream(path_);
    SumPass<T> pass(group_sum_, plan(without(runs_, left_out_)));
    const auto ignore = [](const image::VoxelStream::Block&) {};
    run_through(stream, pass, ignore, [&](std::int64_t) {
      if (!pass.take_not_finite().empty())
        throw base::InputError("changed while it was read", {.file = path_.string()});
    });
    return std::move(pass.rows());
  }

  void subtract_constants(std::vector<RawSum<T>>& rows) const
  {
    if constexpr (sums_exactly<T>) {
      std::vector<RawSum<T>> constant_sums;
      for (std::size_t set = 0; set < runs_.size(); ++set) append_constant_sums(constant_sums, set);
      for (std::size_t i = 0; i < rows.size(); ++i) rows[i] -= constant_sums[i % constant_sums.size()];
    }
  }

  void append_constant_sums(std::vector<RawSum<T>>& sums, std::size_t set) const
  {
    const std::size_t first_slot = sums.size();
    sums.resize(first_slot + n_rois_[set]);
    auto voxel = constants_.begin();
    for (const RoiRun& run : runs_[set]) {
      while (voxel != constants_.end() && voxel->index < run.begin) ++voxel;
      for (; voxel != constants_.end() && voxel->index < run.end; ++voxel) sums[first_slot + run.roi] += voxel->value;
    }
  }

  RoiSums finish(const std::vector<RawSum<T>>& rows) const
  {
    using RowMajor = Eigen::Matrix<RawSum<T>, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto n_slots = static_cast<Eigen::Index>(std::accumulate(n_rois_.begin(), n_rois_.end(), std::size_t{0}));
    const auto n_volumes = n_slots == 0 ? 0 : static_cast<Eigen::Index>(rows.size()) / n_slots;
    RoiSums result{Eigen::Map<const RowMajor>(rows.data(), n_volumes, n_slots).template cast<double>(), {}};
    if (!result.sums.allFinite())
      throw base::InputError("values are too large to be averaged", {.file = path_.string()});
    const SetRuns summed = any_left_out_ ? without(runs_, left_out_) : runs_;
    for (std::size_t set = 0; set < summed.size(); ++set)
      result.usable.push_back(count_voxels(summed[set], n_rois_[set]));
    return result;
  }

  SumPlan plan(const SetRuns& runs) const { return plan_sums(runs, n_rois_, group_sum_.longest_piece); }

  [[noreturn]] void refuse_volume(std::int64_t volume) const
  {
    throw base::InputError(fmt::format("volume {} (counted from 0) has no finite voxel", volume),
                           {.file = path_.string()});
  }

  const std::filesystem::path& path_;
  const SetRuns& runs_;
  const Counts& n_rois_;
  std::int64_t n_voxels_;
  GroupSum<T> group_sum_;
  VoxelSet left_out_;
  std::vector<typename ConstantVoxels<T>::Voxel> constants_;
  bool any_left_out_ = false;
  bool needs_second_pass_ = false;
};

}  // namespace

RoiSums sum_rois(image::VoxelStream& stream, const std::filesystem::path& path,
                 const std::vector<std::vector<RoiRun>>& runs, const std::vector<std::size_t>& n_rois,
                 std::vector<VoxelKeeper>& keepers)
{
  return image::with_voxel_type(stream.header().type, [&]<class T>(std::type_identity<T>) {
    return Summation<T>(path, runs, n_rois, stream.header().grid.n_voxels())(stream, keepers);
  });
}

}  // namespace dmn::parcellation
