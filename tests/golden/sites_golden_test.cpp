#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "base/text.hpp"
#include "files/delimited.hpp"
#include "sites/leave_one_site_out.hpp"
#include "sites/mixed_model.hpp"
#include "sites/pooled_design.hpp"
#include "sites/pooled_model.hpp"
#include "sites/site_effects.hpp"

namespace dmn::sites {
namespace {

constexpr double tight = 1e-9;         ///< what the reference gives
constexpr double of_tau2 = 1e-8;       ///< where its own search stops
constexpr double of_lme4 = 1e-5;       ///< what lme4's optimiser gives
constexpr double last_digit = 1e-14;   ///< of what the reference printed, for values next to zero
constexpr double next_to_zero = 1e-8;  ///< of lme4's printed numbers

const std::filesystem::path golden = DMN_GOLDEN_DIR;
const std::string model = "group + age + sex + mean_fd + site";
const stats::ContrastText patients{"patient-control", "patient - control"};

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

void expect_near(const Eigen::VectorXd& found, const Eigen::VectorXd& expected, double relative, double absolute,
                 const std::string& what)
{
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (Eigen::Index e = 0; e < found.size(); ++e) {
    ASSERT_EQ(std::isnan(found[e]), std::isnan(expected[e])) << what << " of " << e;
    if (std::isnan(found[e])) continue;
    EXPECT_NEAR(found[e], expected[e], relative * std::abs(expected[e]) + absolute) << what << " of " << e;
  }
}

/// The sites of one set, one of them left out (from 1; 0: none).
struct Studies {
  Eigen::VectorXd y;
  Eigen::VectorXd v;
};

Studies studies(const files::DelimitedTable& input, const std::string& set, int omitted)
{
  std::vector<double> y;
  std::vector<double> v;
  for (const auto& row : input.rows) {
    if (row[0] != set || (omitted > 0 && number(row[1]) == omitted)) continue;
    y.push_back(number(row[2]));
    v.push_back(number(row[3]));
  }
  const auto k = static_cast<Eigen::Index>(y.size());
  return {Eigen::Map<Eigen::VectorXd>(y.data(), k), Eigen::Map<Eigen::VectorXd>(v.data(), k)};
}

MetaAnalysis analysed(const Studies& s, const std::string& name)
{
  if (name == "FE") return fixed_effect(s.y, s.v);
  if (name == "DL") return random_effects(s.y, s.v, Tau2Method::dersimonian_laird, MetaInterval::normal);
  if (name == "REML") return random_effects(s.y, s.v, Tau2Method::reml, MetaInterval::normal);
  if (name == "REML_HK_plain") return random_effects(s.y, s.v, Tau2Method::reml, MetaInterval::hartung_knapp);
  return random_effects(s.y, s.v, Tau2Method::reml, MetaInterval::hartung_knapp_guarded);
}

void expect_number(double found, const std::string& cell, double relative, double absolute, const std::string& what)
{
  const double expected = number(cell);
  ASSERT_EQ(std::isnan(found), std::isnan(expected)) << what;
  if (!std::isnan(found)) {
    EXPECT_NEAR(found, expected, relative * std::abs(expected) + absolute) << what;
  }
}

TEST(MetaAnalysisGolden, EveryModelOfEverySetAgreesWithMetafor)
{
  const auto input = files::read_tsv(golden / "group_04/input.tsv");
  const auto expected = files::read_tsv(golden / "group_04/expected.tsv.gz");
  ASSERT_GT(expected.rows.size(), 150U);

  for (const auto& row : expected.rows) {
    const auto cell = [&](const std::string& name) { return row[expected.require(name)]; };
    const int omitted = cell("omitted") == "none" ? 0 : static_cast<int>(number(cell("omitted")));
    const MetaAnalysis found = analysed(studies(input, cell("set"), omitted), cell("model"));

    const std::string what = cell("set") + " without " + cell("omitted") + ", " + cell("model") + ": ";
    EXPECT_TRUE(found.converged) << what;
    EXPECT_EQ(found.k, number(cell("k"))) << what;
    expect_number(found.tau2, cell("tau2"), of_tau2, 1e-10, what + "tau2");
    const std::vector<std::pair<const char*, double>> fields{
        {"estimate", found.estimate},
        {"se", found.se},
        {"statistic", found.statistic},
        {"df", found.df},
        {"p", found.p},
        {"ci_low", found.ci_low},
        {"ci_high", found.ci_high},
        {"Q", found.q},
        {"Q_p", found.p_q},
        {"I2", found.i2},
        {"H2", found.h2},
        {"pi_low", found.pi_low},
        {"pi_high", found.pi_high},
    };
    for (const auto& [name, value] : fields) expect_number(value, cell(name), tight, 1e-10, what + name);
  }
}

TEST(MetaAnalysisGolden, TheGuardKeepsFourAlikeSitesFromLookingCertain)
{
  const auto s = studies(files::read_tsv(golden / "group_04/input.tsv"), "homogeneous4", 0);

  const auto plain = random_effects(s.y, s.v, Tau2Method::reml, MetaInterval::hartung_knapp);
  const MetaAnalysis guarded = meta_analysis(s.y, s.v);

  EXPECT_NEAR(plain.p, 9.5e-6, 5e-8);
  EXPECT_NEAR(guarded.p, 0.0497, 5e-5);
}

stats::Cohort cohort_of(const std::filesystem::path& file)
{
  const auto participants = files::read_tsv(file);
  stats::Cohort cohort;
  for (std::size_t column = 0; column < participants.names.size(); ++column) {
    cohort.participants.columns.push_back(stats::make_column(participants.names[column], participants.column(column)));
  }
  for (const auto& id : participants.column(participants.require("participant_id"))) {
    cohort.runs.push_back({.participant = id});
  }
  cohort.group = participants.column(participants.require("group"));
  cohort.site = participants.column(participants.require("site"));
  return cohort;
}

Eigen::MatrixXd edges_of(const std::filesystem::path& file, Eigen::Index n_edges)
{
  const auto table = files::read_tsv(file);
  Eigen::MatrixXd edges(static_cast<Eigen::Index>(table.rows.size()), n_edges);
  Eigen::Index edge = 0;
  for (const auto& name : table.names) {
    if (name.find("--") != std::string::npos && edge < n_edges) edges.col(edge++) = numbers(table, name);
  }
  return edges;
}

void expect_lme4(const stats::Cohort& cohort, const Eigen::MatrixXd& edges, const std::filesystem::path& file)
{
  const stats::Design design = stats::build_design(stats::parse_formula(model), cohort);
  MixedModel mixed(design, stats::resolve_contrast(patients, design), cohort);

  const MixedStatistics found = mixed.fit(edges);

  const auto expected = files::read_tsv(file);
  expect_near(found.beta, numbers(expected, "beta"), of_lme4, next_to_zero, "beta");
  expect_near(found.se, numbers(expected, "se"), of_lme4, next_to_zero, "se");
  expect_near(found.df, numbers(expected, "df"), of_lme4, next_to_zero, "df");
  expect_near(found.t, numbers(expected, "t"), of_lme4, next_to_zero, "t");
  expect_near(found.p, numbers(expected, "p"), of_lme4, next_to_zero, "p");
  expect_near(found.var_site, numbers(expected, "var_site"), of_lme4, next_to_zero, "var_site");
  expect_near(found.var_residual, numbers(expected, "var_residual"), of_lme4, next_to_zero, "var_residual");
  expect_near(found.boundary, numbers(expected, "singular"), 0, 0, "boundary");
}

TEST(MixedModelGolden, TenSitesAgreeWithLme4)
{
  expect_lme4(cohort_of(golden / "group_06/ten_sites_participants.tsv"),
              edges_of(golden / "group_06/ten_sites_matrices.tsv.gz", 50), golden / "group_06/lmm_ten_sites.tsv");
}

TEST(MixedModelGolden, FourSitesAgreeWithLme4AlsoWhereTheVarianceBetweenSitesIsZero)
{
  expect_lme4(cohort_of(golden / "group_02/participants.tsv"), edges_of(golden / "group_02/matrices.tsv.gz", 50),
              golden / "group_06/lmm_four_sites.tsv");
}

/// n values with exactly this mean and standard deviation.
Eigen::VectorXd sample(int n, double mean, double sd)
{
  Eigen::VectorXd values = Eigen::VectorXd::LinSpaced(n, -1, 1);
  values *= sd / std::sqrt(values.squaredNorm() / (n - 1));
  return values.array() + mean;
}

TEST(SiteEffectsGolden, ASiteWithoutCovariatesHasTheEffectAndVarianceOfMetafor)
{
  const auto table = files::read_tsv(golden / "group_04/smd.tsv");
  stats::Cohort cohort;
  std::vector<double> values;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    for (const std::string side : {"1", "2"}) {
      const auto cell = [&](const std::string& name) { return number(table.rows[row][table.require(name + side)]); };
      const int n = static_cast<int>(cell("n"));
      for (const double value : sample(n, cell("m"), cell("s"))) values.push_back(value);
      cohort.group.insert(cohort.group.end(), static_cast<std::size_t>(n), side == "1" ? "patient" : "control");
      cohort.site.insert(cohort.site.end(), static_cast<std::size_t>(n), std::to_string(row));
    }
  }
  for (std::size_t row = 0; row < values.size(); ++row) cohort.runs.push_back({.participant = std::to_string(row)});
  const stats::Design design = stats::build_design(stats::parse_formula("group + site"), cohort);
  const SiteEffectModel sites(design, stats::resolve_contrast(patients, design), cohort);

