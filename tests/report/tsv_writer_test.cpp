#include "report/tsv_writer.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"

namespace dmn::report {
namespace {

template <class Call>
std::string message_of(const Call& call)
{
  try {
    call();
  } catch (const base::ShapeError& error) {
    return error.what();
  }
  return {};
}

TEST(TsvWriter, WritesAHeaderAndARowALine)
{
  TsvWriter table;
  table.strings("label", {"a", "b"}).integers("n", Eigen::Vector2i(3, 4)).numbers("t", Eigen::Vector2d(-1.5, 2));

  EXPECT_EQ(table.text(), "label\tn\tt\na\t3\t-1.5\nb\t4\t2\n");
}

TEST(TsvWriter, KeepsEveryDigit)
{
  TsvWriter table;
  table.numbers("p", Eigen::Vector2d(0.1 + 0.2, 3.722082222401849e-68));

  EXPECT_EQ(table.text(), "p\n0.30000000000000004\n3.722082222401849e-68\n");
}

TEST(TsvWriter, WritesMissingValuesAsNotAvailable)
{
  TsvWriter table;
  table.numbers("t", Eigen::Matrix<double, 1, 1>(NAN)).strings("label", {""});

  EXPECT_EQ(table.text(), "t\tlabel\nn/a\tn/a\n");
}

TEST(TsvWriter, WritesTheHeaderOfATableWithoutRows)
{
  TsvWriter table;
  table.numbers("t", Eigen::VectorXd()).numbers("p", Eigen::VectorXd());

  EXPECT_EQ(table.text(), "t\tp\n");
}

TEST(TsvWriter, RefusesColumnsOfUnequalLength)
{
  TsvWriter table;
  table.numbers("t", Eigen::Vector2d(1, 2));

  EXPECT_EQ(message_of([&] { table.numbers("p", Eigen::Vector3d(1, 2, 3)); }),
            "table columns of unequal length: field \"p\" is \"3\"; expected 2");
}

TEST(TsvWriter, RefusesANameTwice)
{
  TsvWriter table;
  table.numbers("t", Eigen::Vector2d(1, 2));

  EXPECT_EQ(message_of([&] { table.numbers("t", Eigen::Vector2d(1, 2)); }), "a table column twice: field \"t\"");
}

TEST(TsvWriter, RefusesACellThatWouldBreakTheTable)
{
  TsvWriter table;

  EXPECT_EQ(message_of([&] { table.strings("label", {"a\tb"}); }),
            "a table cell holds a tab or a line break: field \"label\"");
}

}  // namespace
}  // namespace dmn::report
