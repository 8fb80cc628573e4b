#include "signal/censoring.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "base/error.hpp"
#include "example_run.hpp"

namespace dmn::signal {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::vector<char> marks(const std::string& text)
{
  std::vector<char> kept;
  for (const char c : text) kept.push_back(c == '1' ? 1 : 0);
  return kept;
}

std::vector<char> after_dropping(const std::string& text, int min_segment)
{
  std::vector<char> kept = marks(text);
  drop_short_segments(kept, min_segment);
  return kept;
}

TEST(CensorAbove, IsStrictAndIgnoresMissingValues)
{
  std::vector<char> kept(4, 1);

  censor_above(Eigen::Vector4d(0.3, 0.30001, missing, 0.1), 0.3, kept);

  EXPECT_EQ(kept, marks("1011"));
}

TEST(DropShortSegments, DropsStretchesShorterThanTheMinimumAtTheEndsToo)
{
  EXPECT_EQ(after_dropping("11011101111011", 4), marks("00000001111000"));
  EXPECT_EQ(after_dropping("11011101111011", 2), marks("11011101111011"));
  EXPECT_EQ(after_dropping("1110111", 3), marks("1110111"));
}

TEST(DropShortSegments, IsOffAtZeroAndOne)
{
  EXPECT_EQ(after_dropping("0101", 0), marks("0101"));
  EXPECT_EQ(after_dropping("0101", 1), marks("0101"));
}

TEST(DropShortSegments, WorksOnEmptyFullAndAllCensoredRuns)
{
  EXPECT_EQ(after_dropping("", 5), marks(""));
  EXPECT_EQ(after_dropping("0000", 5), marks("0000"));
  EXPECT_EQ(after_dropping("11111", 5), marks("11111"));
  EXPECT_EQ(after_dropping("1111", 5), marks("0000"));
}

TEST(ChooseVolumes, RemovesNonSteadyVolumesBeforeCountingSegments)
{
  ConfoundTable table = fd_table(9, {3});
  add_column(table, "non_steady_state_outlier00", Eigen::VectorXd::Unit(9, 0));
  add_column(table, "non_steady_state_outlier01", Eigen::VectorXd::Unit(9, 1));
  DenoiseOptions options;
  options.min_segment = 2;

  const VolumeChoice choice = choose_volumes(table, table.values.col(0), options, 9);

  EXPECT_THAT(choice.steady, ElementsAre(2, 3, 4, 5, 6, 7, 8));
  EXPECT_THAT(choice.kept, ElementsAre(2, 3, 4, 5, 6));
  EXPECT_THAT(choice.kept_volumes(), ElementsAre(4, 5, 6, 7, 8));
}

TEST(ChooseVolumes, CensorsByDvars)
{
  ConfoundTable table;
  add_column(table, "std_dvars", Eigen::Vector4d(missing, 1.6, 1.5, 0.9));
  DenoiseOptions options;
  options.fd_mm.reset();
  options.std_dvars = 1.5;
  options.min_segment = 0;

  EXPECT_THAT(choose_volumes(table, {}, options, 4).kept, ElementsAre(0, 2, 3));
}

TEST(ChooseVolumes, RefusesDvarsThatAreNotThere)
{
  DenoiseOptions options;
  options.std_dvars = 1.5;
  ConfoundTable table = fd_table(4, {});
  EXPECT_THAT(message_of<base::InputError>([&] { choose_volumes(table, table.values.col(0), options, 4); }),
              AllOf(HasSubstr("missing confound"), HasSubstr("\"std_dvars\"")));
  add_column(table, "std_dvars", Eigen::Vector4d::Constant(missing));
  EXPECT_THAT(message_of<base::InputError>([&] { choose_volumes(table, table.values.col(0), options, 4); }),
              AllOf(HasSubstr("column holds no number"), HasSubstr("\"std_dvars\"")));
}

TEST(ChooseVolumes, KeepsNothingOfAllCensoredVolumes)
{
  const ConfoundTable table = fd_table(3, {0, 1, 2});

  EXPECT_THAT(choose_volumes(table, table.values.col(0), DenoiseOptions(), 3).kept, IsEmpty());
}

}  // namespace
}  // namespace dmn::signal
