#include "signal/confound_table.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "base/error.hpp"
#include "example_run.hpp"

namespace dmn::signal {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

ConfoundTable small_table()
{
  ConfoundTable table;
  add_column(table, "csf", Eigen::Vector3d(1, 2, 3));
  add_column(table, "dvars", Eigen::Vector3d(missing, 5, 6));
  return table;
}

TEST(ConfoundTable, FindsColumnsByName)
{
  EXPECT_EQ(small_table().find("dvars"), 1);
  EXPECT_FALSE(small_table().find("CSF"));
}

TEST(ConfoundValues, AreInTheOrderAskedForWithAMissingFirstCellAsZero)
{
  Eigen::MatrixXd expected(3, 2);
  expected << 0, 1, 5, 2, 6, 3;

  EXPECT_EQ(confound_values(small_table(), {"dvars", "csf"}), expected);
}

TEST(ConfoundValues, NameColumnAndRowOfAMissingCell)
{
  ConfoundTable table = small_table();
  table.values(2, 1) = missing;

  EXPECT_THAT(message_of<base::InputError>([&] { confound_values(table, {"dvars"}); }),
              AllOf(HasSubstr("row 2 of a confound"), HasSubstr("\"dvars\""), HasSubstr("n/a")));
}

TEST(ConfoundValues, RefuseAnInfiniteCellEvenInTheFirstRow)
{
  ConfoundTable table = small_table();
  table.values(0, 0) = std::numeric_limits<double>::infinity();

  EXPECT_THAT(message_of<base::InputError>([&] { confound_values(table, {"csf"}); }),
              AllOf(HasSubstr("row 0 of a confound"), HasSubstr("\"csf\" is \"inf\"")));
}

TEST(ConfoundValues, RefuseAColumnWithoutAnyNumber)
{
  ConfoundTable table = small_table();
  table.values.col(1).setConstant(missing);

  EXPECT_THAT(message_of<base::InputError>([&] { confound_values(table, {"dvars"}); }),
              HasSubstr("row 1 of a confound"));
}

TEST(ConfoundValues, NameTheColumnThatIsNotThere)
{
  EXPECT_THAT(message_of<base::InputError>([] { confound_values(small_table(), {"white_matter"}); }),
              AllOf(HasSubstr("missing confound"), HasSubstr("\"white_matter\"")));
}

TEST(ConfoundValues, NameTheColumnThatIsNoNumber)
{
  ConfoundTable table = small_table();
  table.unreadable = {"csf"};

  EXPECT_THAT(message_of<base::InputError>([&] { confound_values(table, {"csf"}); }),
              AllOf(HasSubstr("unreadable confound"), HasSubstr("\"csf\"")));
}

}  // namespace
}  // namespace dmn::signal
