#include "store/norm_file.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "examples.hpp"
#include "markers/controls_example.hpp"
#include "markers/scoring.hpp"
#include "store/digest.hpp"
#include "store/result_file.hpp"
#include "thrown_message.hpp"

namespace dmn::store {
namespace {

using markers::Norm;
using test::test_folder;
using test::thrown_message;
using testing::HasSubstr;

struct Example {
  stats::Cohort people;
  Norm norm;
};

/// 37 controls at two sites, three patients, two measures; every extent differs.
Example example()
{
  const auto people = markers::testing::people_at({20, 17}, 3);
  auto measures = markers::testing::measures_named({"x", "y"});
  measures[1].summary.edges = {1, 2, 3};
  measures[1].kind = markers::MeasureKind::exploratory;
  auto norm = markers::fit_norm(markers::parse_covariates(markers::testing::usual), people,
                                markers::testing::controls_of(people), stats::testing::random_edges(40, 2), measures)
                  .norm;
  norm.program_version = "1.2.3";
  norm.controls = "control";
  norm.group_column = "group";
  norm.reliability_of = "sessions 1 and 2";
  norm.measures[0].reliability = {0.6, 0.7, 12};
  norm.source = {"correlation",
                 "fisher_z",
                 "pearson",
                 "denoise.strategy = 36p\n",
                 "",
                 "small",
                 "0a1b",
                 {"PCC", "PAG", "aIns", "AMY"},
                 {{0, 1}, {0, 2}, {1, 2}, {1, 3}}};
  return {people, norm};
}

std::filesystem::path written(const Norm& norm)
{
  auto path = test_folder() / "norm.h5";
  write_norm(path, norm);
  return path;
}

TEST(NormFile, ScoresTheSameAfterReadingBack)
{
  const auto [people, norm] = example();
  const Norm read = read_norm(written(norm));

  EXPECT_FALSE(markers::first_mismatch(norm, read.source));
  const markers::Scorer before(norm, people);
  const markers::Scorer after(read, people);
  for (std::size_t m = 0; m < 2; ++m) {
    for (Eigen::Index row = 37; row < 40; ++row) {
      EXPECT_EQ(before.score(row, m, 0.4).deviation.z, after.score(row, m, 0.4).deviation.z);
      EXPECT_EQ(status_of(after.score(row, m, 0.4)), "scored");
    }
  }
}

TEST(NormFile, KeepsMeasuresCountsAndReliability)
{
  const auto norm = example().norm;
  const Norm read = read_norm(written(norm));

  EXPECT_EQ(read.controls, "control");
  EXPECT_TRUE(read.holds_site);
  EXPECT_EQ(read.sites, norm.sites);
  EXPECT_EQ(read.with_site.formula.text, markers::testing::usual);
  EXPECT_EQ(read.measures[1].measure.summary.edges, norm.measures[1].measure.summary.edges);
  EXPECT_EQ(read.measures[1].measure.kind, markers::MeasureKind::exploratory);
  EXPECT_EQ(read.measures[1].n_at_site, norm.measures[1].n_at_site);
  EXPECT_EQ(read.measures[0].reliability.agreement, 0.6);
  EXPECT_EQ(read.measures[0].reliability.n, 12);
  EXPECT_EQ(read.measures[0].with_site.coefficients, norm.measures[0].with_site.coefficients);
  EXPECT_EQ(read.measures[0].with_site.inverse_gram, norm.measures[0].with_site.inverse_gram);
  EXPECT_EQ(read.measures[1].without_site.residual_sd, norm.measures[1].without_site.residual_sd);
  EXPECT_EQ(read.reliability_of, "sessions 1 and 2");
}

TEST(NormFile, HasADigestOfEverything)
{
  for (const auto& line : file_digests(written(example().norm))) EXPECT_EQ(line.digest, line.recorded) << line.dataset;
}

TEST(NormFile, RefusesMeasuresOfDifferentControls)
{
  auto norm = example().norm;
  norm.measures[1].with_site.inverse_gram(0, 0) += 1;
  EXPECT_THAT(thrown_message<base::ShapeError>([&] { write_norm(test_folder() / "norm.h5", norm); }),
              HasSubstr("different controls"));
}

TEST(NormFile, RefusesToReadAnotherFile)
{
  const auto path = test_folder() / "result.h5";
  ResultWriter other(path, "dmn-cohort-group/1", {});
  other.finish();
  EXPECT_THAT(thrown_message<base::InputError>([&] { read_norm(path); }), HasSubstr("schema"));
}

TEST(NormFile, RefusesATruncatedFile)
{
  const auto path = written(example().norm);
  test::write_bytes(path, test::bytes_of(path).substr(0, 4000));
  EXPECT_THROW(read_norm(path), base::InputError);
}

}  // namespace
}  // namespace dmn::store
