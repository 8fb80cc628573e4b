#include "report/reasons.hpp"

#include <gmock/gmock.h>

namespace dmn::report {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(CountedReasons, AreOneKindWhateverWasMeasured)
{
  EXPECT_THAT(
      counted_reasons({"118.0 s kept (59 volumes), less than 240 s", "180.0 s kept (90 volumes), less than 240 s"}),
      ElementsAre(Pair("… s kept, less than 240 s", 2)));
}

TEST(CountedReasons, CountARunOnceAKind)
{
  EXPECT_THAT(
      counted_reasons({"-3.6 degrees of freedom (0.36 x 90 kept), fewer than 15: strategy 36p needs 284 s; leaner "
                       "strategies (regressors): 24p (24)",
                       "118.0 s kept, less than 240 s; 7 degrees of freedom, fewer than 15"}),
      ElementsAre(Pair("… degrees of freedom, fewer than 15", 2), Pair("… s kept, less than 240 s", 1)));
}

TEST(CountedReasons, DoNotSayWhichRowOfTheTable)
{
  EXPECT_THAT(counted_reasons({"participants.tsv:23: a row without a scan: no run of task \"rest\" found"}),
              ElementsAre(Pair("a row without a scan", 1)));
}

}  // namespace
}  // namespace dmn::report
