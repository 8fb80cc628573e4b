#include "signal/run_qc.hpp"

namespace dmn::signal {

const std::vector<QcField>& qc_fields()
{
  static const std::vector<QcField> fields = {
      {"mean_fd", "mm", "Mean framewise displacement (Power 2012) after removal of non-steady volumes",
       &RunQc::mean_fd},
      {"max_fd", "mm", "Largest framewise displacement after removal of non-steady volumes", &RunQc::max_fd},
      {"n_volumes", "1", "Volumes in the file", &RunQc::n_volumes},
      {"n_non_steady", "1", "Non-steady volumes removed first", &RunQc::n_non_steady},
      {"n_kept", "1", "Volumes left after censoring", &RunQc::n_kept},
      {"kept_seconds", "s", "Time of the volumes left after censoring", &RunQc::kept_seconds},
      {"fraction_censored", "1", "Censored share of the volumes after removal of non-steady ones",
       &RunQc::fraction_censored},
      {"tr_s", "s", "Repetition time", &RunQc::tr_s},
      {"confound_rank", "1", "Rank of the confounds as regressed, without intercept and trend", &RunQc::confound_rank},
      {"dof", "1", "Degrees of freedom left: share of the band times kept volumes, minus rank", &RunQc::dof},
      {"tsnr", "1", "Median over valid ROIs of mean / SD of the raw ROI signal", &RunQc::tsnr},
      {"gcor", "1", "Mean of the whole correlation matrix of valid ROIs after denoising, diagonal included",
       &RunQc::gcor},
      {"coverage_min", "1", "Smallest share of usable voxels over all ROIs", &RunQc::coverage_min},
      {"n_valid_rois", "1", "ROIs with a usable signal", &RunQc::n_valid_rois},
  };
  return fields;
}

}  // namespace dmn::signal
