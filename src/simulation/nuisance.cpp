#include "simulation/nuisance.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "simulation/gaussian_process.hpp"

namespace dmn::simulation {
namespace {

using Eigen::Index;

/// One kind of nuisance: where its maps and courses stand, how smooth they are, how strong in grey, white, CSF.
struct Kind {
  Index first;
  Index count;
  double scale_mm;
  float constant;  // map = constant + smooth random part
  std::array<float, 3> tissue;
};

constexpr Kind global{0, 1, 60, 0.9F, {1.0F, 0.6F, 0.8F}};
constexpr Kind tissue{1, 5, 30, 0.0F, {0.15F, 0.6F, 1.0F}};
constexpr Kind drift{6, 2, 50, 0.0F, {1.0F, 1.0F, 1.0F}};
constexpr Kind following{8, 6, 20, 0.0F, {1.0F, 0.8F, 1.0F}};
constexpr Kind jerking{14, 3, 20, 0.0F, {1.0F, 0.8F, 1.0F}};
constexpr std::array<Kind, 5> kinds{global, tissue, drift, following, jerking};

constexpr float varying_part_of_global = 0.2F;
constexpr int waves_per_map = 16;

using Phases = std::vector<std::complex<float>>;

/// exp(i (k x + phase)) at every index of one axis.
Phases phases(double k, double phase, const Lattice& lattice, Index axis)
{
  Phases values(static_cast<std::size_t>(lattice.shape[static_cast<std::size_t>(axis)]));
  for (std::size_t n = 0; n < values.size(); ++n) {
    const double mm = lattice.to_mm(axis, 3) + lattice.to_mm(axis, axis) * static_cast<double>(n);
    values[n] = std::polar(1.0F, static_cast<float>(k * mm + phase));
  }
  return values;
}

/// A smooth Gaussian random field of unit variance: random waves with the spectrum of a Gaussian kernel.
Eigen::VectorXf smooth_map(const Brain& brain, double scale_mm, RandomStream& random)
{
  const float amplitude = std::sqrt(2.0F / static_cast<float>(waves_per_map));
  Eigen::VectorXf map = Eigen::VectorXf::Zero(brain.size());
  const auto& shape = brain.lattice.shape;
  for (int w = 0; w < waves_per_map; ++w) {
    std::array<Phases, 3> axes;
    for (Index axis = 0; axis < 3; ++axis) {
      const double phase = axis == 0 ? 2.0 * std::numbers::pi * random.uniform() : 0.0;
      axes[static_cast<std::size_t>(axis)] = phases(random.normal() / scale_mm, phase, brain.lattice, axis);
    }
    std::int64_t row_of_plane = -1;
    std::complex<float> plane;
    for (Index v = 0; v < brain.size(); ++v) {
      const std::int64_t voxel = brain.voxels[static_cast<std::size_t>(v)];
      if (const std::int64_t row = voxel / shape[0]; row != row_of_plane) {
        row_of_plane = row;
        plane = axes[1][static_cast<std::size_t>(row % shape[1])] * axes[2][static_cast<std::size_t>(row / shape[1])];
      }
      const auto& x = axes[0][static_cast<std::size_t>(voxel % shape[0])];
      map(v) += amplitude * (x.real() * plane.real() - x.imag() * plane.imag());
    }
  }
  return map;
}

Eigen::VectorXd polynomial(Index n_volumes, bool squared)
{
  const Eigen::ArrayXd time = Eigen::ArrayXd::LinSpaced(n_volumes, -1, 1);
  return squared ? Eigen::VectorXd((1.5 * time.square() - 0.5).matrix()) : Eigen::VectorXd(time.matrix());
}

/// What a jerk leaves behind: its size above a still head's, with a random sign, and half of it one volume later.
Eigen::VectorXd jerk_course(const Eigen::VectorXd& displacement, RandomStream& random)
{
  constexpr double still_mm = 0.2;
  Eigen::VectorXd course = Eigen::VectorXd::Zero(displacement.size());
  double before = 0;
  for (Index t = 0; t < displacement.size(); ++t) {
    const double now = std::max(0.0, displacement(t) - still_mm) * random.normal();
    course(t) = now + 0.5 * before;
    before = now;
  }
  return course;
}

}  // namespace

Eigen::MatrixXf nuisance_maps(const Brain& brain, std::uint64_t seed, std::uint32_t participant)
{
  Eigen::MatrixXf maps(brain.size(), n_nuisance);
  for (const Kind& kind : kinds)
    for (Index k = kind.first; k < kind.first + kind.count; ++k) {
      RandomStream random(
          seed, {.purpose = Purpose::anatomy, .participant = participant, .item = static_cast<std::uint32_t>(k)});
      const Eigen::VectorXf smooth = smooth_map(brain, kind.scale_mm, random);
      const float varying = kind.constant > 0 ? varying_part_of_global : 1.0F;
      for (Index v = 0; v < brain.size(); ++v)
        maps(v, k) = kind.tissue[static_cast<std::size_t>(brain.tissue[static_cast<std::size_t>(v)])] *
                     (kind.constant + varying * smooth(v));
    }
  return maps;
}

Eigen::MatrixXd nuisance_courses(const Eigen::MatrixXd& motion, const Eigen::VectorXd& displacement, double tr_s,
                                 const SimulateOptions& options, RandomStream& random)
{
  constexpr double global_share = 0.004;
  constexpr double tissue_share = 0.008;
  constexpr double drift_share = 0.01;
  constexpr double share_per_mm = 0.006;
  constexpr double share_per_jerk_mm = 0.02;
  constexpr double global_drop_per_mm = 0.01;
  constexpr double head_radius_mm = 50;

  const Index n_volumes = motion.rows();
  const Spectrum breathing{.slow = base::Hertz(0.01), .fast = base::Hertz(0.15), .highest = base::Hertz(0.25)};
  Eigen::MatrixXd courses(n_volumes, n_nuisance);
  courses.leftCols(1 + tissue.count) =
      gaussian_process(n_volumes, base::Seconds(tr_s), 1 + tissue.count, breathing, random);
  courses.col(global.first) *= global_share * options.physiology;
  courses.middleCols(tissue.first, tissue.count) *= tissue_share * options.physiology;
  courses.col(drift.first) = drift_share * options.physiology * polynomial(n_volumes, false);
  courses.col(drift.first + 1) = drift_share * options.physiology * polynomial(n_volumes, true);

  const double artefact = options.motion_artefact;
  Eigen::MatrixXd mm = motion;
  mm.rightCols<3>() *= head_radius_mm;
  courses.middleCols(following.first, following.count) = artefact * share_per_mm * mm;
  for (Index k = 0; k < jerking.count; ++k)
    courses.col(jerking.first + k) = artefact * share_per_jerk_mm * jerk_course(displacement, random);
  courses.col(global.first) -= artefact * global_drop_per_mm * (displacement.array() - 0.2).max(0.0).matrix();
  return courses;
}

}  // namespace dmn::simulation
