// Cleaning without censoring against nilearn.signal.clean: 2_clean_nilearn/SOURCE.md.
#include "bids/confounds_file.hpp"
#include "signal/butterworth.hpp"
#include "signal_golden.hpp"

namespace dmn::signal {
namespace {

// ----------------------------------------------------------------------------

const path clean_folder = golden / "2_clean_nilearn";
constexpr double clean_tolerance = 1e-10;
/// Two exact implementations of a fifth-order 0.01 Hz high-pass differ by 1e-8: its sections are ill-conditioned.
constexpr double ill_conditioned_tolerance = 1e-6;
constexpr double nitime_tr = 1.89;

Json clean_cases()
{
  return read_json(clean_folder / "cases.json");
}

std::vector<std::string> clean_names()
{
  std::vector<std::string> names;
  const Json cases = clean_cases();
  for (const auto& [name, settings] : cases.items()) names.push_back(name);
  return names;
}

class NilearnClean : public testing::TestWithParam<std::string> {
 protected:
  Json settings = clean_cases()[GetParam()];

  DenoiseOptions options() const
  {
    DenoiseOptions result;
    result.strategy = settings["confounds"].get<bool>() ? "columns" : "none";
    if (result.strategy == "columns") result.columns = {"*"};
    result.fd_mm.reset();
    result.min_segment = 0;
    result.filter = filter_of(settings["filter"]);
    result.high_pass = cutoff(settings.value("high_pass_hz", Json()));
    result.low_pass = cutoff(settings.value("low_pass_hz", Json()));
    result.order = settings.value("order", 5);
    result.detrend = settings["detrend"];
    result.standardize = settings["standardize"];
    no_limits(result);
    return result;
  }
};

/// Marks all volumes that are not in the list as censored, through an FD column of our own.
void censor_others(ConfoundTable& table, const std::vector<Eigen::Index>& kept, DenoiseOptions& options)
{
  options.fd_mm = 0.5;
  options.columns = table.names;
  table.names.emplace_back("framewise_displacement");
  table.values.conservativeResize(Eigen::NoChange, table.values.cols() + 1);
  table.values.rightCols(1).setOnes();
  for (const auto volume : kept) table.values(volume, table.values.cols() - 1) = 0.0;
}

TEST_P(NilearnClean, GivesTheSameSeries)
{
  const TimeSeries series{files::read_text_matrix(clean_folder / "series.tsv.gz").values, base::Seconds(nitime_tr)};
  ConfoundTable confounds = bids::read_confounds(clean_folder / "confounds.tsv.gz", std::nullopt);
  DenoiseOptions choice = options();
  if (settings.contains("sample_mask")) censor_others(confounds, indices(settings["sample_mask"]), choice);

  const Denoised run = denoise(series, confounds, choice);

  Eigen::MatrixXd expected = files::read_text_matrix(clean_folder / (GetParam() + ".tsv.gz")).values;
  if (!choice.standardize) expected.rowwise() -= expected.colwise().mean().eval();
  const bool ill_conditioned = choice.filter == Filter::butterworth && choice.high_pass.has_value();
  expect_close(run.series, expected, ill_conditioned ? ill_conditioned_tolerance : clean_tolerance);
}

TEST_P(NilearnClean, UsesTheFilterThatScipyDesigns)
{
  if (!settings.contains("sos")) GTEST_SKIP() << "no filter in this case";
  const DenoiseOptions choice = options();

  const Sections sections = butterworth(choice.order, choice.high_pass, choice.low_pass, base::Seconds(nitime_tr));

  const auto sos = settings["sos"].get<std::vector<std::vector<double>>>();
  ASSERT_EQ(sections.size(), sos.size());
  constexpr double tolerance = 1e-13;
  for (std::size_t k = 0; k < sos.size(); ++k) {
    EXPECT_NEAR(sections[k].b0, sos[k][0], tolerance);
    EXPECT_NEAR(sections[k].b1, sos[k][1], tolerance);
    EXPECT_NEAR(sections[k].b2, sos[k][2], tolerance);
    EXPECT_NEAR(sections[k].a1, sos[k][4], tolerance);
    EXPECT_NEAR(sections[k].a2, sos[k][5], tolerance);
  }
}

INSTANTIATE_TEST_SUITE_P(Nitime, NilearnClean, testing::ValuesIn(clean_names()), test_name);

}  // namespace
}  // namespace dmn::signal