  const auto effects = sites.of_block(Eigen::Map<Eigen::VectorXd>(values.data(), design.n_rows()));

  ASSERT_EQ(effects.size(), 5U);
  EXPECT_EQ(sites.left_out().front().reason, "N - rank < 10");  // 5 and 6 participants
  for (const std::size_t site : {0U, 2U, 3U, 4U}) {
    const double g = number(table.rows[site][table.require("g")]);
    const double variance = number(table.rows[site][table.require("var_g")]);
    EXPECT_NEAR(effects[site].g[0], g, tight * std::abs(g) + last_digit) << site;
    EXPECT_NEAR(effects[site].variance[0], variance, tight * variance) << site;
  }
}

class FourSites : public ::testing::Test {
 protected:
  stats::Cohort cohort_ = cohort_of(golden / "group_02/participants.tsv");
  Eigen::MatrixXd edges_ = edges_of(golden / "group_02/matrices.tsv.gz", 66);
  stats::Design design_ = stats::build_design(stats::parse_formula(model), cohort_);
  stats::Contrast contrast_ = stats::resolve_contrast(patients, design_);
};

TEST_F(FourSites, EveryModelWithoutASiteAgreesWithTheIndependentProgram)
{
  const LeaveOneSiteOutModel without(design_, contrast_, cohort_);

  const LeaveOneSiteOut found = without.of_block(edges_);

  const auto expected = files::read_tsv(golden / "group_02/leave_one_site_out.tsv");
  ASSERT_THAT(without.sites(), ::testing::ElementsAre("A", "B", "C", "D"));
  expect_near(found.beta, numbers(expected, "beta"), tight, last_digit, "beta");
  for (Eigen::Index s = 0; s < 4; ++s) {
    const std::string site = without.sites()[static_cast<std::size_t>(s)];
    expect_near(found.beta_without.col(s), numbers(expected, "beta_without_" + site), tight, last_digit,
                "beta " + site);
    expect_near(found.t_without.col(s), numbers(expected, "t_without_" + site), tight, last_digit, "t " + site);
  }
  expect_near(found.sign_change, numbers(expected, "sign_change"), 0, 0, "sign_change");
}

/// A site's own rows, summed by us.
SiteSums own_sums(const PoolingPlan& plan, const stats::Cohort& cohort, const Eigen::MatrixXd& edges,
                  const std::string& site)
{
  std::vector<Eigen::Index> rows;
  for (std::size_t row = 0; row < cohort.site.size(); ++row) {
    if (cohort.site[row] == site) rows.push_back(static_cast<Eigen::Index>(row));
  }
  const PlannedRows planned = planned_rows(plan, people_on_rows(cohort, rows));
  std::vector<std::string> columns;
  for (const auto& column : planned.columns) columns.push_back(column.name);
  SiteSums sums = empty_sums(site, columns, planned.matrix, edges.cols());
  add_block(sums, planned.matrix, edges(rows, Eigen::all), 0);
  return sums;
}

/// The sums as the reference program wrote them: about zero, the site's own columns left out.
SiteSums given_sums(const std::string& site, const std::vector<std::string>& columns)
{
  const auto xtx = files::read_tsv(golden / "group_05" / ("site-" + site + "_xtx.tsv"));
  const auto xty = files::read_tsv(golden / "group_05" / ("site-" + site + "_xty_yty.tsv"));
  const auto p = static_cast<Eigen::Index>(columns.size());
  SiteSums sums{.site = site, .columns = columns, .xtx = Eigen::MatrixXd(p, p)};
  sums.xty.resize(p, static_cast<Eigen::Index>(xty.rows.size()));
  for (Eigen::Index k = 0; k < p; ++k) {
    const std::string& name = xtx.names[static_cast<std::size_t>(k) + 1];
    sums.xtx.col(k) = numbers(xtx, name).head(p);
    sums.xty.row(k) = numbers(xty, name).transpose();
  }
  sums.yty = numbers(xty, "yty");
  sums.shift = Eigen::VectorXd::Zero(sums.yty.size());
  sums.n_complete = numbers(xty, "n").cast<int>();
  sums.n = sums.n_complete[0];
  return sums;
}

const std::vector<std::string> site_names{"A", "B", "C", "D"};

void expect_pooled(const PooledStatistics& found)
{
  const auto expected = files::read_tsv(golden / "group_05/pooled.tsv");
  const auto& s = found.statistics;
  expect_near(s.n.cast<double>(), numbers(expected, "n"), 0, 0, "n");
  expect_near(s.beta, numbers(expected, "beta"), tight, last_digit, "beta");
  expect_near(s.se, numbers(expected, "se"), tight, last_digit, "se");
  expect_near(s.t, numbers(expected, "t"), tight, last_digit, "t");
  expect_near(s.df, numbers(expected, "df"), 0, 0, "df");
  expect_near(s.p, numbers(expected, "p"), of_tau2, last_digit, "p");
  const Eigen::VectorXd rss = s.sigma.array().square() * s.df.array();
  expect_near(rss, numbers(expected, "rss"), tight, last_digit, "rss");
}

TEST_F(FourSites, TheirSumsAreThoseOfTheIndependentProgram)
{
  const PoolingPlan plan = make_plan(model, patients, "", "");
  for (const auto& site : site_names) {
    const SiteSums own = own_sums(plan, cohort_, edges_, site);
    const SiteSums given = given_sums(site, own.columns);

    const SiteSums about_zero = about(own, Eigen::VectorXd::Zero(66));

    EXPECT_EQ(own.n, given.n);
    EXPECT_TRUE(own.xtx.isApprox(given.xtx, 1e-12)) << site;
    EXPECT_TRUE(about_zero.xty.isApprox(given.xty, 1e-12)) << site;
    EXPECT_TRUE(about_zero.yty.isApprox(given.yty, 1e-12)) << site;
  }
}

TEST_F(FourSites, PoolingTheSumsOfTheIndependentProgramGivesItsModelOnAllRows)
{
  const PoolingPlan plan = make_plan(model, patients, "", "");
  const SiteSums own = own_sums(plan, cohort_, edges_, "A");
  std::vector<SiteSums> sums;
  for (const auto& site : site_names) sums.push_back(given_sums(site, own.columns));

  expect_pooled(pooled_glm(plan, sums));
}

TEST_F(FourSites, PoolingTheirOwnSumsGivesTheModelOnAllRowsWithItsEffectSizes)
{
  const PoolingPlan plan = make_plan(model, patients, "", "");
  std::vector<SiteSums> sums;
  for (const auto& site : site_names) sums.push_back(own_sums(plan, cohort_, edges_, site));

  const PooledStatistics found = pooled_glm(plan, sums);

  expect_pooled(found);
  const auto rows = files::read_tsv(golden / "group_02/edges.tsv");
  expect_near(found.statistics.g, numbers(rows, "g"), tight, last_digit, "g");
  expect_near(found.statistics.g_low, numbers(rows, "g_low"), of_tau2, last_digit, "g_low");
  expect_near(found.statistics.g_high, numbers(rows, "g_high"), of_tau2, last_digit, "g_high");
  expect_near(found.statistics.q_fdr, numbers(rows, "q_fdr"), of_tau2, last_digit, "q_fdr");
}

TEST_F(FourSites, ALargeMeanDoesNotCostTheDigitsOfT)
{
  const PoolingPlan plan = make_plan(model, patients, "", "");
  const Eigen::MatrixXd far = edges_.array() + 1000.0;
  std::vector<SiteSums> sums;
  for (const auto& site : site_names) sums.push_back(own_sums(plan, cohort_, far, site));

  const PooledStatistics found = pooled_glm(plan, sums);

  const auto expected = files::read_tsv(golden / "group_05/pooled.tsv");
  expect_near(found.statistics.t, numbers(expected, "t"), tight, 1e-10, "t");
}

}  // namespace
}  // namespace dmn::sites
