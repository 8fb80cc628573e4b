#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "connectivity/hub_disruption.hpp"
#include "connectivity/louvain.hpp"
#include "connectivity/matrix_vector.hpp"
#include "connectivity/weighted_graph.hpp"
#include "connectivity/xdf.hpp"
#include "files/delimited.hpp"
#include "files/matrix_file.hpp"
#include "signal/amplitude.hpp"

namespace dmn::connectivity {
namespace {

constexpr double of_series = 1e-10;  ///< relative: xDF, ALFF
constexpr double of_graphs = 1e-9;   ///< bctpy, networkx

const std::filesystem::path golden = DMN_GOLDEN_DIR;

Eigen::MatrixXd matrix_of(const std::string& file)
{
  return files::read_text_matrix(golden / (file + ".tsv.gz")).values;
}

Eigen::VectorXd column_of(const files::DelimitedTable& table, const std::string& name)
{
  const auto cells = table.column(table.require(name));
  Eigen::VectorXd values(std::ssize(cells));
  for (std::size_t row = 0; row < cells.size(); ++row)
    values[static_cast<Eigen::Index>(row)] = base::parse_double(cells[row]).value_or(std::nan(""));
  return values;
}

void expect_near(const Eigen::VectorXd& found, const Eigen::VectorXd& expected, double relative,
                 const std::string& what)
{
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (Eigen::Index k = 0; k < found.size(); ++k) {
    if (std::isnan(expected[k])) {
      EXPECT_TRUE(std::isnan(found[k])) << what << " " << k;
    } else {
      EXPECT_NEAR(found[k], expected[k], relative * std::abs(expected[k])) << what << " " << k;
    }
  }
}

void expect_same_pairs(const Eigen::MatrixXd& found, const Eigen::MatrixXd& expected, const std::string& what)
{
  expect_near(upper_triangle(found), upper_triangle(expected), of_series, what);
}

TEST(GoldenXdf, AgreesOnVarianceAndZOfTwoParticipants)
{
  for (const std::string who : {"bochum010", "szeged006"}) {
    Eigen::MatrixXd series = matrix_of("6_xdf_alff/" + who + ".series");
    series.rowwise() -= series.colwise().mean().eval();

    const Xdf found = xdf(series);

    expect_same_pairs(found.variance, matrix_of("6_xdf_alff/" + who + ".xdf_var"), who + " variance");
    expect_same_pairs(found.z, matrix_of("6_xdf_alff/" + who + ".xdf_z"), who + " z");
  }
}

TEST(GoldenAmplitude, AgreesOnThreeParticipants)
{
  const std::vector<std::pair<std::string, double>> participants = {
      {"bochum010", 2.5}, {"essen006", 2.52}, {"szeged006", 2.5}};
  for (const auto& [who, tr_s] : participants) {
    const auto expected = files::read_tsv(golden / ("6_xdf_alff/" + who + ".alff.tsv.gz"));

    const auto found = signal::amplitude({matrix_of("6_xdf_alff/" + who + ".series"), base::Seconds(tr_s)});

    expect_near(found.alff, column_of(expected, "alff"), of_series, who + " alff");
    expect_near(found.falff, column_of(expected, "falff"), of_series, who + " falff");
    expect_near(found.slow5, column_of(expected, "slow5"), of_series, who + " slow5");
    expect_near(found.high_band, column_of(expected, "high_band"), of_series, who + " high_band");
  }
}

class GoldenGraph : public ::testing::TestWithParam<std::string> {
 protected:
  Eigen::MatrixXd weights_ = positive_weights(matrix_of("11_graph/matrix_" + GetParam()));
  files::DelimitedTable nodes_ = files::read_tsv(golden / ("11_graph/nodes_" + GetParam() + ".tsv.gz"));
  nlohmann::json summary_ = nlohmann::json::parse(std::ifstream(golden / "11_graph/summary.json"))[GetParam()];

  static std::vector<int> partition()
  {
    std::vector<int> community;
    const Eigen::VectorXd labels = column_of(files::read_tsv(golden / "11_graph/partition.tsv"), "community");
    for (const double label : labels) community.push_back(static_cast<int>(label));
    return community;
  }
};

TEST_P(GoldenGraph, AgreesOnWeightedMeasures)
{
  expect_near(strengths(weights_), column_of(nodes_, "strength"), of_graphs, "strength");
  expect_near(clustering(weights_), column_of(nodes_, "clustering_onnela_max_normalised"), of_graphs, "clustering");
  expect_near(participation(weights_, partition()), column_of(nodes_, "participation"), of_graphs, "participation");
  EXPECT_NEAR(modularity(weights_, partition()), summary_["Q_given_partition"].get<double>(), of_graphs);
}

TEST_P(GoldenGraph, AgreesOnTheStrongestEdges)
{
  for (const int percent : {10, 15, 20, 25, 30}) {
    const auto ending = "_density_" + std::to_string(percent);

    const Eigen::MatrixXd graph = strongest_edges(weights_, percent / 100.0);

    EXPECT_EQ(graph.sum() / 2, summary_["edges" + ending].get<double>());
    expect_near(strengths(graph), column_of(nodes_, "degree" + ending), of_graphs, "degree" + ending);
    expect_near(clustering(graph), column_of(nodes_, "clustering_binary" + ending), of_graphs, "clustering" + ending);
  }
}

TEST_P(GoldenGraph, ReachesTheBestOf100LouvainRuns)
{
  EXPECT_GE(louvain(weights_, 100, 1).modularity, summary_["Q_louvain_best_of_100"].get<double>() - of_graphs);
}

INSTANTIATE_TEST_SUITE_P(Matrices, GoldenGraph, ::testing::Values("sub-002", "mean_control"),
                         [](const auto& matrix) { return matrix.index == 0 ? "participant" : "mean"; });

TEST(GoldenHubDisruption, AgreesOnStrengthAndDegreeOf66Participants)
{
  const auto expected = files::read_tsv(golden / "11_graph/hub_disruption.tsv");
  const auto correlations = files::read_npy(golden / "group_01/dmn_correlations.npy");
  const auto n_people = static_cast<Eigen::Index>(expected.rows.size());
  const Eigen::Index n_edges = correlations.shape[1];
  std::vector<bool> controls;
  for (const auto& group : expected.column(expected.require("group"))) controls.push_back(group == "control");

  Eigen::MatrixXd strength(n_people, 58);
  Eigen::MatrixXd degree(n_people, 58);
  for (Eigen::Index row = 0; row < n_people; ++row) {
    const Eigen::Map<const Eigen::VectorXd> r(correlations.values.data() + row * n_edges, n_edges);
    const Eigen::VectorXd z = r.unaryExpr(&fisher_z);
    const Eigen::MatrixXd weights = positive_weights(symmetric_matrix(z, Eigen::VectorXd::Zero(58)));
    strength.row(row) = strengths(weights).transpose();
    degree.row(row) = strengths(strongest_edges(weights, 0.10)).transpose();
  }

  const Eigen::VectorXd of_strength = column_of(expected, "kd_strength");
  const Eigen::VectorXd of_degree = column_of(expected, "kd_degree_density_10");
  EXPECT_LT((hub_disruption(strength, controls) - of_strength).cwiseAbs().maxCoeff(), of_graphs);
  EXPECT_LT((hub_disruption(degree, controls) - of_degree).cwiseAbs().maxCoeff(), of_graphs);
}

}  // namespace
}  // namespace dmn::connectivity
