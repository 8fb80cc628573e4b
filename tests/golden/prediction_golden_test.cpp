#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "connectivity/matrix_vector.hpp"
#include "files/delimited.hpp"
#include "prediction/cpm.hpp"
#include "prediction/folds.hpp"
#include "prediction/linear_model.hpp"
#include "prediction/logistic.hpp"
#include "prediction/metrics.hpp"
#include "prediction/weight_table.hpp"

namespace dmn::prediction {
namespace {

constexpr double tight = 1e-9;      ///< what the references give
constexpr double exact = 1e-12;     ///< of the published score
constexpr double of_newton = 1e-8;  ///< of coefficients and probabilities

const std::filesystem::path golden = DMN_GOLDEN_DIR;
const std::filesystem::path rpn = std::filesystem::path(DMN_SOURCE_DIR) / "config/data/rpn_pain_sensitivity";

double number(const std::string& cell)
{
  return base::is_missing(cell) ? std::nan("") : *base::parse_double(cell);
}

Eigen::VectorXd numbers(const files::DelimitedTable& table, const std::string& name)
{
  const auto cells = table.column(table.require(name));
  Eigen::VectorXd values(static_cast<Eigen::Index>(cells.size()));
  for (std::size_t row = 0; row < cells.size(); ++row) values[static_cast<Eigen::Index>(row)] = number(cells[row]);
  return values;
}

nlohmann::json json_of(const std::filesystem::path& file)
{
  return nlohmann::json::parse(files::read_text(file));
}

/// Participants of the reference in its order, with their published matrices.
struct Rpn {
  RowData data;
  Eigen::VectorXd pain;
  std::vector<std::string> participants;
  std::vector<std::string> sites;
  std::vector<int> column_of_reference;  ///< lower triangle, row-major -> column here
};

/// Column of each pair in the reference's order.
std::vector<int> lower_triangle(const std::vector<std::string>& edges, const std::vector<std::string>& labels)
{
  std::map<std::string, int> column;
  for (std::size_t c = 0; c < edges.size(); ++c) column[edges[c]] = static_cast<int>(c);
  std::vector<int> order;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) order.push_back(column.at(labels[j] + "--" + labels[i]));
  }
  return order;
}

Rpn read_rpn(const std::filesystem::path& order)
{
  const auto reference = files::read_tsv(order);
  const auto people = files::read_tsv(rpn / "participants.tsv");
  std::map<std::string, std::size_t> person;
  const auto ids = people.column(people.require("participant_id"));
  for (std::size_t row = 0; row < ids.size(); ++row) person[ids[row]] = row;
  std::map<std::string, std::vector<std::string>> cells;
  std::vector<std::string> edges;
  for (const std::string site : {"bochum", "essen", "szeged"}) {
    const auto table = files::read_tsv(rpn / "published" / (site + ".tsv.gz"));
    edges.assign(table.names.begin() + 2, table.names.end());
    for (const auto& row : table.rows) cells[row[0]] = row;
  }
  const auto rois = files::read_tsv(rpn / "rois.tsv");
  Rpn read{.participants = reference.column(reference.require("participant_id")),
           .sites = reference.column(reference.require("site")),
           .column_of_reference = lower_triangle(edges, rois.column(rois.require("label")))};
  const auto n = static_cast<Eigen::Index>(read.participants.size());
  read.data.features.resize(n, static_cast<Eigen::Index>(edges.size()));
  read.data.covariates.resize(n, 3);
  read.pain = numbers(reference, "observed");
  const auto cell_of = [&](Eigen::Index row, const std::string& name) {
    return people.rows[person.at(read.participants[static_cast<std::size_t>(row)])][people.require(name)];
  };
  for (Eigen::Index row = 0; row < n; ++row) {
    const auto& values = cells.at(read.participants[static_cast<std::size_t>(row)]);
    for (Eigen::Index e = 0; e < read.data.features.cols(); ++e)
      read.data.features(row, e) = connectivity::fisher_z(number(values[static_cast<std::size_t>(e) + 2]));
    read.data.covariates.row(row) << number(cell_of(row, "age")), cell_of(row, "sex") == "M" ? 1.0 : 0.0,
        number(cell_of(row, "mean_fd"));
  }
  return read;
}

RowData rows_of(const RowData& all, const std::vector<Eigen::Index>& rows)
{
  return {all.features(rows, Eigen::all), all.covariates(rows, Eigen::all)};
}

