#include "signal/denoise_options.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "example_run.hpp"
#include "signal/run_qc.hpp"

namespace dmn::signal {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(StrategyDefaults, CensorByFramewiseDisplacementUnlessThePresetSaysOtherwise)
{
  EXPECT_EQ(strategy_defaults("36p").fd_mm, 0.3);
  EXPECT_EQ(strategy_defaults("none").fd_mm, 0.3);
  EXPECT_FALSE(strategy_defaults("36p").std_dvars);
  EXPECT_EQ(strategy_defaults("scrubbing").fd_mm, 0.5);
  EXPECT_EQ(strategy_defaults("scrubbing").std_dvars, 1.5);
  EXPECT_FALSE(strategy_defaults("simple").fd_mm);
  EXPECT_FALSE(strategy_defaults("compcor").fd_mm);
}

TEST(StrategyDefaults, ReadAListOfColumns)
{
  const DenoiseOptions options = strategy_defaults("trans_*, rot_*,white_matter");

  EXPECT_EQ(options.strategy, "columns");
  EXPECT_THAT(options.columns, ElementsAre("trans_*", "rot_*", "white_matter"));
  EXPECT_EQ(options.fd_mm, 0.3);
}

TEST(StrategyDefaults, TakeASingleColumnName)
{
  for (const std::string name :
       {"csf", "white_matter", "global_signal", "cosine00", "trans_x", "rmsd", "a_comp_cor_00"}) {
    EXPECT_THAT(strategy_defaults(name).columns, ElementsAre(name));
  }
}

TEST(StrategyDefaults, RefuseAWordNearAStrategy)
{
  for (const std::string name : {"36P", "acompcor", "24P", "None", "scrub", "simpel", "24p_acompcor"}) {
    EXPECT_THAT(message_of<base::UsageError>([&] { strategy_defaults(name); }),
                AllOf(HasSubstr("no strategy of that name; did you mean"), HasSubstr('"' + name + '"')));
  }
  EXPECT_THAT(message_of<base::UsageError>([] { strategy_defaults("36P"); }), HasSubstr("did you mean 36p?"));
}

TEST(StrategyDefaults, TakeAWordNearAStrategyWithAWildcard)
{
  EXPECT_THAT(strategy_defaults("tcompcor*").columns, ElementsAre("tcompcor*"));
}

TEST(StrategyDefaults, RefuseAnEmptyList)
{
  for (const std::string text : {"", "csf,", ",csf", "csf,,rot_x"}) {
    EXPECT_THAT(message_of<base::UsageError>([&] { strategy_defaults(text); }),
                HasSubstr("empty name in the list of confounds"));
  }
}

TEST(QcFields, AreEachNamedOnceAndDescribed)
{
  std::vector<std::string> names;
  for (const auto& field : qc_fields()) {
    EXPECT_THAT(names, testing::Not(testing::Contains(field.name)));
    names.push_back(field.name);
    EXPECT_FALSE(field.units.empty());
    EXPECT_FALSE(field.description.empty());
  }
  EXPECT_EQ(names.size() * sizeof(double), sizeof(RunQc));
}

}  // namespace
}  // namespace dmn::signal
