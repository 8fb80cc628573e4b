#include <gtest/gtest.h>

#include <Eigen/LU>
#include <Eigen/QR>
#include <cmath>
#include <filesystem>
#include <map>

#include "base/text.hpp"
#include "connectivity/matrix_vector.hpp"
#include "files/delimited.hpp"
#include "files/matrix_file.hpp"
#include "inference/nbs.hpp"
#include "inference/tail_quantiles.hpp"
#include "inference/tfnbs.hpp"

namespace dmn::inference {
namespace {

constexpr double tight = 1e-9;        ///< t, Z, intensities
constexpr double of_tfnbs = 1e-8;     ///< enhanced statistics
constexpr double three_errors = 3;    ///< Monte Carlo standard errors
constexpr double last_digit = 1e-13;  ///< of what the reference printed, for values next to zero
constexpr double df = 63;
constexpr int n_reference = 20000;  ///< relabellings behind the reference's component p

const std::filesystem::path golden = DMN_GOLDEN_DIR;
const std::vector<double> taus = {2.5, 3.1, 3.5};
const std::map<Sign, std::string> short_name = {{Sign::positive, "pos"}, {Sign::negative, "neg"}};

Eigen::VectorXd numbers(const files::DelimitedTable& table, const std::string& name)
{
  const auto cells = table.column(table.require(name));
  Eigen::VectorXd values(static_cast<Eigen::Index>(cells.size()));
  for (std::size_t row = 0; row < cells.size(); ++row) {
    values[static_cast<Eigen::Index>(row)] = base::parse_double(cells[row]).value();
  }
  return values;
}

void expect_near(const Eigen::VectorXd& found, const Eigen::VectorXd& expected, double tolerance,
                 const std::string& what)
{
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (Eigen::Index e = 0; e < found.size(); ++e) {
    ASSERT_NEAR(found[e], expected[e], tolerance * std::abs(expected[e]) + last_digit) << what << " " << e;
  }
}

/// t of every edge under relabelling of the residuals of the nuisance columns: the slow, obvious version.
class SlowFreedmanLane {
 public:
  SlowFreedmanLane(const Eigen::MatrixXd& nuisance, const Eigen::VectorXd& interest, const Eigen::MatrixXd& outcomes)
      : design_(nuisance.rows(), nuisance.cols() + 1), residuals_(outcomes)
  {
    design_ << nuisance, interest;
    residuals_ -= nuisance * nuisance.colPivHouseholderQr().solve(outcomes);
  }

  Eigen::VectorXd t(const std::vector<Eigen::Index>& relabelling) const
  {
    const Eigen::MatrixXd y = residuals_(relabelling, Eigen::all);
    const Eigen::MatrixXd psi = design_.colPivHouseholderQr().solve(y);
    const Eigen::ArrayXd rss = (y - design_ * psi).colwise().squaredNorm().transpose().array();
    const Eigen::MatrixXd inverse = (design_.transpose() * design_).inverse();
    const double variance_factor = inverse(inverse.rows() - 1, inverse.cols() - 1);
    return psi.bottomRows(1).transpose().array() / (rss / df * variance_factor).sqrt();
  }

 private:
  Eigen::MatrixXd design_;
  Eigen::MatrixXd residuals_;
};

class FibromyalgiaNetworks : public ::testing::Test {
 protected:
  FibromyalgiaNetworks() : edges_(files::read_tsv(golden / "group_01/edges_dmn.tsv.gz")), t_(numbers(edges_, "t"))
  {
    for (const double node : numbers(edges_, "roi_i")) graph_.i.push_back(static_cast<int>(node));
    for (const double node : numbers(edges_, "roi_j")) graph_.j.push_back(static_cast<int>(node));
    graph_.n_nodes = 264;
  }

  static files::DelimitedTable null_maxima() { return files::read_tsv(golden / "group_01_network/null_maxima.tsv.gz"); }

  /// 200 maps of t, a column each.
  static Eigen::MatrixXd relabelled_t()
  {
    const auto participants = files::read_tsv(golden / "group_01/participants.tsv");
    const auto array = files::read_npy(golden / "group_01/dmn_correlations.npy");
    Eigen::MatrixXd z(array.shape[0], array.shape[1]);
    for (Eigen::Index k = 0; k < z.size(); ++k) {
      z(k / z.cols(), k % z.cols()) = connectivity::fisher_z(array.values[static_cast<std::size_t>(k)]);
    }
    Eigen::MatrixXd nuisance(z.rows(), 2);
    nuisance << Eigen::VectorXd::Ones(z.rows()), numbers(participants, "Age");
    Eigen::VectorXd patient(z.rows());
    const auto group = participants.column(participants.require("group"));
    for (std::size_t row = 0; row < group.size(); ++row) {
      patient[static_cast<Eigen::Index>(row)] = group[row] == "patient" ? 1 : 0;
    }
    const SlowFreedmanLane model(nuisance, patient, z);
    const Eigen::MatrixXd given = files::read_text_matrix(golden / "group_01_network/permutations.tsv.gz").values;
    Eigen::MatrixXd maps(z.cols(), given.rows());
    for (Eigen::Index j = 0; j < given.rows(); ++j) {
      std::vector<Eigen::Index> relabelling;
      for (const double row : given.row(j)) relabelling.push_back(static_cast<Eigen::Index>(row));
      maps.col(j) = model.t(relabelling);
    }
    return maps;
  }