OutOfSample cpm_out_of_sample(const Rpn& cohort, const std::vector<Fold>& folds)
{
  const Eigen::VectorXd nothing = Eigen::VectorXd::Zero(cohort.pain.size());
  OutOfSample rows{.outcome = cohort.pain,
                   .predicted = nothing,
                   .covariates_only = nothing,
                   .with_covariates = nothing,
                   .training_mean = nothing,
                   .site = cohort.sites};
  for (const auto& fold : folds) {
    const Eigen::VectorXd y = cohort.pain(fold.training);
    const CpmFold cpm(rows_of(cohort.data, fold.training), rows_of(cohort.data, fold.test));
    rows.predicted(fold.test) = cpm.predict(y).predicted.col(0);
    rows.training_mean(fold.test).setConstant(y.mean());
  }
  return rows;
}

void expect_measures(const OutOfSample& rows, const nlohmann::json& expected)
{
  const Measures all = measures(rows, &OutOfSample::predicted);
  EXPECT_NEAR(all.r, expected["r"].get<double>(), tight);
  EXPECT_NEAR(all.q2, expected["q2"].get<double>(), tight);
  EXPECT_NEAR(all.mae, expected["mae"].get<double>(), tight);
  for (const auto& site : measures_by_site(rows, &OutOfSample::predicted)) {
    const auto& of_site = expected["per_site"][site.site];
    EXPECT_EQ(site.measures.n, of_site["n"].get<int>());
    EXPECT_NEAR(site.measures.r, of_site["r"].get<double>(), tight) << site.site;
    EXPECT_NEAR(site.measures.q2, of_site["q2"].get<double>(), tight) << site.site;
  }
}

TEST(CpmGolden, LeaveOneSiteOutOnTheRpnCohort)
{
  const auto file = golden / "group_09/cpm_leave_one_site_out.tsv";
  const Rpn cohort = read_rpn(file);
  const auto expected = json_of(golden / "group_09/cpm_summary.json")["leave_one_site_out"];
  const auto folds = leave_one_group_out(cohort.sites);
  const OutOfSample rows = cpm_out_of_sample(cohort, folds);

  const auto reference = files::read_tsv(file);
  EXPECT_LT((rows.predicted - numbers(reference, "predicted")).cwiseAbs().maxCoeff(), tight);
  EXPECT_LT((rows.training_mean - numbers(reference, "train_mean")).cwiseAbs().maxCoeff(), tight);
  expect_measures(rows, expected);
  const auto edges = files::read_tsv(golden / "group_09/cpm_leave_one_site_out_edges.tsv");
  for (const auto& fold : folds) {
    Eigen::VectorXd signs = Eigen::VectorXd::Zero(cohort.data.features.cols());
    for (const auto& row : edges.rows) {
      if (row[edges.require("held_out")] != fold.name) continue;
      const auto at = static_cast<std::size_t>(number(row[edges.require("column_0based_in_7503")]));
      signs[cohort.column_of_reference[at]] = row[edges.require("sign")] == "positive" ? 1 : -1;
    }
    const CpmFold cpm(rows_of(cohort.data, fold.training), rows_of(cohort.data, fold.test));
    const Eigen::VectorXd y = cohort.pain(fold.training);
    EXPECT_TRUE((cpm.selected(y).col(0).array() == signs.array()).all()) << fold.name;
    const auto line = expected["folds"][fold.name]["coefficients"].get<std::vector<double>>();
    EXPECT_LT((cpm.coefficients(y) - Eigen::Vector3d(line[0], line[1], line[2])).cwiseAbs().maxCoeff(), tight);
  }
}

TEST(CpmGolden, LeaveOneOutOnTheRpnCohort)
{
  const auto file = golden / "group_09/cpm_leave_one_out.tsv";
  const Rpn cohort = read_rpn(file);

  const OutOfSample rows = cpm_out_of_sample(cohort, leave_one_group_out(cohort.participants));

  EXPECT_LT((rows.predicted - numbers(files::read_tsv(file), "predicted")).cwiseAbs().maxCoeff(), tight);
  expect_measures(rows, json_of(golden / "group_09/cpm_summary.json")["leave_one_out"]);
}

/// 02's four sites.
struct FourSites {
  RowData data;
  Eigen::VectorXd labels;
  std::vector<std::string> sites;
};

FourSites read_four_sites()
{
  const auto people = files::read_tsv(golden / "group_02/participants.tsv");
  const auto matrices = files::read_tsv(golden / "group_02/matrices.tsv.gz");
  FourSites read{.sites = people.column(people.require("site"))};
  const auto n = static_cast<Eigen::Index>(people.rows.size());
  read.data.features.resize(n, static_cast<Eigen::Index>(matrices.names.size()) - 2);
  for (std::size_t e = 2; e < matrices.names.size(); ++e)
    read.data.features.col(static_cast<Eigen::Index>(e) - 2) = numbers(matrices, matrices.names[e]);
  read.data.covariates.resize(n, 0);
  read.labels.resize(n);
  for (Eigen::Index row = 0; row < n; ++row)
    read.labels[row] = people.rows[static_cast<std::size_t>(row)][people.require("group")] == "patient" ? 1 : 0;
  return read;
}

