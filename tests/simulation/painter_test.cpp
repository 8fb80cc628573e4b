#include "simulation/painter.hpp"

#include <gmock/gmock.h>

#include <Eigen/QR>
#include <cmath>

#include "signal/strategy.hpp"
#include "simulation/confounds.hpp"
#include "simulation/nuisance.hpp"
#include "small_rois.hpp"

namespace dmn::simulation {
namespace {

using ::testing::Contains;
using testing::small_rois;

/// One painted run of one participant of a small cohort.
struct PaintedRun {
  explicit PaintedRun(SimulateOptions chosen)
      : options(std::move(chosen)),
        model(options, small_rois()),
        brain(build_brain(mni_lattice(4), small_rois())),
        person(draw_participants(options)[0]),
        signals(simulate_run(model, options, person, {}))
  {
    RunPainter painter(brain, noise, options, person, model.sites()[0], {}, signals);
    ConfoundsCollector collector(brain, signals.rois.rows(), options.non_steady_volumes, double{RunPainter::step});
    roi_means.resize(signals.rois.rows(), signals.rois.cols());
    for (Eigen::Index t = 0; t < signals.rois.rows(); ++t) {
      const auto steps = painter.paint(t);
      collector.add(steps);
      volumes.emplace_back(steps.begin(), steps.end());
      roi_means.row(t) = mean_of_spheres(steps);
    }
    confounds = collector.finish(signals.motion, base::Seconds(2), options.naming);
  }

  Eigen::RowVectorXd mean_of_spheres(std::span<const std::int16_t> steps) const
  {
    Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(signals.rois.cols());
    Eigen::RowVectorXd count = Eigen::RowVectorXd::Zero(signals.rois.cols());
    for (std::size_t v = 0; v < steps.size(); ++v) {
      if (brain.roi_weight[v] < 1.0F) continue;
      sum(brain.roi[v]) += static_cast<double>(RunPainter::step) * steps[v];
      count(brain.roi[v]) += 1;
    }
    return sum.cwiseQuotient(count);
  }

  Eigen::VectorXd confound(const std::string& name) const
  {
    return confounds.table.values.col(confounds.table.find(name).value());
  }

