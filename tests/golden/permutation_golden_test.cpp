#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "base/text.hpp"
#include "connectivity/matrix_vector.hpp"
#include "files/delimited.hpp"
#include "files/matrix_file.hpp"
#include "inference/counted_p.hpp"
#include "inference/permutation_model.hpp"
#include "inference/permutation_tally.hpp"
#include "stats/aspin_welch.hpp"

namespace dmn::inference {
namespace {

constexpr double tight = 1e-9;           ///< t*, v*, relative
constexpr double last_digit = 1e-14;     ///< of what the reference printed, for values next to zero
constexpr double standard_errors = 3.0;  ///< of the difference of two counted p
constexpr int n_own = 20000;
constexpr std::uint64_t seed = 1;

const std::filesystem::path golden = DMN_GOLDEN_DIR;

Eigen::VectorXd numbers(const files::DelimitedTable& table, const std::string& name)
{
  const auto cells = table.column(table.require(name));
  Eigen::VectorXd values(static_cast<Eigen::Index>(cells.size()));
  for (std::size_t row = 0; row < cells.size(); ++row) {
    values[static_cast<Eigen::Index>(row)] = *base::parse_double(cells[row]);
  }
  return values;
}

stats::Cohort cohort_of(const files::DelimitedTable& participants)
{
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

void expect_near(const Eigen::VectorXd& found, const Eigen::VectorXd& expected, const std::string& what)
{
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (Eigen::Index e = 0; e < found.size(); ++e) {
    ASSERT_NEAR(found[e], expected[e], tight * std::abs(expected[e]) + last_digit) << what << ", edge " << e;
  }
}

/// Two counted p of the same thing from independent permutations.
void expect_same_probability(const Eigen::VectorXd& found, int n_found, const Eigen::VectorXd& expected, int n_expected)
{
  for (Eigen::Index e = 0; e < found.size(); ++e) {
    const double p = (n_found * found[e] + n_expected * expected[e]) / (n_found + n_expected);
    const double error = std::sqrt(p * (1 - p) * (1.0 / n_found + 1.0 / n_expected));
    EXPECT_NEAR(found[e], expected[e], standard_errors * error) << "edge " << e;
  }
}

/// One contrast, patient - control, with everything the engine says of it.
class Analysis {
 public:
  Analysis(const stats::Cohort& cohort, const std::string& formula, Eigen::MatrixXd edges)
      : design(stats::build_design(stats::parse_formula(formula), cohort)),
        contrasts{stats::resolve_contrast(stats::default_contrast(design), design)},
        edges_(std::move(edges))
  {
  }

  /// E x J.
  Eigen::MatrixXd statistics(const Relabellings& relabellings) const
  {
    const PermutationModel model(design, contrasts, relabellings.exchangeability());
    PermutedStatistics results;
    model.statistics(model.tile(edges_), model.permuted_basis(relabellings, 0, relabellings.size()), results);
    return results.contrasts.front();
  }

  /// In tiles and blocks, as a run does it.
  PermutationTally tally(const Relabellings& relabellings) const
  {
    const PermutationModel model(design, contrasts, relabellings.exchangeability());
    PermutationTally tally(relabellings.size(), model.observed(model.tile(edges_)).front(), Tail::both);
    PermutedStatistics results;
    const int n_block = model.relabellings_per_block();
    for (Eigen::Index first = 0; first < edges_.cols(); first += outcomes_per_tile) {
      const auto tile = model.tile(edges_.middleCols(first, std::min(outcomes_per_tile, edges_.cols() - first)));
      for (int j = 0; j < relabellings.size(); j += n_block) {
        const int n = std::min(n_block, relabellings.size() - j);
        model.statistics(tile, model.permuted_basis(relabellings, j, n), results);
        add(results.contrasts.front(), first, j, tally);
      }
    }
    return tally;
  }

  Eigen::VectorXd familywise_p(const Relabellings& relabellings) const
  {
    const PermutationTally counted = tally(relabellings);
    const Eigen::Map<const Eigen::VectorXd> maximum(counted.maximum.data(), relabellings.size());
    return NullDistribution(maximum).p(counted.observed.cwiseAbs());
  }

  const Eigen::MatrixXd& edges() const { return edges_; }

  stats::Design design;
  std::vector<stats::Contrast> contrasts;

 private:
  Eigen::MatrixXd edges_;
};

Relabellings given_permutations(const std::filesystem::path& file)
{
  return Relabellings::given(files::read_text_matrix(file).values.cast<int>());
}

class FibromyalgiaPermutations : public ::testing::Test {
 protected:
  static Eigen::MatrixXd fisher_z()
  {
    const auto array = files::read_npy(golden / "group_01/dmn_correlations.npy");
    Eigen::MatrixXd edges(array.shape[0], array.shape[1]);
    for (Eigen::Index row = 0; row < edges.rows(); ++row) {
      for (Eigen::Index e = 0; e < edges.cols(); ++e) {
        edges(row, e) = connectivity::fisher_z(array.values[static_cast<std::size_t>(row * edges.cols() + e)]);
      }
    }
    return edges;
  }

  Analysis analysis_{cohort_of(files::read_tsv(golden / "group_01/participants.tsv")), "group + Age", fisher_z()};
};

TEST_F(FibromyalgiaPermutations, HaveTheReferencesTOfEveryEdge)
{
  const auto given = given_permutations(golden / "group_01_network/permutations.tsv.gz");

  const Eigen::MatrixXd t = analysis_.statistics(given);

  const auto reference = files::read_text_matrix(golden / "group_01/given_permutations_t_first20.tsv.gz");
  ASSERT_EQ(reference.values.cols(), 20);
  for (Eigen::Index j = 0; j < 20; ++j) {
    expect_near(t.col(j), reference.values.col(j), "permutation " + std::to_string(j));
  }
}

TEST_F(FibromyalgiaPermutations, HaveTheReferencesLargestT)
{
  const auto given = given_permutations(golden / "group_01_network/permutations.tsv.gz");

  const PermutationTally tally = analysis_.tally(given);

  const auto reference = files::read_tsv(golden / "group_01_network/null_maxima.tsv.gz");
  const Eigen::Map<const Eigen::VectorXd> maximum(tally.maximum.data(), given.size());
  expect_near(maximum, numbers(reference, "max_abs_t"), "largest |t|");
}

TEST_F(FibromyalgiaPermutations, OfOurOwnGiveTheReferencesFamilywiseP)
{
  const auto scheme = exchangeability(analysis_.design, analysis_.contrasts.front(), {});

  const Eigen::VectorXd p = analysis_.familywise_p(Relabellings(scheme, n_own, seed));

  const auto reference = files::read_tsv(golden / "group_01/edges_dmn.tsv.gz");
  constexpr int n_reference = 100000;
  expect_same_probability(p, n_own, numbers(reference, "p_fwe"), n_reference);
}

class MultisitePermutations : public ::testing::Test {
 protected:
  static Eigen::MatrixXd fisher_z()
  {
    const auto table = files::read_tsv(golden / "group_02/matrices.tsv.gz");
    Eigen::MatrixXd edges(static_cast<Eigen::Index>(table.rows.size()), 66);
    Eigen::Index edge = 0;
    for (const auto& name : table.names) {
      if (name.find("--") != std::string::npos) edges.col(edge++) = numbers(table, name);
    }
    return edges;
  }

  std::vector<int> variance_groups(const std::string& variable) const
  {
    return analysis_.design.find_variable(variable)->level;
  }

  stats::AspinWelch aspin_welch(const std::string& variable) const
  {
    return {analysis_.design, analysis_.contrasts.front(), variance_groups(variable)};
  }

  /// The data under a relabelling: residuals of the model without the contrast moved, its fitted values not.
  Eigen::MatrixXd relabelled(const Relabelling& relabelling) const
  {
    const auto& design = analysis_.design;
    const Eigen::VectorXd weights =
        stats::weights_on_basis(design.basis, analysis_.contrasts.front().rows.row(0).transpose()).normalized();
    const Eigen::VectorXd interest = design.basis.q * weights;
    const Eigen::MatrixXd& edges = analysis_.edges();
    const Eigen::MatrixXd fit =
        design.basis.q * (design.basis.q.transpose() * edges) - interest * (interest.transpose() * edges);
    return Eigen::MatrixXd((edges - fit)(relabelling.source, Eigen::all)) + fit;
  }

  stats::Cohort cohort_ = cohort_of(files::read_tsv(golden / "group_02/participants.tsv"));
  Analysis analysis_{cohort_, "group + age + sex + mean_fd + site", fisher_z()};
  files::DelimitedTable edges_table_ = files::read_tsv(golden / "group_02/edges.tsv");
};

TEST_F(MultisitePermutations, HaveTheReferencesTOfEveryEdge)
{
  const auto given = given_permutations(golden / "group_02/given_permutations.tsv.gz");

  const Eigen::MatrixXd t = analysis_.statistics(given);

  const auto reference = files::read_tsv(golden / "group_02/given_permutations_t.tsv.gz");
  ASSERT_EQ(given.size(), 20);
  for (int j = 0; j < 20; ++j) {
    const std::string column = "t_perm" + std::to_string(j);
    expect_near(t.col(j), numbers(reference, column), column);
  }
}

TEST_F(MultisitePermutations, MoveFourColumnsOfEight)
{
  const auto given = given_permutations(golden / "group_02/given_permutations.tsv.gz");

  const PermutationModel model(analysis_.design, analysis_.contrasts, given.exchangeability());

  EXPECT_EQ(analysis_.design.basis.rank(), 8);
  EXPECT_EQ(model.n_varying(), 4);
}

TEST_F(MultisitePermutations, OfOurOwnGiveTheReferencesFamilywiseP)
{
  const auto within_site = exchangeability(analysis_.design, analysis_.contrasts.front(), cohort_.site);

  const Eigen::VectorXd p = analysis_.familywise_p(Relabellings(within_site, n_own, seed));

  constexpr int n_reference = 99981;
  expect_same_probability(p, n_own, numbers(edges_table_, "p_fwe"), n_reference);
}

TEST_F(MultisitePermutations, HaveTheReferencesAspinWelchV)
{
  const auto given = given_permutations(golden / "group_02/given_permutations.tsv.gz");
  const auto reference = files::read_tsv(golden / "group_02/given_permutations_v.tsv.gz");
  const stats::AspinWelch by_site = aspin_welch("site");

  for (int j = 0; j < given.size(); ++j) {
    const std::string column = "v_perm" + std::to_string(j);
    expect_near(by_site.v(relabelled(given.at(j))), numbers(reference, column), column);
  }
}

TEST_F(MultisitePermutations, AspinWelchVAgreesForBothKindsOfVarianceGroup)
{
  for (const std::string variable : {"site", "group"}) {
    const std::string column = "aspin_welch_v_by_" + variable;
    expect_near(aspin_welch(variable).v(analysis_.edges()), numbers(edges_table_, column), column);
  }
}

}  // namespace
}  // namespace dmn::inference