  files::DelimitedTable edges_;
  Eigen::VectorXd t_;
  Graph graph_;
};

std::string joined(const std::vector<Eigen::Index>& edges)
{
  std::string text;
  for (const auto e : edges) text += (text.empty() ? "" : ";") + std::to_string(e);
  return text;
}

TEST_F(FibromyalgiaNetworks, HaveTheReferencesComponents)
{
  const auto reference = files::read_tsv(golden / "group_01_network/components.tsv");
  const auto cell = [&](std::size_t row, const char* name) { return reference.rows[row][reference.require(name)]; };
  std::size_t row = 0;
  for (const double tau : taus) {
    for (const Sign sign : {Sign::positive, Sign::negative}) {
      int number = 0;
      for (const auto& component : suprathreshold_components(t_, graph_, sign, tau)) {
        ASSERT_LT(row, reference.rows.size());
        EXPECT_EQ(cell(row, "sign"), sign == Sign::positive ? "positive" : "negative");
        EXPECT_EQ(base::parse_double(cell(row, "tau")), tau);
        EXPECT_EQ(cell(row, "component"), std::to_string(++number));
        EXPECT_EQ(cell(row, "n_edges"), std::to_string(component.edges.size()));
        EXPECT_EQ(cell(row, "n_nodes"), std::to_string(component.n_nodes));
        const double intensity = base::parse_double(cell(row, "intensity")).value();
        EXPECT_NEAR(component.intensity, intensity, tight * intensity);
        EXPECT_EQ(cell(row, "edge_rows_0based_in_edges_dmn"), joined(component.edges));
        ++row;
      }
    }
  }
  EXPECT_EQ(row, reference.rows.size());
}

TEST_F(FibromyalgiaNetworks, HaveTheReferencesEnhancedStatistics)
{
  const auto reference = files::read_tsv(golden / "group_01_network/tfnbs_dmn.tsv.gz");
  const TfnbsScale scale(df);

  for (const Sign sign : {Sign::positive, Sign::negative}) {
    const std::string name = short_name.at(sign);
    const Eigen::VectorXd z = (factor_of(sign) * t_).unaryExpr([](double t) { return z_of_t(t, df); });
    expect_near(z, numbers(reference, "z_" + name), tight, "Z");
    expect_near(tfnbs_enhance(t_, scale, graph_, sign), numbers(reference, "enhanced_" + name), of_tfnbs, "enhanced");
  }
}

TEST_F(FibromyalgiaNetworks, HaveTheReferencesMaximaUnderGivenRelabellings)
{
  const Eigen::MatrixXd maps = relabelled_t();
  const auto reference = null_maxima();
  const TfnbsScale scale(df);
  NbsWorkspace nbs(graph_);
  TfnbsWorkspace tfnbs(scale, graph_);

  expect_near(maps.cwiseAbs().colwise().maxCoeff(), numbers(reference, "max_abs_t"), tight, "max |t|");
  for (const Sign sign : {Sign::positive, Sign::negative}) {
    const std::string name = short_name.at(sign);
    Eigen::MatrixXd extent(maps.cols(), 3);
    Eigen::MatrixXd intensity(maps.cols(), 3);
    Eigen::VectorXd enhanced(maps.cols());
    for (Eigen::Index j = 0; j < maps.cols(); ++j) {
      const auto maximum = nbs_maximum(maps.col(j), graph_, taus, sign, nbs);
      for (Eigen::Index k = 0; k < 3; ++k) {
        extent(j, k) = maximum[static_cast<std::size_t>(k)].extent;
        intensity(j, k) = maximum[static_cast<std::size_t>(k)].intensity;
      }
      enhanced[j] = tfnbs_maximum(maps.col(j), scale, graph_, sign, tfnbs);
    }
    const std::vector<std::string> columns = {"2.5", "3.1", "3.5"};
    for (Eigen::Index k = 0; k < 3; ++k) {
      const std::string column = "nbs_" + name + "_" + columns[static_cast<std::size_t>(k)];
      expect_near(extent.col(k), numbers(reference, column + "_extent"), 0, column);
      expect_near(intensity.col(k), numbers(reference, column + "_intensity"), tight, column);
    }
    expect_near(enhanced, numbers(reference, "tfnbs_" + name + "_max"), of_tfnbs, "maximum of TFNBS");
  }
}

void expect_within_errors(double found, double expected, Eigen::Index n_found)
{
  const double error = std::hypot(counted_p_error(expected, n_found), counted_p_error(expected, n_reference));
  EXPECT_NEAR(found, expected, three_errors * error);
}

TEST_F(FibromyalgiaNetworks, HaveTheReferencesComponentPWithinMonteCarloError)
{
  const auto reference = files::read_tsv(golden / "group_01_network/components.tsv");
  const auto maxima = null_maxima();
  const NullDistribution extent(numbers(maxima, "nbs_neg_2.5_extent"));
  const NullDistribution intensity(numbers(maxima, "nbs_neg_2.5_intensity"));

  const auto p = component_p(suprathreshold_components(t_, graph_, Sign::negative, 2.5), extent, intensity);

  ASSERT_EQ(p.size(), 1U);
  expect_within_errors(p[0].extent, numbers(reference, "p_extent")[1], extent.size());
  expect_within_errors(p[0].intensity, numbers(reference, "p_intensity")[1], extent.size());
}

}  // namespace
}  // namespace dmn::inference