  SimulateOptions options;
  ConnectivityModel model;
  NoiseTable noise;
  Brain brain;
  Participant person;
  RunSignals signals;
  Eigen::MatrixXd roi_means;
  std::vector<std::vector<std::int16_t>> volumes;
  SimulatedConfounds confounds;
};

double correlation(const Eigen::VectorXd& a, const Eigen::VectorXd& b)
{
  const Eigen::ArrayXd x = a.array() - a.mean();
  const Eigen::ArrayXd y = b.array() - b.mean();
  return (x * y).sum() / std::sqrt(x.square().sum() * y.square().sum());
}

SimulateOptions small_options()
{
  SimulateOptions options;
  options.participants = 4;
  options.volumes = {60};
  return options;
}

SimulateOptions quiet_options()
{
  SimulateOptions options = small_options();
  options.noise = 0;
  options.physiology = 0;
  options.motion_artefact = 0;
  options.non_steady_volumes = 0;
  return options;
}

TEST(Painter, GivesRoiSignalsBackWhereNothingDisturbs)
{
  const PaintedRun run(quiet_options());

  const double gain = run.model.sites()[0].gain;
  for (Eigen::Index r = 0; r < run.roi_means.cols(); ++r)
    for (Eigen::Index t = 0; t < run.roi_means.rows(); ++t)
      EXPECT_NEAR(run.roi_means(t, r), 10500 * gain * (1 + 0.01 * run.signals.rois(t, r)), 0.5);
}

TEST(Painter, MixesNoiseIntoTheSignals)
{
  SimulateOptions options = quiet_options();
  options.noise = 0.02;
  const PaintedRun noisy(options);

  const double r = correlation(noisy.roi_means.col(0), noisy.signals.rois.col(0));

  EXPECT_GT(r, 0.6);
  EXPECT_LT(r, 0.999);
}

TEST(Painter, IsBrighterBeforeTheSteadyState)
{
  SimulateOptions options = quiet_options();
  options.non_steady_volumes = 2;
  const PaintedRun run(options);

  const Eigen::VectorXd global = run.confound("global_signal");

  EXPECT_NEAR(global(0) / global(10), 1.2, 0.02);
  EXPECT_NEAR(global(1) / global(10), 1.0 + 0.2 / std::exp(1.0), 0.02);
  EXPECT_NEAR(global(2) / global(10), 1.0, 0.02);
}

TEST(Painter, IsAFunctionOfItsOptionsAlone)
{
  EXPECT_EQ(PaintedRun(small_options()).volumes, PaintedRun(small_options()).volumes);
}

TEST(NuisanceMaps, SpreadMotionToNeighboursMoreThanAcrossTheBrain)
{
  const Brain brain = build_brain(mni_lattice(4), small_rois());
  double near = 0;
  double far = 0;
  double variance = 0;
  int n_near = 0;
  int n_far = 0;
  for (std::uint32_t participant = 0; participant < 4; ++participant) {
    const Eigen::MatrixXf maps = nuisance_maps(brain, 1, participant);
    for (Eigen::Index v = 0; v + 97 < brain.size(); v += 97) {
      const auto from = brain.lattice.centre(brain.voxels[static_cast<std::size_t>(v)]);
      for (Eigen::Index w = v + 97; w < brain.size(); w += 97) {
        const double mm = (brain.lattice.centre(brain.voxels[static_cast<std::size_t>(w)]) - from).norm();
        const double product = static_cast<double>(maps.row(v).tail(9).dot(maps.row(w).tail(9))) / 9;
        if (mm < 12) near += product, ++n_near;
        if (mm > 80) far += product, ++n_far;
      }
      variance += static_cast<double>(maps.row(v).tail(9).squaredNorm()) / 9;
    }
  }
  variance /= 4.0 * std::floor(static_cast<double>(brain.size()) / 97);

  EXPECT_GT(near / n_near / variance, 0.7);
  EXPECT_LT(std::abs(far / n_far / variance), 0.1);
}

TEST(NuisanceMaps, AreTheSamePlaceByPlaceOnEveryGrid)
{
  const Brain coarse = build_brain(mni_lattice(4), small_rois());
  const Brain fine = build_brain(mni_lattice(2), small_rois());

  const Eigen::MatrixXf on_coarse = nuisance_maps(coarse, 1, 0);
  const Eigen::MatrixXf on_fine = nuisance_maps(fine, 1, 0);

  int compared = 0;
  for (Eigen::Index v = 0, w = 0; v < coarse.size(); v += 501) {
    const Eigen::Vector3d mm = coarse.lattice.centre(coarse.voxels[static_cast<std::size_t>(v)]);
    while (w < fine.size() && !fine.lattice.centre(fine.voxels[static_cast<std::size_t>(w)]).isApprox(mm)) ++w;
    ASSERT_LT(w, fine.size());
    EXPECT_TRUE(on_coarse.row(v).isApprox(on_fine.row(w), 1e-3F));
    ++compared;
  }
  EXPECT_GT(compared, 20);
}

TEST(Confounds, ServeEveryNamedStrategy)
{
  for (const Naming naming : {Naming::current, Naming::older}) {
    SimulateOptions options = small_options();
    options.naming = naming;
    const PaintedRun run(options);

    for (const auto& strategy : signal::strategy_names()) {
      const auto choice = signal::choose_confounds(run.confounds.table, signal::strategy_defaults(strategy));
      EXPECT_TRUE(choice.warnings.empty()) << strategy;
      if (strategy == "36p") {
        EXPECT_EQ(choice.columns.size(), 36U);
      }
      if (strategy == "24p-acompcor") {
        EXPECT_EQ(choice.columns.size(), 34U);
      }
    }
  }
}

TEST(Confounds, AreMeasuredOnTheImage)
{
  const PaintedRun run(small_options());
  const auto& volume = run.volumes[7];
  const auto& before = run.volumes[6];
  double csf = 0;
  double n_csf = 0;
  double all = 0;
  double squares = 0;
  for (std::size_t v = 0; v < volume.size(); ++v) {
    const double value = static_cast<double>(RunPainter::step) * volume[v];
    const double change = static_cast<double>(RunPainter::step) * (volume[v] - before[v]);
    if (run.brain.tissue[v] == Tissue::csf) csf += value, n_csf += 1;
    all += value;
    squares += change * change;
  }
  const auto n = static_cast<double>(volume.size());

  EXPECT_NEAR(run.confound("csf")(7), csf / n_csf, 1e-6);
  EXPECT_NEAR(run.confound("global_signal")(7), all / n, 1e-6);
  EXPECT_NEAR(run.confound("dvars")(7), std::sqrt(squares / n), 1e-6);
  EXPECT_NEAR(run.confound("csf_derivative1")(7), run.confound("csf")(7) - run.confound("csf")(6), 1e-9);
  EXPECT_NEAR(run.confound("rot_x_derivative1_power2")(7),
              std::pow(run.signals.motion(7, 3) - run.signals.motion(6, 3), 2), 1e-15);
}

TEST(Confounds, AreMissingInTheFirstRowWhereAVolumeBeforeIsNeeded)
{
  const PaintedRun run(small_options());

  for (const auto* name :
       {"csf_derivative1", "trans_x_derivative1_power2", "framewise_displacement", "dvars", "std_dvars", "rmsd"})
    EXPECT_TRUE(std::isnan(run.confound(name)(0))) << name;
  EXPECT_EQ((run.confounds.table.values.bottomRows(59).array().isNaN()).count(), 0);
}

TEST(Confounds, FlagNonSteadyVolumesAndOutliers)
{
  SimulateOptions options = small_options();
  options.non_steady_volumes = 2;
  options.mean_fd_mm = 0.6;
  const PaintedRun run(options);

  EXPECT_EQ(run.confound("non_steady_state_outlier01"), Eigen::VectorXd::Unit(60, 1));
  EXPECT_EQ(run.confound("a_comp_cor_00").head(2), Eigen::VectorXd::Zero(2));
  EXPECT_NEAR(run.confound("a_comp_cor_00").norm(), 1, 1e-9);
  EXPECT_THAT(run.confounds.table.names, Contains("motion_outlier00"));
}

TEST(Confounds, ContainTheTissueSignalThatDisturbsRois)
{
  SimulateOptions options = quiet_options();
  options.volumes = {200};
  options.physiology = 3;
  const PaintedRun run(options);
  const Eigen::VectorXd roi = run.roi_means.col(7);

  Eigen::MatrixXd nuisance(200, 13);
  nuisance << Eigen::VectorXd::Ones(200), run.confound("global_signal"), run.confound("csf"),
      run.confound("white_matter"), run.confound("c_comp_cor_00"), run.confound("c_comp_cor_01"),
      run.confound("c_comp_cor_02"), run.confound("w_comp_cor_00"), run.confound("w_comp_cor_01"),
      run.confound("w_comp_cor_02"), Eigen::VectorXd::LinSpaced(200, -1, 1),
      Eigen::VectorXd::LinSpaced(200, -1, 1).cwiseAbs2(), run.confound("cosine00");
  const Eigen::VectorXd cleaned = roi - nuisance * nuisance.colPivHouseholderQr().solve(roi);

  const Eigen::VectorXd truth = run.signals.rois.col(7);
  EXPECT_GT(correlation(cleaned, truth), correlation(roi, truth) + 0.1);
}

TEST(CompCor, ReportsSharesOfVarianceThatAddUp)
{
  const PaintedRun run(small_options());

  double cumulative = 0;
  int combined = 0;
  for (const auto& component : run.confounds.components) {
    if (component.mask != "combined") continue;
    cumulative += component.variance_explained;
    EXPECT_NEAR(component.cumulative_variance_explained, cumulative, 1e-12);
    ++combined;
  }
  EXPECT_GE(combined, 5);
  EXPECT_GE(cumulative, 0.5);
  EXPECT_LE(cumulative, 1.0);
}

TEST(CompCor, FindsThePlantedDirection)
{
  Eigen::VectorXd course = Eigen::VectorXd::Zero(40);
  for (Eigen::Index t = 0; t < 40; ++t) course(t) = t % 2 == 0 ? 1 : -1;
  RandomStream random(1, {.purpose = Purpose::noise});
  Eigen::MatrixXd voxels = 0.05 * random.normal_matrix(40, 10);
  for (Eigen::Index v = 0; v < 10; ++v) voxels.col(v) += static_cast<double>(v + 1) * course;

  const auto components = principal_components(voxels, Eigen::MatrixXd(40, 0), 2);

  ASSERT_EQ(components.size(), 2U);
  EXPECT_NEAR(std::abs(components[0].course.dot(course)) / course.norm(), 1, 1e-3);
  EXPECT_GT(components[0].variance_explained, 0.99);
}

}  // namespace
}  // namespace dmn::simulation
