#include "harmonisation/batches.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "harmonisation/site_cohort.hpp"

namespace dmn::harmonisation {
namespace {

using ::testing::ElementsAre;

TEST(Batches, AreSortedWhateverTheOrderOfRows)
{
  const Batches batches = make_batches({"szeged", "bochum", "szeged", "essen"});

  EXPECT_THAT(batches.labels, ElementsAre("bochum", "essen", "szeged"));
  EXPECT_THAT(batches.of_row, ElementsAre(2, 0, 2, 1));
  EXPECT_THAT(batches.n_rows, ElementsAre(1, 1, 2));
}

TEST(Batches, GroupRowsInTheirOrder)
{
  EXPECT_THAT(rows_by_batch(make_batches({"b", "a", "b", "a", "b"})), ElementsAre(1, 3, 0, 2, 4));
}

TEST(Batches, OfOtherRowsKeepTheKnownPositions)
{
  const Batches batches = batches_among({"a", "b", "c"}, {"c", "c"});

  EXPECT_THAT(batches.of_row, ElementsAre(2, 2));
  EXPECT_THAT(batches.n_rows, ElementsAre(0, 0, 2));
}

TEST(Batches, NameTheSitesTheyDoNotKnow)
{
  EXPECT_EQ(testing::message_of<base::DesignError>([] {
              batches_among({"a", "b"}, {"c", "a", "d", "c"});
            }),
            "harmonisation was not estimated for site c, d: only for a, b");
}

}  // namespace
}  // namespace dmn::harmonisation
