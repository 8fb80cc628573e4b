#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dmn::simulation {

/// How files and CompCor columns are called.
enum class Naming {
  current,  ///< `desc-confounds_timeseries`; c_comp_cor_00, w_comp_cor_00 (fMRIPrep from 21.0)
  older     ///< `desc-confounds_regressors`; a_comp_cor_00 for all masks (fMRIPrep 1.4 to 20.1)
};

/// A synthetic cohort. Everything about it is a pure function of these values.
struct SimulateOptions {
  std::uint64_t seed = 1;

  int participants = 40;  ///< dealt out to the sites in turn
  int sites = 2;
  double patient_fraction = 0.5;  ///< within each site
  bool group_by_site = false;  ///< patients at every second site only: a cohort whose group effect cannot be estimated
  int sessions = 1;
  int runs = 1;              ///< runs a session
  double missing_scans = 0;  ///< share of participants in the table that were never scanned

  std::vector<int> volumes = {200};  ///< a run; the k-th value for the k-th site, in turn
  std::vector<double> tr_s = {2.0};  ///< repetition time, s; the k-th value for the k-th site, in turn
  int non_steady_volumes = 1;        ///< brighter volumes at the start
  int grid_mm = 4;                   ///< 2, 3 or 4
  std::string task = "rest";
  std::string space = "MNI152NLin2009cAsym";
  bool res_entity = false;  ///< write `res-<grid_mm>` into file names
  Naming naming = Naming::current;

  std::vector<std::string> effects = {"DMN-Salience=0.15", "age:DMN=-0.03", "sex:DMN=0.03"};  ///< see effects.hpp
  double participant_sd = 0.1;  ///< SD of an edge's true Fisher z between participants of one site; 0 is off
  double reliability = 0.8;     ///< share of that variance that is the same in all sessions
  double site_offset = 0.05;    ///< SD between sites of the mean Fisher z of a network pair
  double site_scale = 0.15;     ///< SD between sites of the logarithm of `participant_sd`
  double site_gain = 0.1;       ///< SD between sites of the logarithms of image intensity and of noise

  double mean_fd_mm = 0.12;     ///< median over participants of the displacement between jerks; 0 is a still head
  double patient_motion = 1.2;  ///< patients move this many times as much
  double motion_artefact = 1;   ///< multiplies what motion does to the image
  double physiology = 1;        ///< multiplies global signal, tissue components and drift
  double noise = 0.01;          ///< SD of a voxel's measurement noise, as a share of its intensity

  bool clinical = false;        ///< the participants table also holds arm, pain_after, subtype, months and outcome
  double arm_effect = -1;       ///< active less usual arm at a mean marker, points of pain_after
  std::string prognosis = {};   ///< `M4=0.5`: points of pain_after a SD of a marker, in both arms; empty: none
  std::string moderation = {};  ///< `M5=0.8`: points a SD of a marker in the active arm only; empty: none

  bool write_series = false;  ///< also write the ROI signals before nuisance and noise
};

/// @throws UsageError naming the option and its range
void require_sensible(const SimulateOptions& options);

}  // namespace dmn::simulation
