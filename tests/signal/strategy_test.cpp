#include "signal/strategy.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/error.hpp"
#include "example_run.hpp"

namespace dmn::signal {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

void add_component(ConfoundTable& table, const std::string& name, const std::string& mask, bool retained)
{
  table.components[name] = {mask, retained};
  if (retained) add_column(table, name, Eigen::VectorXd::Zero(table.values.rows()));
}

ConfoundTable table_with_components(int n_wm, int n_csf)
{
  ConfoundTable table = example_table(5);
  for (int k = 0; k < n_wm; ++k) add_component(table, "a_comp_cor_" + std::to_string(98 + k), "WM", true);
  for (int k = 0; k < n_csf; ++k) add_component(table, "c_comp_cor_0" + std::to_string(k), "CSF", true);
  add_component(table, "dropped_0", "WM", false);
  return table;
}

TEST(ChooseConfounds, TakesAsManyColumnsAsTheStrategyIsNamedFor)
{
  EXPECT_THAT(choose_confounds(example_table(5), strategy_defaults("36p")).columns, SizeIs(36));
  EXPECT_THAT(choose_confounds(example_table(5), strategy_defaults("24p")).columns, SizeIs(24));
  EXPECT_THAT(choose_confounds(example_table(5), strategy_defaults("none")).columns, IsEmpty());
}

TEST(ChooseConfounds, DoesNotDependOnColumnOrder)
{
  ConfoundTable table = example_table(5);
  const auto before = choose_confounds(table, strategy_defaults("36p")).columns;
  std::ranges::reverse(table.names);

  EXPECT_EQ(choose_confounds(table, strategy_defaults("36p")).columns, before);
  EXPECT_TRUE(std::ranges::is_sorted(before));
}

TEST(ChooseConfounds, CountsComponentsByTheirNumber)
{
  const auto choice = choose_confounds(table_with_components(7, 5), strategy_defaults("24p-acompcor"));

  EXPECT_THAT(choice.columns, SizeIs(34));
  EXPECT_THAT(choice.columns,
              AllOf(Contains("a_comp_cor_98"), Contains("a_comp_cor_102"), Not(Contains("a_comp_cor_103"))));
  EXPECT_THAT(choice.columns, Not(Contains("dropped_0")));
  EXPECT_THAT(choice.warnings, IsEmpty());
}

TEST(ChooseConfounds, WarnsOfFewerThanFiveComponents)
{
  const auto choice = choose_confounds(table_with_components(5, 3), strategy_defaults("24p-acompcor"));

  EXPECT_THAT(choice.columns, SizeIs(32));
  EXPECT_THAT(choice.warnings, ElementsAre("only 3 retained CompCor components of Mask CSF; 24p-acompcor takes 5"));
}

TEST(ChooseConfounds, RefusesAMaskWithoutComponents)
{
  EXPECT_THAT(message_of<base::InputError>(
                  [] { choose_confounds(table_with_components(5, 0), strategy_defaults("24p-acompcor")); }),
              AllOf(HasSubstr("missing confound"), HasSubstr("CompCor components of Mask CSF (told by the sidecar)"),
                    HasSubstr("every column of strategy 24p-acompcor")));
  EXPECT_THAT(
      message_of<base::InputError>([] { choose_confounds(table_with_components(5, 5), strategy_defaults("compcor")); }),
      HasSubstr("Mask combined"));
}

TEST(ChooseConfounds, NamesAComponentOfTheSidecarThatTheTableLacks)
{
  ConfoundTable table = table_with_components(5, 5);
  table.components["c_comp_cor_000"] = {"CSF", true};

  EXPECT_THAT(message_of<base::InputError>([&] { choose_confounds(table, strategy_defaults("24p-acompcor")); }),
              HasSubstr("\"c_comp_cor_000\""));
}

TEST(ChooseConfounds, NamesEveryMissingColumn)
{
  ConfoundTable table = example_table(5);
  *std::ranges::find(table.names, "csf") = "CSF";
  *std::ranges::find(table.names, "rot_x_power2") = "rot_x_squared";

  EXPECT_THAT(message_of<base::InputError>([&] { choose_confounds(table, strategy_defaults("36p")); }),
              HasSubstr("\"rot_x_power2, csf\""));
}

TEST(ChooseConfounds, TakesEachMatchOfAListOnce)
{
  EXPECT_THAT(choose_confounds(example_table(5), strategy_defaults("csf,cs*,rot_x*,rot_x")).columns,
              ElementsAre("csf", "csf_derivative1", "csf_derivative1_power2", "csf_power2", "rot_x",
                          "rot_x_derivative1", "rot_x_derivative1_power2", "rot_x_power2"));
}

TEST(ChooseConfounds, NamesAWildcardWithoutMatch)
{
  EXPECT_THAT(
      message_of<base::InputError>([] { choose_confounds(example_table(5), strategy_defaults("csf,edge_*,vent")); }),
      HasSubstr("\"edge_*, vent\""));
}

TEST(ChooseConfounds, RefusesAnUnknownStrategy)
{
  DenoiseOptions options;
  options.strategy = "37p";

  EXPECT_THAT(message_of<base::UsageError>([&] { choose_confounds(example_table(5), options); }),
              AllOf(HasSubstr("unknown strategy"), HasSubstr("\"37p\"")));
}

TEST(RequiredColumns, AreThoseKnownWithoutATable)
{
  EXPECT_THAT(required_columns(strategy_defaults("24p")), SizeIs(24));
  EXPECT_THAT(required_columns(strategy_defaults("scrubbing")), AllOf(SizeIs(33), Contains("std_dvars")));
  EXPECT_THAT(required_columns(strategy_defaults("csf,rot_*")), ElementsAre("csf", "rot_*"));
  EXPECT_THAT(required_columns(strategy_defaults("none")), IsEmpty());
}

}  // namespace
}  // namespace dmn::signal
