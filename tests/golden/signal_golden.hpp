#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "files/delimited.hpp"
#include "files/matrix_file.hpp"
#include "signal/denoise.hpp"

// What the golden tests of the denoising share. Origin, versions and tolerances: the SOURCE.md of each folder.
namespace dmn::signal {

using Json = nlohmann::json;
using std::filesystem::path;

inline const path golden = DMN_GOLDEN_DIR;

inline Json read_json(const path& file)
{
  return Json::parse(files::read_text(file));
}

inline Threshold threshold(const Json& value)
{
  return value.is_null() ? Threshold() : Threshold(value.get<double>());
}

inline std::optional<base::Hertz> cutoff(const Json& value)
{
  return value.is_null() ? std::nullopt : std::optional(base::Hertz(value.get<double>()));
}

inline Filter filter_of(const std::string& name)
{
  if (name == "butterworth") return Filter::butterworth;
  if (name == "cosine") return Filter::cosine;
  EXPECT_EQ(name, "none");
  return Filter::none;
}

inline void no_limits(DenoiseOptions& options)
{
  options.min_seconds.reset();
  options.min_dof.reset();
  options.max_mean_fd.reset();
  options.max_censored.reset();
}

inline void expect_close(const Eigen::MatrixXd& actual, const Eigen::MatrixXd& expected, double tolerance)
{
  ASSERT_EQ(actual.rows(), expected.rows());
  ASSERT_EQ(actual.cols(), expected.cols());
  EXPECT_LE((actual - expected).cwiseAbs().maxCoeff(), tolerance * expected.cwiseAbs().maxCoeff());
}

inline std::vector<Eigen::Index> indices(const Json& list)
{
  return list.get<std::vector<Eigen::Index>>();
}

inline std::vector<std::string> names_of_cases(const path& folder)
{
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

inline std::string test_name(const testing::TestParamInfo<std::string>& info)
{
  std::string name = info.param;
  std::ranges::replace_if(
      name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

}  // namespace dmn::signal
