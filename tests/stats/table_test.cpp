#include "stats/table.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dmn::stats {
namespace {

TEST(Column, IsNumericIfEveryPresentCellIsANumber)
{
  const Column column = make_column("age", {"31", "n/a", "42.5", ""});

  ASSERT_TRUE(column.numeric);
  EXPECT_EQ(column.numbers[0], 31);
  EXPECT_TRUE(std::isnan(column.numbers[1]));
  EXPECT_TRUE(column.missing(3));
  EXPECT_EQ(column.size(), 4U);
}

TEST(Column, HoldsWordsIfOneCellIsNone)
{
  const Column column = make_column("scanner", {"3", "Prisma", "n/a"});

  ASSERT_FALSE(column.numeric);
  EXPECT_EQ(column.words[0], "3");
  EXPECT_TRUE(column.missing(2));
}

TEST(Column, WithoutAnyCellIsWords)
{
  EXPECT_FALSE(make_column("empty", {"n/a", ""}).numeric);
}

TEST(Column, SaysNumbersInTheirShortestForm)
{
  const Column column = make_column("session", {"2.0", "0.10", "NaN"});

  EXPECT_EQ(column.word(0), "2");
  EXPECT_EQ(column.word(1), "0.1");
  EXPECT_EQ(column.word(2), "");
}

TEST(Table, FindsColumnsByTheirExactName)
{
  const Table table{{make_column("age", {"1", "2"})}};

  ASSERT_NE(table.find("age"), nullptr);
  EXPECT_EQ(table.find("Age"), nullptr);
  EXPECT_EQ(table.n_rows(), 2U);
  EXPECT_EQ(Table{}.n_rows(), 0U);
}

}  // namespace
}  // namespace dmn::stats
