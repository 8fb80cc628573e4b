#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/text.hpp"
#include "files/delimited.hpp"
#include "inference/counted_p.hpp"
#include "markers/fingerprint.hpp"
#include "markers/reliability.hpp"
#include "markers/scoring.hpp"

namespace dmn::markers {
namespace {

constexpr double tight = 1e-9;  ///< what the reference gives

const std::filesystem::path golden = std::filesystem::path(DMN_GOLDEN_DIR) / "group_08";

double number(const std::string& cell)
{
  return base::is_missing(cell) ? std::nan("") : *base::parse_double(cell);
}

nlohmann::json json_of(const std::string& name)
{
  return nlohmann::json::parse(files::read_text(golden / name));
}

stats::Cohort people_of(const files::DelimitedTable& table)
{
  stats::Cohort people;
  for (std::size_t row = 0; row < table.rows.size(); ++row)
    people.runs.push_back({.participant = table.rows[row][table.require("participant_id")]});
  people.site = table.column(table.require("site"));
  people.group = table.column(table.require("group"));
  for (std::size_t column = 0; column < table.names.size(); ++column)
    people.participants.columns.push_back(stats::make_column(table.names[column], table.column(column)));
  return people;
}

std::vector<Eigen::Index> controls_of(const stats::Cohort& people)
{
  std::vector<Eigen::Index> controls;
  for (std::size_t row = 0; row < people.group.size(); ++row) {
    if (people.group[row] == "control") controls.push_back(static_cast<Eigen::Index>(row));
  }
  return controls;
}

TEST(NormativeReference, PatientsAndControlsDeviateAsStatsmodelsSays)
{
  const auto input = files::read_tsv(golden / "normative_input.tsv");
  const auto expected = files::read_tsv(golden / "normative_expected.tsv");
  const std::vector<std::string> names{"mean_edges_1_15", "R01--R02", "R01--R03", "R01--R04"};
  const auto people = people_of(input);
  Eigen::MatrixXd values(static_cast<Eigen::Index>(input.rows.size()), 4);
  std::vector<Measure> measures;
  for (std::size_t m = 0; m < names.size(); ++m) {
    measures.push_back({{names[m], names[m], {0, 1}}, MeasureKind::network});
    const auto cells = input.column(input.require(names[m]));
    for (std::size_t row = 0; row < cells.size(); ++row)
      values(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(m)) = number(cells[row]);
  }
  const auto usual = usual_covariates(people);
  EXPECT_EQ(usual.formula.text, "age, age^2, sex, mean_fd, site");
  const auto norm = fit_norm(usual.formula, people, controls_of(people), values, measures).norm;
  const Scorer scorer(norm, people);

  std::size_t line = 0;
  for (std::size_t m = 0; m < names.size(); ++m) {
    for (std::size_t row = 0; row < input.rows.size(); ++row, ++line) {
      const auto& wanted = expected.rows[line];
      ASSERT_EQ(wanted[0], people.runs[row].participant);
      ASSERT_EQ(wanted[2], names[m]);
      const auto at = static_cast<Eigen::Index>(row);
      const double value = values(at, static_cast<Eigen::Index>(m));
      std::optional<OwnRow> own;
      if (people.group[row] == "control") own = OwnRow{at, value};
      const auto score = scorer.score(at, m, value, own);
      EXPECT_EQ(status_of(score), "scored");
      EXPECT_NEAR(score.deviation.expected, number(wanted[4]), tight);
      EXPECT_NEAR(score.deviation.t, number(wanted[5]), tight);
      EXPECT_EQ(score.deviation.df, number(wanted[6]));
      EXPECT_NEAR(score.deviation.z, number(wanted[7]), tight);
      EXPECT_NEAR(score.deviation.percentile, number(wanted[8]), 100 * tight);
    }
  }
  EXPECT_EQ(line, expected.rows.size());
}

/// One row a participant: the columns of the edges in a session.
Eigen::MatrixXd session_of(const files::DelimitedTable& table, const std::string& session)
{
  Eigen::MatrixXd edges(static_cast<Eigen::Index>(table.rows.size()) / 2,
                        static_cast<Eigen::Index>(table.names.size()) - 2);
  Eigen::Index next = 0;
  for (const auto& row : table.rows) {
    if (row[1] != session) continue;
    for (Eigen::Index e = 0; e < edges.cols(); ++e) edges(next, e) = number(row[static_cast<std::size_t>(e) + 2]);
    ++next;
  }
  return edges;
}

TEST(ReliabilityReference, EveryEdgeAgreesWithPsych)
{
  const auto table = files::read_tsv(golden / "two_session_matrices.tsv");
  const auto expected = files::read_tsv(golden / "icc_edges.tsv");
  const auto first = session_of(table, "ses-1");
  const auto second = session_of(table, "ses-2");

  for (Eigen::Index e = 0; e < first.cols(); ++e) {
    Eigen::MatrixXd pair(first.rows(), 2);
    pair << first.col(e), second.col(e);
    const auto icc = intraclass_correlation(pair);
    EXPECT_NEAR(icc.agreement, number(expected.rows[static_cast<std::size_t>(e)][1]), tight);
    EXPECT_NEAR(icc.consistency, number(expected.rows[static_cast<std::size_t>(e)][2]), tight);
    EXPECT_EQ(icc.n, 18);
  }
}

Eigen::MatrixXd ratings(const std::string& name)
{
  std::vector<std::vector<double>> rows;
  std::istringstream text(files::read_text(golden / name));
  for (std::string line; std::getline(text, line);) {
    std::istringstream cells(line);
    rows.emplace_back(std::istream_iterator<double>(cells), std::istream_iterator<double>());
  }
  Eigen::MatrixXd x(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(rows.front().size()));
  for (Eigen::Index i = 0; i < x.rows(); ++i)
    for (Eigen::Index j = 0; j < x.cols(); ++j)
      x(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
  return x;
}

TEST(ReliabilityReference, ThreeRatersAndThePublishedExampleAgree)
{
  const auto expected = json_of("icc_small.json");
  for (const auto& [file, name] :
       {std::pair{"icc_three_raters.txt", "three_raters"}, {"icc_shrout_fleiss.txt", "shrout_fleiss_1979"}}) {
    const auto icc = intraclass_correlation(ratings(file));
    EXPECT_NEAR(icc.agreement, expected[name][0].get<double>(), tight) << name;
    EXPECT_NEAR(icc.consistency, expected[name][1].get<double>(), tight) << name;
  }
}

TEST(FingerprintReference, SimilaritiesOfTheReferenceGiveItsIdentification)
{
  const auto table = files::read_tsv(golden / "fingerprint_similarity.tsv");
  const auto expected = json_of("fingerprint.json");
  Eigen::MatrixXd similarity(18, 18);
  for (Eigen::Index i = 0; i < 18; ++i)
    for (Eigen::Index j = 0; j < 18; ++j)
      similarity(i, j) = number(table.rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j) + 1]);

  const auto found = identification(similarity);
  EXPECT_EQ(found.n, expected["n"].get<int>());
  EXPECT_NEAR(found.i_self, expected["I_self"].get<double>(), tight);
  EXPECT_NEAR(found.i_others, expected["I_others"].get<double>(), tight);
  EXPECT_NEAR(found.i_diff, expected["Idiff"].get<double>(), 100 * tight);
  EXPECT_EQ(found.hits_first_second, expected["hits_1_to_2"].get<int>());
  EXPECT_EQ(found.hits_second_first, expected["hits_2_to_1"].get<int>());
  EXPECT_NEAR(found.rate_second_first(), expected["rate_2_to_1"].get<double>(), tight);
  const auto null = null_of_i_diff(similarity, 10000, 1);
  EXPECT_EQ(null[0], found.i_diff);
  EXPECT_NEAR(inference::NullDistribution(null).p(found.i_diff), expected["p_Idiff"].get<double>(), 1e-3);
}

}  // namespace
}  // namespace dmn::markers
