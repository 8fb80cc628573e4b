#include "signal/shared_denoising.hpp"

#include <algorithm>

namespace dmn::signal {
namespace {

bool same(const SecondOrderSection& a, const SecondOrderSection& b)
{
  return a.b0 == b.b0 && a.b1 == b.b1 && a.b2 == b.b2 && a.a1 == b.a1 && a.a2 == b.a2;
}

/// Whether `prepared` does the same to a column.
bool prepare_alike(const NuisanceModel& a, const NuisanceModel& b)
{
  return a.is_filtered == b.is_filtered && a.detrend == b.detrend && a.volumes.steady == b.volumes.steady &&
         a.volumes.kept == b.volumes.kept && std::ranges::equal(a.sections, b.sections, same);
}

}  // namespace

const Eigen::MatrixXd& PreparedSeries::operator()(const Eigen::MatrixXd& series, const RoiColumns& rois,
                                                  const NuisanceModel& model)
{
  if (data_.cols() > 0 && rois == rois_ && prepare_alike(model, model_)) return data_;
  data_ = signal::prepared(series(Eigen::all, rois), model);
  rois_ = rois;
  model_ = model;
  model_.regressors = {};
  return data_;
}

}  // namespace dmn::signal
