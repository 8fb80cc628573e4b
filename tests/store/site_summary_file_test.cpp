#include "store/site_summary_file.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "examples.hpp"
#include "store/digest.hpp"
#include "store/result_file.hpp"
#include "store/site_summary_example.hpp"
#include "thrown_message.hpp"

namespace dmn::store {
namespace {

using sites::SiteSummary;
using test::test_folder;
using test::thrown_message;
using testing::HasSubstr;

std::string refusal(const SiteSummary& summary)
{
  return thrown_message<base::InputError>([&] { write_site_summary(test_folder() / "a.h5", summary); });
}

TEST(SiteSummaryFile, ReadsBackWhatWasWritten)
{
  const auto path = test_folder() / "A.h5";
  const SiteSummary written = test::example_site_summary();
  write_site_summary(path, written);

  const SiteSummary read = read_site_summary(path);

  EXPECT_FALSE(sites::first_mismatch(written, read));
  EXPECT_EQ(read.sums.site, "A");
  EXPECT_EQ(read.sums.n, 30);
  EXPECT_EQ(read.sums.xtx, written.sums.xtx);
  EXPECT_EQ(read.sums.xty.leftCols(2), written.sums.xty.leftCols(2));
  EXPECT_EQ(read.sums.yty.head(2), written.sums.yty.head(2));
  EXPECT_TRUE(std::isnan(read.sums.yty[2]));
  EXPECT_EQ(read.sums.n_complete, Eigen::Vector3i(30, 30, 29));
  EXPECT_EQ(read.effect.g, written.effect.g);
  EXPECT_EQ(read.effect.n, Eigen::Vector3i(30, 30, 29));
  EXPECT_EQ(read.statement, written.statement);
  EXPECT_EQ(read.effect_left_out, "");
  for (const auto& line : file_digests(path)) EXPECT_EQ(line.digest, line.recorded) << line.dataset;
}

TEST(SiteSummaryFile, HoldsNoWordOfAnyParticipant)
{
  const auto path = test_folder() / "A.h5";
  write_site_summary(path, test::example_site_summary());

  const std::string bytes = test::bytes_of(path);

  for (int row = 10; row < 30; ++row) EXPECT_EQ(bytes.find("A" + std::to_string(row)), std::string::npos);
}

TEST(SiteSummaryFile, RefusesToWriteWhatNoSiteCanHave)
{
  auto summary = test::example_site_summary();
  summary.sums.xtx(0, 1) += 1;
  EXPECT_THAT(refusal(summary), HasSubstr("sums that no data can give: field \"X'X\""));

  summary = test::example_site_summary();
  summary.effect.variance[1] = -1;
  EXPECT_THAT(refusal(summary), HasSubstr("a site's summary that no site can write: field \"effect on edge 1\""));

  summary = test::example_site_summary();
  summary.effect.g.resize(2);
  EXPECT_THAT(refusal(summary), HasSubstr("field \"effect\" is \"2, 3, 3\"; expected 3 outcomes"));

  summary = test::example_site_summary();
  summary.shared.roi_labels[1] = "P\tAG";
  EXPECT_THAT(refusal(summary), HasSubstr("field \"ROI label\""));

  summary = test::example_site_summary();
  summary.sums.columns[1] = "group[case]";
  EXPECT_THAT(refusal(summary), HasSubstr("field \"columns\""));

  summary = test::example_site_summary();
  summary.shared.edges.pop_back();
  EXPECT_THAT(refusal(summary), HasSubstr("field \"edges\" is \"2\"; expected 3"));
}

TEST(SiteSummaryFile, RefusesAnotherKindOfFile)
{
  const auto path = test_folder() / "other.h5";
  ResultWriter writer(path, "dmn-cohort-group/1", {});
  writer.finish();

  EXPECT_THAT(thrown_message<base::InputError>([&] { read_site_summary(path); }),
              HasSubstr("other.h5: not a file of this schema: field \"schema\" is \"dmn-cohort-group/1\"; expected "
                        "dmn-cohort-site/1"));
}

/// A file of the right schema whose words were written by somebody else.
void write_foreign(const std::filesystem::path& path, const std::string& model, const std::vector<std::int64_t>& j)
{
  ResultWriter writer(path, "dmn-cohort-site/1", {});
  for (const char* name :
       {"program_version", "site", "contrast_name", "centres", "levels", "kind", "transform", "estimator", "pipeline",
        "session", "group_column", "site_column", "roi_set", "roi_hash", "statement", "effect_left_out"})
    writer.attribute(name, "");
  writer.attribute("model", model);
  writer.attribute("contrast", "patient - control");
  writer.strings("/rois/label", {"a", "b"}, "d");
  writer.integers("/edges/roi_i", {0}, "1", "d");
  writer.integers("/edges/roi_j", j, "1", "d");
  writer.integers("/design/n", {30, 30}, "1", "d");
  writer.finish();
}

TEST(SiteSummaryFile, DistrustsEveryWordOfAForeignFile)
{
  const auto path = test_folder() / "foreign.h5";
  const auto message = [&] { return thrown_message<base::InputError>([&] { read_site_summary(path); }); };

  write_foreign(path, "group +", {1});
  EXPECT_THAT(message(), HasSubstr("foreign.h5: "));
  write_foreign(path, "group", {1, 2});
  EXPECT_THAT(message(), HasSubstr("edges lack an end: field \"/edges/roi_j\" is \"2\"; expected 1"));
  write_foreign(path, "group", {-1});
  EXPECT_THAT(message(), HasSubstr("a count is out of range: field \"/edges/roi_j\" is \"-1\""));
  write_foreign(path, "group", {1});
  EXPECT_THAT(message(), HasSubstr("not one number: field \"/design/n\" is \"2\""));
}

TEST(SiteSummaryFile, RefusesATornFileAndNamesIt)
{
  const auto folder = test_folder();
  write_site_summary(folder / "A.h5", test::example_site_summary());
  const std::string bytes = test::bytes_of(folder / "A.h5");
  test::write_bytes(folder / "torn.h5", bytes.substr(0, bytes.size() / 2));

  EXPECT_THAT(thrown_message<base::InputError>([&] { read_site_summary(folder / "torn.h5"); }), HasSubstr("torn.h5"));
}

TEST(SiteSummary, MismatchesNameTheFieldAndBothSides)
{
  const SiteSummary first = test::example_site_summary();
  const auto mismatch = [&](const auto& change) {
    SiteSummary other = test::example_site_summary();
    change(other);
    const auto found = sites::first_mismatch(first, other);
    return found ? found->field + ": " + found->expected + ", " + found->found : "none";
  };
  EXPECT_EQ(mismatch([](SiteSummary&) {}), "none");
  EXPECT_EQ(mismatch([](SiteSummary& s) { s.program_version = "2"; }), "program version: 1.2.3, 2");
  EXPECT_EQ(mismatch([](SiteSummary& s) { s.plan.variables[1].centre = 50; }),
            "centres: age=45,mean_fd=0.15, age=50,mean_fd=0.15");
  EXPECT_EQ(mismatch([](SiteSummary& s) { std::swap(s.plan.variables[0].levels[0], s.plan.variables[0].levels[1]); }),
            "levels: group=control,patient, group=patient,control");
  EXPECT_EQ(mismatch([](SiteSummary& s) { s.shared.roi_hash = "ff"; }), "ROI set hash: 0a1b, ff");
  EXPECT_EQ(mismatch([](SiteSummary& s) { s.shared.kind = "partial"; }), "kind: correlation, partial");
  EXPECT_EQ(mismatch([](SiteSummary& s) { s.shared.roi_labels[2] = "pIns"; }), "ROI 2: aIns, pIns");
  EXPECT_EQ(mismatch([](SiteSummary& s) { s.shared.roi_labels.push_back("x"); }), "number of ROI: 3, 4");
  EXPECT_EQ(mismatch([](SiteSummary& s) { std::swap(s.shared.edges[0], s.shared.edges[2]); }),
            "edge 0: PCC--PAG, PAG--aIns");
}

TEST(SiteSummary, AnEffectThatTheSiteCannotHaveSaysWhy)
{
  const auto plan = sites::make_plan("group + age + site", {"x", "patient - control"}, "", "");
  auto cohort = sites::testing::cohort_of({{"A", 30}});
  cohort.group.assign(30, "patient");
  const auto rows = sites::planned_rows(plan, cohort);
  sites::OwnEffect effect(plan, "A", rows, 3);

  effect.add_block(sites::testing::edges_of(cohort, 3), 0);

  EXPECT_EQ(effect.left_out(), "no participant of the site is \"control\"");
  EXPECT_TRUE(effect.effect().g.array().isNaN().all());
}

}  // namespace
}  // namespace dmn::store
