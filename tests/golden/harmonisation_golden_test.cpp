#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "base/text.hpp"
#include "files/delimited.hpp"
#include "harmonisation/harmonise.hpp"

namespace dmn::harmonisation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr double of_combat = 1e-9;  ///< sva, ComBatFamily
constexpr double of_covbat = 1e-8;  ///< principal components of another library

const std::filesystem::path golden = std::filesystem::path(DMN_GOLDEN_DIR) / "group_03";

Eigen::VectorXd numbers(const files::DelimitedTable& table, const std::string& name)
{
  const auto cells = table.column(table.require(name));
  Eigen::VectorXd values(static_cast<Eigen::Index>(cells.size()));
  for (std::size_t row = 0; row < cells.size(); ++row) {
    values[static_cast<Eigen::Index>(row)] = base::parse_double(cells[row]).value();
  }
  return values;
}

Eigen::MatrixXd edges_of(const std::string& file)
{
  const auto table = files::read_tsv(golden / file);
  Eigen::MatrixXd edges(static_cast<Eigen::Index>(table.rows.size()),
                        static_cast<Eigen::Index>(table.names.size() - 2));
  for (Eigen::Index e = 0; e < edges.cols(); ++e) {
    edges.col(e) = numbers(table, table.names[static_cast<std::size_t>(e + 2)]);
  }
  return edges;
}

/// 91 participants of three sites, 300 edges.
class ThreeSites : public ::testing::Test {
 protected:
  ThreeSites() : participants_(files::read_tsv(golden / "participants.tsv")), edges_(edges_of("matrices.tsv.gz"))
  {
    site_ = participants_.column(participants_.require("site"));
    const auto sex = participants_.column(participants_.require("sex"));
    covariates_ = {.names = {"age", "sex[M]", "mean_fd"}, .values = Eigen::MatrixXd(edges_.rows(), 3)};
    covariates_.values.col(0) = numbers(participants_, "age");
    covariates_.values.col(2) = numbers(participants_, "mean_fd");
    for (std::size_t row = 0; row < sex.size(); ++row) {
      covariates_.values(static_cast<Eigen::Index>(row), 1) = sex[row] == "M" ? 1 : 0;
    }
  }

  void expect_edges(const std::string& file, double tolerance) const
  {
    const Eigen::MatrixXd expected = edges_of(file);
    ASSERT_EQ(edges_.cols(), 300);
    ASSERT_EQ(expected.rows(), edges_.rows());
    ASSERT_EQ(expected.cols(), edges_.cols());
    EXPECT_LT((edges_ - expected).cwiseAbs().maxCoeff(), tolerance);
  }

  files::DelimitedTable participants_;
  Eigen::MatrixXd edges_;
  std::vector<std::string> site_;
  Covariates covariates_;
};

TEST_F(ThreeSites, EmpiricalBayesAgreesWithSva)
{
  const auto parameters = harmonise(edges_, site_, covariates_, {});

  EXPECT_THAT(parameters.warnings, IsEmpty());
  EXPECT_THAT(parameters.sites, ElementsAre("bochum", "essen", "szeged"));
  expect_edges("eb.tsv.gz", of_combat);
}

TEST_F(ThreeSites, WithoutCovariatesAgreesWithSva)
{
  harmonise(edges_, site_, no_covariates(edges_.rows()), {});

  expect_edges("eb_no_covariates.tsv.gz", of_combat);
}

TEST_F(ThreeSites, MeanOnlyAgreesWithSva)
{
  harmonise(edges_, site_, covariates_, {.mean_only = true});

  expect_edges("mean_only.tsv.gz", of_combat);
}

TEST_F(ThreeSites, AReferenceSiteAgreesWithSva)
{
  harmonise(edges_, site_, covariates_, {.reference = "essen"});

  expect_edges("reference_essen.tsv.gz", of_combat);
}

TEST_F(ThreeSites, CovBatAgreesWithComBatFamily)
{
  const auto result = harmonise_covbat(edges_, site_, covariates_, {});

  EXPECT_EQ(result.covbat.n_components, 73);
  expect_edges("covbat.tsv.gz", of_covbat);
}

TEST_F(ThreeSites, EveryEstimateAgreesWithComBatFamily)
{
  const auto parameters = harmonise(edges_, site_, covariates_, {});
  const auto rows = rows_for(parameters, site_, covariates_);

  const auto reference = files::read_tsv(golden / "estimates_comfam.tsv.gz");
  const auto expect = [&](const std::string& column, const Eigen::VectorXd& found) {
    const Eigen::VectorXd expected = numbers(reference, column);
    ASSERT_EQ(found.size(), expected.size()) << column;
    for (Eigen::Index e = 0; e < found.size(); ++e) {
      EXPECT_NEAR(found[e], expected[e], of_combat * std::abs(expected[e]) + 1e-13) << column << " of edge " << e;
    }
  };
  Eigen::VectorXd preserved(edges_.cols());
  for (Eigen::Index e = 0; e < edges_.cols(); ++e) preserved[e] = preserved_part(parameters, rows, e)[0];
  expect("stand_mean_first_row", preserved);
  expect("sd_pooled", parameters.features.sigma);
  for (Eigen::Index s = 0; s < 3; ++s) {
    const auto& site = parameters.sites[static_cast<std::size_t>(s)];
    expect("gamma_hat_" + site, parameters.features.gamma_hat.row(s).transpose());
    expect("delta2_hat_" + site, parameters.features.delta2_hat.row(s).transpose());
    expect("gamma_star_" + site, parameters.gamma_star.row(s).transpose());
    expect("delta2_star_" + site, parameters.delta2_star.row(s).transpose());
  }
}

}  // namespace
}  // namespace dmn::harmonisation
