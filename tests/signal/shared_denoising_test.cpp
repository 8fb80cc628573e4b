#include "signal/shared_denoising.hpp"

#include <gtest/gtest.h>

#include "example_run.hpp"

namespace dmn::signal {
namespace {

std::vector<DenoiseOptions> ways()
{
  DenoiseOptions unfiltered = without_limits("24p");
  unfiltered.filter = Filter::none;
  DenoiseOptions uncensored = without_limits("24p");
  uncensored.fd_mm = std::nullopt;
  DenoiseOptions wider = without_limits("none");
  wider.low_pass = base::Hertz(0.15);
  return {without_limits("36p"), without_limits("24p"), uncensored, without_limits("simple"), unfiltered, wider};
}

TEST(DenoiseSharing, GivesTheSameBitsAsDenoisingAlone)
{
  ConfoundTable table = example_table(120);
  for (const Eigen::Index volume : {30, 31, 80}) table.values(volume, *table.find("trans_x")) += 5.0;
  const std::vector<TimeSeries> sets = {example_series(120, 4), example_series(120, 7)};
  std::vector<std::optional<NuisanceModel>> models(ways().size());

  for (const auto& set : sets) {
    PreparedSeries prepared;
    for (std::size_t k = 0; k < ways().size(); ++k) {
      const Denoised shared = denoise_sharing(set, table, ways()[k], models[k], prepared);
      const Denoised alone = denoise(set, table, ways()[k]);

      EXPECT_EQ(shared.series, alone.series) << k;
      EXPECT_EQ(shared.kept, alone.kept) << k;
      EXPECT_EQ(shared.qc.confound_rank, alone.qc.confound_rank) << k;
      EXPECT_EQ(shared.model.regressors.basis, alone.model.regressors.basis) << k;
    }
  }
}

TEST(PreparedSeries, IsMadeAnewForOtherRegions)
{
  const TimeSeries series = example_series(120, 5);
  const Denoised run = denoise(series, example_table(120), without_limits("24p"));
  PreparedSeries prepared;

  EXPECT_EQ(prepared(series.values, {0, 1, 2, 3, 4}, run.model).cols(), 5);
  EXPECT_EQ(prepared(series.values, {1, 3}, run.model), signal::prepared(series.values(Eigen::all, {1, 3}), run.model));
}

}  // namespace
}  // namespace dmn::signal