TEST(LogisticGolden, LeaveOneSiteOutOnFourSitesOneOfThemWithoutControls)
{
  const FourSites cohort = read_four_sites();
  const auto coefficients = files::read_tsv(golden / "group_09/logistic_coefficients.tsv");
  const auto scores = files::read_tsv(golden / "group_09/logistic_scores.tsv");
  const auto summary = json_of(golden / "group_09/logistic_summary.json");

  for (const auto& [name, c] : std::map<std::string, double>{{"C0.01", 0.01}, {"C1.0", 1}}) {
    OutOfSample rows{.two_classes = true, .outcome = cohort.labels, .site = cohort.sites};
    rows.predicted = rows.covariates_only = rows.with_covariates = rows.training_mean =
        Eigen::VectorXd::Zero(cohort.labels.size());
    for (const auto& fold : leave_one_group_out(cohort.sites)) {
      const FoldSpace space = fold_space(rows_of(cohort.data, fold.training), rows_of(cohort.data, fold.test));
      const LogisticFold logistic(space, {}, Eigen::VectorXd::Constant(1, c));
      const Eigen::VectorXd y = cohort.labels(fold.training);
      rows.predicted(fold.test) = logistic.predict(y).predicted.col(0);
      const auto found = logistic.coefficients(y);
      const auto expected = numbers(coefficients, name + "_without_" + fold.name);
      EXPECT_LT((found.features - expected.head(found.features.size())).cwiseAbs().maxCoeff(), of_newton) << fold.name;
      EXPECT_NEAR(found.basis[0] * space.covariates.to_basis(0, 0), expected[expected.size() - 1], of_newton);
    }
    EXPECT_LT((rows.predicted - numbers(scores, "probability_" + name)).cwiseAbs().maxCoeff(), of_newton);
    const Measures all = measures(rows, &OutOfSample::predicted);
    EXPECT_NEAR(all.auc, summary[name]["pooled_auc_weighted_by_site_size"].get<double>(), tight);
    EXPECT_NEAR(all.auc_all_rows, summary[name]["auc_of_all_rows"].get<double>(), tight);
    EXPECT_NEAR(all.brier, summary[name]["brier_all"].get<double>(), tight);
    for (const auto& site : measures_by_site(rows, &OutOfSample::predicted)) {
      const auto& of_site = summary[name]["per_site"][site.site];
      EXPECT_EQ(std::isnan(site.measures.auc), of_site["auc"].is_null()) << site.site;
      EXPECT_NEAR(site.measures.brier, of_site["brier"].get<double>(), tight) << site.site;
      if (of_site["auc"].is_null()) continue;
      EXPECT_NEAR(site.measures.auc, of_site["auc"].get<double>(), tight) << site.site;
      EXPECT_NEAR(site.measures.balanced_accuracy, of_site["balanced_accuracy"].get<double>(), tight) << site.site;
    }
  }
}

TEST(WeightTableGolden, GivesThePublishedScoresAtEssenAndSzeged)
{
  const auto model = files::read_tsv(golden / "group_10/model.tsv");
  const auto reference = files::read_tsv(golden / "group_10/scores.tsv");
  const auto summary = json_of(golden / "group_10/summary.json");
  const auto correlations = files::read_tsv(golden / "group_10/correlations.tsv.gz");
  WeightTable table{.edges = model.column(model.require("edge")),
                    .weight = numbers(model, "weight"),
                    .centre = numbers(model, "centre"),
                    .scale = numbers(model, "scale"),
                    .intercept = summary["intercept"].get<double>(),
                    .of_correlations = true};
  Eigen::MatrixXd z(static_cast<Eigen::Index>(reference.rows.size()), table.weight.size());
  for (Eigen::Index k = 0; k < z.cols(); ++k)
    z.col(k) = numbers(correlations, table.edges[static_cast<std::size_t>(k)]).unaryExpr(&connectivity::fisher_z);

  const Eigen::VectorXd found = scores(table, z);

  EXPECT_LT((found - numbers(reference, "score")).cwiseAbs().maxCoeff(), exact);
  const auto published = numbers(reference, "published_score");
  const auto sites = reference.column(reference.require("site"));
  for (Eigen::Index row = 0; row < found.size(); ++row) {
    if (sites[static_cast<std::size_t>(row)] == "bochum") continue;
    EXPECT_NEAR(found[row], published[row], exact) << row;
  }
}

}  // namespace
}  // namespace dmn::prediction
