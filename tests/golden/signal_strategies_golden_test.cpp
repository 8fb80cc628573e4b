// Which columns and volumes a strategy takes from real tables: 1_confound_strategies/SOURCE.md.
#include <gmock/gmock.h>

#include <cmath>

#include "base/error.hpp"
#include "bids/confounds_file.hpp"
#include "signal/framewise_displacement.hpp"
#include "signal/strategy.hpp"
#include "signal_golden.hpp"

namespace dmn::signal {
namespace {

// -------------------------------------------------------

const path strategies = golden / "1_confound_strategies";
constexpr double value_tolerance = 1e-12;

class ConfoundStrategy : public testing::TestWithParam<std::string> {
 protected:
  Json expected = read_json(strategies / (GetParam() + ".json"));

  ConfoundTable table() const
  {
    const path tables = strategies / "tables";
    std::optional<path> sidecar;
    if (!expected["json"].is_null()) sidecar = tables / (expected["json"].get<std::string>() + ".gz");
    return bids::read_confounds(tables / (expected["table"].get<std::string>() + ".gz"), sidecar);
  }

  DenoiseOptions options() const
  {
    DenoiseOptions result;
    if (expected["strategy"].is_array()) {
      result.strategy = "columns";
      result.columns = expected["strategy"].get<std::vector<std::string>>();
    } else {
      result = strategy_defaults(expected["strategy"].get<std::string>());
    }
    result.fd_mm = threshold(expected["fd_mm"]);
    result.std_dvars = threshold(expected["std_dvars"]);
    result.min_segment = expected["min_segment"].is_null() ? 0 : expected["min_segment"].get<int>();
    result.filter = Filter::none;
    no_limits(result);
    return result;
  }
};

/// nilearn's two further steps: a missing first row takes row 1, then column means over kept volumes go.
Eigen::MatrixXd as_nilearn(const ConfoundTable& table, const Denoised& run)
{
  Eigen::MatrixXd values = confound_values(table, run.confounds);
  for (Eigen::Index k = 0; k < values.cols(); ++k) {
    const auto column = *table.find(run.confounds[static_cast<std::size_t>(k)]);
    if (std::isnan(table.values(0, column))) values(0, k) = values(1, k);
    values.col(k).array() -= values.col(k)(run.kept).mean();
  }
  return values;
}

void expect_columns_close(const Eigen::MatrixXd& actual, const Eigen::MatrixXd& expected, const Eigen::MatrixXd& scale)
{
  ASSERT_EQ(actual.rows(), expected.rows());
  ASSERT_EQ(actual.cols(), expected.cols());
  for (Eigen::Index k = 0; k < actual.cols(); ++k) {
    EXPECT_LE((actual.col(k) - expected.col(k)).cwiseAbs().maxCoeff(),
              value_tolerance * scale.col(k).cwiseAbs().maxCoeff());
  }
}

TEST_P(ConfoundStrategy, TakesTheSameColumnsAndVolumes)
{
  const ConfoundTable confounds = table();
  if (expected.contains("error")) {
    std::string message;
    try {
      choose_confounds(confounds, options());
    } catch (const base::InputError& error) {
      message = error.what();
    }
    EXPECT_THAT(message, testing::HasSubstr("missing confound"));
    EXPECT_THAT(message, testing::HasSubstr(expected["error"]["names"].get<std::string>()));
    return;
  }
  const Eigen::Index n_volumes = expected["n_volumes"].get<Eigen::Index>();
  const TimeSeries series{Eigen::VectorXd::LinSpaced(n_volumes, 0, 1).array().sin().matrix(), base::Seconds(2.0)};

  const Denoised run = denoise(series, confounds, options());

  EXPECT_EQ(run.confounds, expected["columns"].get<std::vector<std::string>>());
  EXPECT_EQ(run.kept, indices(expected["kept"]));
  const auto matrix = files::read_text_matrix(strategies / (expected["matrix"].get<std::string>() + ".gz"));
  EXPECT_EQ(run.confounds, matrix.names);
  const Eigen::MatrixXd values = confound_values(confounds, run.confounds);
  expect_columns_close(values, matrix.values, matrix.values);
  if (!expected.contains("nilearn_matrix")) return;
  const auto nilearn = files::read_text_matrix(strategies / (expected["nilearn_matrix"].get<std::string>() + ".gz"));
  const Eigen::MatrixXd ours = as_nilearn(confounds, run);
  const bool only_kept = nilearn.values.rows() == static_cast<Eigen::Index>(run.kept.size());
  expect_columns_close(only_kept ? Eigen::MatrixXd(ours(run.kept, Eigen::all)) : ours, nilearn.values, values);
}

TEST_P(ConfoundStrategy, HasTheSameFramewiseDisplacement)
{
  const auto fd = expected["fd"].get<std::vector<double>>();
  const ConfoundTable confounds = table();

  const auto displacement = framewise_displacement(confounds, options(), base::Seconds(2.0));

  ASSERT_EQ(displacement.mm.size(), static_cast<Eigen::Index>(fd.size()));
  for (std::size_t t = 0; t < fd.size(); ++t) EXPECT_NEAR(displacement.mm(static_cast<Eigen::Index>(t)), fd[t], 1e-12);
  const bool disagrees = expected["fd_column_max_abs_difference"].get<double>() > 0.01;
  EXPECT_EQ(displacement.warnings.size(), disagrees ? 1U : 0U);
}

INSTANTIATE_TEST_SUITE_P(RealTables, ConfoundStrategy, testing::ValuesIn(names_of_cases(strategies)), test_name);

}  // namespace
}  // namespace dmn::signal
