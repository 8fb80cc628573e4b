#include "signal/prepared_run.hpp"

#include "signal/drift.hpp"
#include "signal/spline.hpp"
#include "signal/zero_phase_filter.hpp"

namespace dmn::signal {

PreparedRun prepare_filtered(const Eigen::MatrixXd& data, const Eigen::MatrixXd& regressors,
                             const std::vector<Eigen::Index>& kept, bool detrend, const Sections& sections)
{
  FrameMatrix frames(data.rows(), data.cols() + regressors.cols());
  frames << data, regressors;
  interpolate_censored(frames, kept);
  if (detrend) remove_trend(frames);
  filter_zero_phase(frames, sections, Padding::odd, default_padding(sections));
  PreparedRun prepared;
  prepared.data = frames.leftCols(data.cols())(kept, Eigen::all);
  prepared.regressors = frames.rightCols(regressors.cols())(kept, Eigen::all);
  centre(prepared.data);
  centre(prepared.regressors);
  prepared.raw_norms = regressors(kept, Eigen::all).colwise().norm();
  return prepared;
}

PreparedRun prepare_unfiltered(const Eigen::MatrixXd& data, const Eigen::MatrixXd& regressors,
                               const std::vector<Eigen::Index>& kept, const DenoiseOptions& options,
                               base::Seconds repetition_time)
{
  PreparedRun prepared;
  prepared.data = data(kept, Eigen::all);
  Eigen::MatrixXd cosines(static_cast<Eigen::Index>(kept.size()), 0);
  if (options.filter == Filter::cosine && options.high_pass) {
    cosines = cosine_basis(kept, data.rows(), *options.high_pass, repetition_time);
  }
  prepared.regressors.resize(cosines.rows(), regressors.cols() + cosines.cols());
  prepared.regressors << regressors(kept, Eigen::all), cosines;
  prepared.raw_norms = prepared.regressors.colwise().norm();
  if (!options.detrend) {
    centre(prepared.data);
    centre(prepared.regressors);
    return prepared;
  }
  Eigen::VectorXd times(cosines.rows());
  for (Eigen::Index k = 0; k < times.size(); ++k) times(k) = static_cast<double>(kept[static_cast<std::size_t>(k)]);
  remove_trend(prepared.data, times);
  remove_trend(prepared.regressors, times);
  return prepared;
}

}  // namespace dmn::signal
