#include "report/references.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/error.hpp"

namespace dmn::report {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

TEST(References, AreSortedByKeyAndEachHasADoiOrAnAddress)
{
  const auto& all = references();
  EXPECT_TRUE(std::ranges::is_sorted(all, {}, &Reference::key));
  for (const auto& reference : all) {
    EXPECT_NE(reference.doi.empty(), reference.url.empty()) << reference.key;
    EXPECT_TRUE(reference.doi.empty() || reference.doi.starts_with("10.")) << reference.key;
  }
}

TEST(References, AnArticleHasAJournalVolumeAndPages)
{
  EXPECT_EQ(bibtex({"benjamini1995"}),
            "@article{benjamini1995,\n  author = {Benjamini, Y. and Hochberg, Y.},\n  year = {1995},\n  title = "
            "{Controlling the false discovery rate: a practical and powerful approach to multiple testing},\n  journal "
            "= {Journal of the Royal Statistical Society B},\n  volume = {57},\n  pages = {289-300},\n  doi = "
            "{10.1111/j.2517-6161.1995.tb02031.x}\n}\n\n");
}

TEST(References, APaperInProceedingsHasABookTitleAndASeries)
{
  const std::string entry = bibtex({"varoquaux2010"});
  EXPECT_TRUE(entry.starts_with("@inproceedings{varoquaux2010,"));
  EXPECT_THAT(entry,
              HasSubstr("booktitle = {Medical Image Computing and Computer-Assisted Intervention - MICCAI 2010},"));
  EXPECT_THAT(entry,
              HasSubstr("series = {Lecture Notes in Computer Science},\n  volume = {6361},\n  pages = {200-208},"));
  EXPECT_THAT(entry, Not(HasSubstr("journal")));
  EXPECT_THAT(entry, Not(HasSubstr("In: ")));
}

TEST(References, APaperWithoutADoiHasItsAddress)
{
  EXPECT_THAT(bibtex({"holm1979"}), HasSubstr("url = {https://www.jstor.org/stable/4615733}\n}"));
  EXPECT_THAT(bibtex({"holm1979"}), Not(HasSubstr("doi")));
  EXPECT_THAT(sentence(reference("holm1979")), EndsWith("6, 65-70. https://www.jstor.org/stable/4615733"));
  EXPECT_THAT(sentence(reference("ciric2017")), EndsWith("154, 174-187. doi:10.1016/j.neuroimage.2017.03.020"));
}

TEST(References, AKeyThatIsNotThereIsNamed)
{
  try {
    reference("nobody2000");
    FAIL();
  } catch (const base::ShapeError& error) {
    EXPECT_THAT(error.what(), HasSubstr("no such reference"));
    EXPECT_THAT(error.what(), HasSubstr("nobody2000"));
  }
}

}  // namespace
}  // namespace dmn::report
