// The whole denoising on real series: 3_pipeline/SOURCE.md.
#include <gmock/gmock.h>

#include <cmath>

#include "bids/confounds_file.hpp"
#include "signal_golden.hpp"

namespace dmn::signal {
namespace {

// ---------------------------------------------------------------------------------

const path pipeline = golden / "3_pipeline";
constexpr double series_tolerance = 1e-9;
constexpr double z_tolerance = 1e-8;
constexpr double qc_tolerance = 1e-10;

std::vector<std::string> pipeline_names()
{
  std::vector<std::string> names;
  for (const std::string input : {"bochum", "nitime", "szeged"}) {
    for (const auto& name : names_of_cases(pipeline / input)) {
      if (name != "confounds") names.push_back(input + "/" + name);
    }
  }
  return names;
}

class Pipeline : public testing::TestWithParam<std::string> {
 protected:
  path folder = pipeline / path(GetParam()).parent_path();
  Json expected = read_json(pipeline / (GetParam() + ".json"));

  DenoiseOptions options() const
  {
    const Json& settings = expected["options"];
    DenoiseOptions result = strategy_defaults(settings["strategy"].get<std::string>());
    result.fd_mm = threshold(settings["fd_mm"]);
    result.std_dvars = threshold(settings["std_dvars"]);
    result.min_segment = settings["min_segment"];
    result.high_pass = cutoff(settings["high_pass_hz"]);
    result.low_pass = cutoff(settings["low_pass_hz"]);
    result.filter = filter_of(settings["filter"]);
    result.order = settings["order"];
    result.detrend = settings["detrend"];
    result.standardize = settings["standardize"];
    result.min_seconds = threshold(settings["min_seconds"]);
    result.min_dof = threshold(settings["min_dof"]);
    result.max_mean_fd = threshold(settings["max_mean_fd"]);
    result.max_censored = threshold(settings["max_censored"]);
    return result;
  }

  TimeSeries series_of(const std::string& version) const
  {
    return {files::read_text_matrix(folder / ("series" + version + ".tsv.gz")).values,
            base::Seconds(expected["tr_s"].get<double>())};
  }

  ConfoundTable confounds_of(const std::string& version) const
  {
    return bids::read_confounds(folder / ("confounds" + version + ".tsv.gz"), folder / "confounds.json");
  }
};

Eigen::VectorXd fisher_z_edges(const Eigen::MatrixXd& series)
{
  constexpr double largest_r = 1.0 - 1e-7;
  const Eigen::MatrixXd unit = series * series.colwise().norm().cwiseInverse().asDiagonal();
  const Eigen::MatrixXd r = unit.transpose() * unit;
  Eigen::VectorXd z(r.rows() * (r.rows() - 1) / 2);
  Eigen::Index edge = 0;
  for (Eigen::Index i = 0; i < r.rows(); ++i) {
    for (Eigen::Index j = i + 1; j < r.rows(); ++j) z(edge++) = std::atanh(std::clamp(r(i, j), -largest_r, largest_r));
  }
  return z;
}

TEST_P(Pipeline, GivesTheSameSeriesAndNumbers)
{
  const Denoised result = denoise(series_of(""), confounds_of(""), options());

  EXPECT_EQ(result.kept, indices(expected["kept"]));
  EXPECT_EQ(result.confounds, expected["columns"].get<std::vector<std::string>>());
  EXPECT_THAT(result.exclusions, testing::IsEmpty());
  for (const auto& [name, value] : expected["qc"].items()) {
    const auto field = std::ranges::find(qc_fields(), name, &QcField::name);
    ASSERT_NE(field, qc_fields().end()) << name;
    const double number = value.get<double>();
    EXPECT_NEAR(result.qc.*(field->value), number, qc_tolerance * std::abs(number)) << name;
  }
  const path clean = pipeline / (GetParam() + ".clean.tsv.gz");
  if (std::filesystem::exists(clean))
    expect_close(result.series, files::read_text_matrix(clean).values, series_tolerance);
  const Eigen::MatrixXd z = files::read_text_matrix(pipeline / (GetParam() + ".z.tsv.gz")).values;
  const Eigen::VectorXd ours = fisher_z_edges(result.series);
  ASSERT_EQ(ours.size(), z.size());
  EXPECT_LE((ours - z.reshaped()).cwiseAbs().maxCoeff(), z_tolerance);
}

/// Rows of `other` where nothing is kept, rows of `plain` elsewhere.
Eigen::MatrixXd with_censored_rows_of(const Eigen::MatrixXd& plain, Eigen::MatrixXd other,
                                      const std::vector<Eigen::Index>& kept)
{
  for (const auto volume : kept) other.row(volume) = plain.row(volume);
  return other;
}

TEST_P(Pipeline, DoesNotReadCensoredSamples)
{
  if (!std::filesystem::exists(folder / "series_spiked.tsv.gz")) GTEST_SKIP() << "no spiked version of this input";
  if (!options().fd_mm) GTEST_SKIP() << "nothing is censored in this case";
  const auto kept = indices(expected["kept"]);
  TimeSeries series = series_of("");
  ConfoundTable confounds = confounds_of("");
  const Denoised plain = denoise(series, confounds, options());

  series.values = with_censored_rows_of(series.values, series_of("_spiked").values, kept);
  const ConfoundTable spikes = confounds_of("_spiked");
  ASSERT_EQ(spikes.names, confounds.names);
  confounds.values = with_censored_rows_of(confounds.values, spikes.values, kept);
  const Denoised spiked = denoise(series, confounds, options());

  EXPECT_EQ(spiked.kept, plain.kept);
  EXPECT_EQ(spiked.series, plain.series);
  const Denoised as_written = denoise(series_of("_spiked"), confounds_of("_spiked"), options());
  expect_close(as_written.series, files::read_text_matrix(pipeline / (GetParam() + ".clean.tsv.gz")).values,
               series_tolerance);
}

INSTANTIATE_TEST_SUITE_P(RealSeries, Pipeline, testing::ValuesIn(pipeline_names()), test_name);

}  // namespace
}  // namespace dmn::signal
