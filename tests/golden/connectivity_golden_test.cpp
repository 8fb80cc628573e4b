#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "connectivity/edge_list.hpp"
#include "connectivity/estimate.hpp"
#include "connectivity/matrix_vector.hpp"
#include "connectivity/summaries.hpp"
#include "connectivity/tangent.hpp"
#include "files/delimited.hpp"
#include "files/matrix_file.hpp"

namespace dmn::connectivity {
namespace {

constexpr double kinds_tolerance = 1e-10;      ///< relative to the largest value: another BLAS, another order of sums
constexpr double tangent_tolerance = 1e-9;     ///< eigenvalues and up to a hundred iterations on top
constexpr double published_tolerance = 1e-12;  ///< the authors' own numbers, raw r
constexpr double shipped_tolerance = 2e-11;    ///< series with 11 significant digits, published values with 11 decimals
constexpr double summaries_tolerance = 1e-9;

const std::filesystem::path golden = std::filesystem::path(DMN_GOLDEN_DIR) / "4_connectivity_kinds";

std::vector<std::string> lines_of(const std::filesystem::path& path)
{
  std::ifstream stream(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

Eigen::MatrixXd matrix_of(const std::filesystem::path& path)
{
  return files::read_text_matrix(path).values;
}

Eigen::MatrixXd reference(const std::string& name)
{
  return matrix_of(golden / (name + ".tsv.gz"));
}

std::vector<Eigen::MatrixXd> every_series()
{
  std::vector<Eigen::MatrixXd> series;
  for (const auto& participant : lines_of(golden / "participants.txt"))
    series.push_back(matrix_of(golden / "series" / (participant + ".tsv.gz")));
  return series;
}

/// Undoes Fisher z: the references hold raw r.
Eigen::MatrixXd raw(const Eigen::MatrixXd& stored, Kind kind)
{
  return transform_of(kind) == "none" ? stored : Eigen::MatrixXd(stored.array().tanh());
}

void expect_near(const Eigen::MatrixXd& found, const Eigen::MatrixXd& expected, double tolerance,
                 const std::string& what)
{
  ASSERT_EQ(found.rows(), expected.rows()) << what;
  ASSERT_EQ(found.cols(), expected.cols()) << what;
  const double error = (found - expected).cwiseAbs().maxCoeff() / expected.cwiseAbs().maxCoeff();
  EXPECT_LE(error, tolerance) << what;
  ::testing::Test::RecordProperty(what, fmt::format("{:.1e}", error));
}

struct AllRuns {
  Eigen::MatrixXd edges;
  Eigen::MatrixXd diagonal;
  Eigen::VectorXd shrinkage;
};

AllRuns estimate_all(Kind kind, Estimator estimator)
{
  const auto series = every_series();
  const auto n_runs = static_cast<Eigen::Index>(series.size());
  AllRuns all{Eigen::MatrixXd(n_runs, 190), Eigen::MatrixXd(n_runs, 20), Eigen::VectorXd(n_runs)};
  for (Eigen::Index run = 0; run < n_runs; ++run) {
    const auto found = estimate(series[static_cast<std::size_t>(run)], kind, estimator);
    all.edges.row(run) = found.edges;
    if (has_diagonal(kind)) all.diagonal.row(run) = found.diagonal;
    all.shrinkage(run) = found.shrinkage;
  }
  return all;
}

class ConnectivityGolden : public ::testing::TestWithParam<Estimator> {
 protected:
  std::string file(const std::string& kind) const { return kind + "_" + name_of(GetParam()); }
};

TEST_P(ConnectivityGolden, KindsAgreeWithNilearn)
{
  for (const Kind kind : {Kind::covariance, Kind::partial, Kind::precision}) {
    const auto found = estimate_all(kind, GetParam());

    expect_near(raw(found.edges, kind), reference(file(name_of(kind))), kinds_tolerance, file(name_of(kind)));
    if (has_diagonal(kind))
      expect_near(found.diagonal, reference(file(name_of(kind)) + "_diagonal"), kinds_tolerance, "diagonal");
  }
}

std::vector<Eigen::MatrixXd> covariances(Estimator estimator)
{
  std::vector<Eigen::MatrixXd> matrices;
  for (const auto& series : every_series()) {
    const auto found = estimate(series, Kind::tangent, estimator);
    matrices.push_back(symmetric_matrix(found.edges, found.diagonal));
  }
  return matrices;
}

void expect_tangent(const std::vector<Eigen::MatrixXd>& runs, const TangentMean& mean, const std::string& name)
{
  Eigen::MatrixXd edges(static_cast<Eigen::Index>(runs.size()), 190);
  Eigen::MatrixXd diagonal(static_cast<Eigen::Index>(runs.size()), 20);
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const auto vector = tangent_vector(mean.whitening, runs[run]);
    edges.row(static_cast<Eigen::Index>(run)) = vector.edges;
    diagonal.row(static_cast<Eigen::Index>(run)) = vector.diagonal;
  }
  expect_near(edges, reference(name), tangent_tolerance, name);
  expect_near(diagonal, reference(name + "_diagonal"), tangent_tolerance, name + "_diagonal");
}

TEST_P(ConnectivityGolden, TangentAgreesWithTheConvergedRecursion)
{
  const auto runs = covariances(GetParam());

  const auto mean = tangent_mean(runs);

  EXPECT_LT(mean.gradient_norm, 1e-14);
  expect_near(mean.mean, reference("gmean_" + name_of(GetParam()) + "_converged"), tangent_tolerance, "gmean");
  expect_tangent(runs, mean, file("tangent") + "_converged");
}

TEST_P(ConnectivityGolden, TangentAgreesWithNilearnUnderItsLooserStoppingRule)
{
  const auto runs = covariances(GetParam());

  expect_tangent(runs, tangent_mean(runs, 1e-7, 30), file("tangent"));
}

INSTANTIATE_TEST_SUITE_P(Estimators, ConnectivityGolden,
                         ::testing::Values(Estimator::empirical, Estimator::ledoit_wolf), [](const auto& instance) {
                           return instance.param == Estimator::empirical ? "Empirical" : "LedoitWolf";
                         });

TEST(CorrelationGolden, AgreesWithNumpy)
{
  const auto found = estimate_all(Kind::correlation, Estimator::ledoit_wolf);

  expect_near(raw(found.edges, Kind::correlation), reference("correlation_pearson"), kinds_tolerance, "correlation");
}

TEST(CorrelationGolden, OfTheShrunkCovarianceIsAnotherThingThatNilearnCallsCorrelation)
{
  const auto shrunk = estimate_all(Kind::tangent, Estimator::ledoit_wolf);
  const auto edges = EdgeList::full(20);

  Eigen::MatrixXd scaled(shrunk.edges.rows(), shrunk.edges.cols());
  for (Eigen::Index edge = 0; edge < edges.size(); ++edge)
    scaled.col(edge) = shrunk.edges.col(edge).array() /
                       (shrunk.diagonal.col(edges[edge].i).array() * shrunk.diagonal.col(edges[edge].j).array()).sqrt();

  expect_near(scaled, reference("correlation_ledoit-wolf"), kinds_tolerance, "shrunk");
  EXPECT_GT((scaled - reference("correlation_pearson")).cwiseAbs().maxCoeff(), 1e-3);
}

TEST(LedoitWolfGolden, ShrinkageAgreesWithScikitLearn)
{
  const auto found = estimate_all(Kind::precision, Estimator::ledoit_wolf);

  expect_near(found.shrinkage, matrix_of(golden / "delta.tsv"), kinds_tolerance, "delta");
}

TEST(PartialGolden, AgreesWithThePublishedNumbersOfSixParticipants)
{
  const auto participants = lines_of(golden / "published" / "participants.txt");
  const Eigen::MatrixXd published = matrix_of(golden / "published" / "edges.tsv.gz");
  ASSERT_EQ(published.rows(), static_cast<Eigen::Index>(participants.size()));

  for (std::size_t k = 0; k < participants.size(); ++k) {
    const auto series = matrix_of(golden / "published" / "series" / (participants[k] + ".tsv.gz"));

    const auto found = estimate(series, Kind::partial, Estimator::ledoit_wolf);

    const Eigen::VectorXd r = found.edges.array().tanh();
    const Eigen::VectorXd expected = published.row(static_cast<Eigen::Index>(k));
    ASSERT_EQ(r.size(), expected.size());
    const double error = (r - expected).cwiseAbs().maxCoeff();
    EXPECT_LE(error, published_tolerance) << participants[k];
    RecordProperty(participants[k], fmt::format("{:.1e}", error));
  }
}

/// Volumes that the published recipe keeps: FD up to 0.15 mm, a missing FD counts as 0.
Eigen::MatrixXd kept_volumes(const std::filesystem::path& study, const std::string& participant)
{
  const auto series = matrix_of(study / "series" / (participant + ".tsv.gz"));
  const auto displacement = matrix_of(study / "confounds" / (participant + ".tsv.gz"));
  std::vector<Eigen::Index> kept;
  for (Eigen::Index volume = 0; volume < series.rows(); ++volume)
    if (!(displacement(volume, 0) > 0.15)) kept.push_back(volume);
  return series(kept, Eigen::all);
}

TEST(PartialGolden, ShippedSeriesReproduceThePublishedNumbersOfAllWithoutAConstantRegion)
{
  const auto study = std::filesystem::path(DMN_SOURCE_DIR) / "config/data/rpn_pain_sensitivity";
  double largest = 0;
  std::vector<std::string> with_constant_region;
  int n_compared = 0;
  for (const char* site : {"bochum", "essen", "szeged"}) {
    const auto published = files::read_tsv(study / "published" / (std::string(site) + ".tsv.gz"));
    for (const auto& row : published.rows) {
      const auto found = estimate(kept_volumes(study, row[0]), Kind::partial, Estimator::ledoit_wolf);
      ASSERT_EQ(found.edges.size() + 2, static_cast<Eigen::Index>(row.size()));
      if (!found.warnings.empty()) {
        with_constant_region.push_back(row[0]);
        continue;
      }
      for (Eigen::Index edge = 0; edge < found.edges.size(); ++edge)
        largest = std::max(largest,
                           std::abs(std::tanh(found.edges(edge)) - std::stod(row[static_cast<std::size_t>(edge) + 2])));
      ++n_compared;
    }
  }

  EXPECT_EQ(n_compared, 84);
  EXPECT_LE(largest, shipped_tolerance);
  RecordProperty("largest", fmt::format("{:.2e}", largest));
  EXPECT_THAT(with_constant_region, ::testing::ElementsAre("bochum004", "bochum006", "bochum016", "bochum018",
                                                           "bochum024", "bochum027", "bochum044"));
}

RoiTable rois_of(const files::DelimitedTable& table)
{
  RoiTable rois;
  const auto labels = table.column(table.require("label"));
  const auto networks = table.column(table.require("network"));
  for (std::size_t roi = 0; roi < labels.size(); ++roi) rois.push_back({labels[roi], networks[roi]});
  return rois;
}

/// The column's name with the two networks of a pair in alphabetical order, as summaries are named.
std::string alphabetical(const std::string& column)
{
  const std::string prefix = "between_default_";
  if (!column.starts_with(prefix)) return column;
  const std::string other = column.substr(prefix.size());
  return other < "default" ? "between_" + other + "_default" : column;
}

TEST(NetworkSummariesGolden, AgreeWithBlockMeansOfTheWholeMatrix)
{
  const auto data = std::filesystem::path(DMN_SOURCE_DIR) / "tests/bids/data/npy";
  const auto expected =
      files::read_tsv(std::filesystem::path(DMN_GOLDEN_DIR) / "11_network_summaries/network_summaries.tsv");
  const auto rois = rois_of(files::read_tsv(data / "rois.tsv"));
  const auto edges = EdgeList::full(264);
  Eigen::MatrixXd z(static_cast<Eigen::Index>(expected.rows.size()), edges.size());
  for (std::size_t run = 0; run < expected.rows.size(); ++run) {
    const auto r =
        files::read_npy(data / (expected.rows[run][0] + "_task-rest_atlas-power264_stat-pearson_triu.npy")).values;
    for (std::size_t edge = 0; edge < r.size(); ++edge)
      z(static_cast<Eigen::Index>(run), static_cast<Eigen::Index>(edge)) = fisher_z(r[edge]);
  }

  const auto summaries = network_summaries(rois, edges, rois_to_drop(z, edges));
  const auto values = summary_values(z, summaries);

  int n_compared = 0;
  for (std::size_t column = 0; column < expected.names.size(); ++column) {
    const auto name = alphabetical(expected.names[column]);
    for (std::size_t s = 0; s < summaries.size(); ++s) {
      if (summaries[s].name != name) continue;
      ++n_compared;
      for (std::size_t run = 0; run < expected.rows.size(); ++run)
        EXPECT_NEAR(values(static_cast<Eigen::Index>(run), static_cast<Eigen::Index>(s)),
                    std::stod(expected.rows[run][column]), summaries_tolerance)
            << name;
    }
  }
  EXPECT_EQ(n_compared, 25) << "13 networks within and 12 with default";
}

TEST(ConfirmatoryMarkersGolden, CountThePairsOfTheShippedRegionsAsTheyStandInThePlan)
{
  const auto table = files::read_tsv(std::filesystem::path(DMN_SOURCE_DIR) / "config/rois/dmn_pain_rois.tsv");
  const auto subsystems = table.column(table.require("subsystem"));
  RoiTable rois = rois_of(table);
  for (std::size_t roi = 0; roi < rois.size(); ++roi) rois[roi].subsystem = subsystems[roi];
  ASSERT_EQ(rois.size(), 50U);

  const auto markers = confirmatory_markers(rois, EdgeList::full(50), {});

  std::vector<std::pair<std::string, std::size_t>> counts;
  for (const auto& marker : markers) counts.emplace_back(marker.name, marker.edges.size());
  using ::testing::Pair;
  EXPECT_THAT(counts, ::testing::ElementsAre(Pair("M1", 210), Pair("M2", 10), Pair("M3", 30), Pair("M4", 105),
                                             Pair("M5", 4), Pair("M6", 4), Pair("M7", 2), Pair("M8", 36)));
}

}  // namespace
}  // namespace dmn::connectivity
