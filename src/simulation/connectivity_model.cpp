#include "simulation/connectivity_model.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <cmath>
#include <map>
#include <utility>

#include "simulation/random_stream.hpp"

namespace dmn::simulation {
namespace {

using connectivity::Roi;
using connectivity::RoiTable;
using Eigen::Index;

constexpr double smallest_eigenvalue = 0.02;

bool named(const std::string& name)
{
  return !name.empty() && name != "n/a";
}

bool are_partners(const Roi& a, const Roi& b)
{
  constexpr double near_mm = 8;
  constexpr double lateral_mm = 4;
  const Eigen::Vector3d mirrored(-b.xyz_mm.x(), b.xyz_mm.y(), b.xyz_mm.z());
  return std::abs(a.xyz_mm.x()) > lateral_mm && (a.xyz_mm - mirrored).norm() < near_mm &&
         a.xyz_mm.x() * b.xyz_mm.x() < 0;
}

double between_networks(const std::string& a, const std::string& b)
{
  const auto pair_is = [&](const char* x, const char* y) { return (a == x && b == y) || (a == y && b == x); };
  if (pair_is("DMN", "Salience") || pair_is("DMN", "Pain")) return -0.05;
  if (pair_is("DMN", "Limbic") || pair_is("DMN", "Control")) return 0.20;
  return 0.10;
}

double resting_fisher_z(const Roi& a, const Roi& b)
{
  const bool same_network = named(a.network) && a.network == b.network;
  const bool same_subsystem = same_network && named(a.subsystem) && a.subsystem == b.subsystem;
  const double block = same_subsystem ? 0.65 : same_network ? 0.40 : between_networks(a.network, b.network);
  return block + (are_partners(a, b) ? 0.25 : 0.0);
}

Eigen::MatrixXd draw_offset(const RoiTable& rois, double sd, RandomStream& random)
{
  std::map<std::pair<std::string, std::string>, double> of_networks;
  const auto n = static_cast<Index>(rois.size());
  Eigen::MatrixXd offset = Eigen::MatrixXd::Zero(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = i + 1; j < n; ++j) {
      const auto& a = rois[static_cast<std::size_t>(i)].network;
      const auto& b = rois[static_cast<std::size_t>(j)].network;
      const auto [entry, is_new] = of_networks.try_emplace(std::minmax(a, b), 0.0);
      if (is_new) entry->second = sd * random.normal();
      offset(i, j) = offset(j, i) = entry->second;
    }
  return offset;
}

Eigen::MatrixXd with_unit_rows(Eigen::MatrixXd matrix)
{
  for (Index r = 0; r < matrix.rows(); ++r) matrix.row(r).normalize();
  return matrix;
}

}  // namespace

std::vector<Site> draw_sites(const SimulateOptions& options, const RoiTable& rois)
{
  std::vector<Site> sites(static_cast<std::size_t>(options.sites));
  for (std::size_t s = 0; s < sites.size(); ++s) {
    RandomStream random(options.seed, {.purpose = Purpose::site, .participant = static_cast<std::uint32_t>(s)});
    Site& site = sites[s];
    site.name = site_name(static_cast<int>(s));
    site.tr_s = options.tr_s[s % options.tr_s.size()];
    site.volumes = options.volumes[s % options.volumes.size()];
    site.scale = std::exp(options.site_scale * random.normal());
    site.gain = std::exp(options.site_gain * random.normal());
    site.noise = std::exp(options.site_gain * random.normal());
    site.fisher_z_offset = draw_offset(rois, options.site_offset, random);
  }
  return sites;
}

Eigen::MatrixXd resting_fisher_z(const RoiTable& rois)
{
  const auto n = static_cast<Index>(rois.size());
  Eigen::MatrixXd z = Eigen::MatrixXd::Zero(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = i + 1; j < n; ++j)
      z(i, j) = z(j, i) = resting_fisher_z(rois[static_cast<std::size_t>(i)], rois[static_cast<std::size_t>(j)]);
  return z;
}

Eigen::MatrixXd correlation_of(const Eigen::MatrixXd& fisher_z)
{
  Eigen::MatrixXd correlation = fisher_z.array().tanh().matrix();
  correlation.diagonal().setOnes();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(correlation);
  if (solver.eigenvalues().minCoeff() >= smallest_eigenvalue) return correlation;
  const Eigen::VectorXd raised = solver.eigenvalues().cwiseMax(smallest_eigenvalue);
  const Eigen::MatrixXd definite = solver.eigenvectors() * raised.asDiagonal() * solver.eigenvectors().transpose();
  const Eigen::VectorXd scale = definite.diagonal().cwiseSqrt().cwiseInverse();
  Eigen::MatrixXd scaled = scale.asDiagonal() * definite * scale.asDiagonal();
  scaled = (0.5 * (scaled + scaled.transpose())).eval();
  scaled.diagonal().setOnes();
  return scaled;
}

ConnectivityModel::ConnectivityModel(const SimulateOptions& options, RoiTable rois)
    : options_(options), rois_(std::move(rois)), sites_(draw_sites(options, rois_)), resting_(resting_fisher_z(rois_))
{
  for (const auto& text : options.effects) effects_.push_back(parse_effect(text, rois_, options.participant_sd));
}

Eigen::MatrixXd ConnectivityModel::effect_of(Variable variable) const
{
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(resting_.rows(), resting_.cols());
  for (const auto& effect : effects_) {
    if (effect.variable != variable) continue;
    for (const auto& [i, j] : effect.edges) {
      sum(i, j) += effect.fisher_z;
      sum(j, i) += effect.fisher_z;
    }
  }
  return sum;
}

Eigen::MatrixXd ConnectivityModel::expected_correlation(const Participant& person, int session) const
{
  Eigen::MatrixXd z = resting_ + sites_[static_cast<std::size_t>(person.site)].fisher_z_offset;
  for (const auto& effect : effects_) {
    const double change = effect.fisher_z * person.value_of(effect.variable, session);
    for (const auto& [i, j] : effect.edges) {
      z(i, j) += change;
      z(j, i) += change;
    }
  }
  return correlation_of(z);
}

Eigen::MatrixXd ConnectivityModel::group_correlation(bool patients) const
{
  Eigen::MatrixXd z = resting_ + 0.5 * effect_of(Variable::sex);
  if (patients) z += effect_of(Variable::group);
  return correlation_of(z);
}

Eigen::MatrixXd ConnectivityModel::mixing(const Participant& person, int session) const
{
  const Eigen::MatrixXd root = expected_correlation(person, session).llt().matrixL();
  const double sd = options_.participant_sd * sites_[static_cast<std::size_t>(person.site)].scale;
  if (sd <= 0) return root;

  const auto freedom = std::max<Index>(4, std::lround(1.0 / (sd * sd) + 2.0));
  RandomStream trait(options_.seed, {.purpose = Purpose::trait, .participant = person.number});
  RandomStream state(
      options_.seed,
      {.purpose = Purpose::state, .participant = person.number, .session = static_cast<std::uint16_t>(session)});
  const Eigen::MatrixXd deviation = std::sqrt(options_.reliability) * trait.normal_matrix(root.rows(), freedom) +
                                    std::sqrt(1.0 - options_.reliability) * state.normal_matrix(root.rows(), freedom);
  const Eigen::MatrixXd mixed = with_unit_rows(root * deviation);
  if (freedom <= root.rows()) return mixed;
  Eigen::MatrixXd own = mixed * mixed.transpose();
  return with_unit_rows(own.llt().matrixL());
}

}  // namespace dmn::simulation
