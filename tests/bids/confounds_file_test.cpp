#include "bids/confounds_file.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/error.hpp"

namespace dmn::bids {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Files in a folder of the test's own.
class ConfoundsFile : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& text) const
  {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }

  std::string message(const std::string& table, const std::string& sidecar) const
  {
    const auto tsv = write("confounds.tsv", table);
    const auto json = write("confounds.json", sidecar);
    try {
      read_confounds(tsv, json);
    } catch (const base::InputError& error) {
      return error.what();
    }
    return {};
  }

  void TearDown() override { std::filesystem::remove_all(folder_); }

 private:
  std::filesystem::path folder_ = std::filesystem::current_path() / "confounds_file_test.dir";
};

TEST_F(ConfoundsFile, ReadsEveryWayOfSayingMissing)
{
  const auto table = read_confounds(write("confounds.tsv", "csf\tdvars\n1.5\tn/a\n-2e3\t\n0\tNaN\n"), std::nullopt);

  EXPECT_THAT(table.names, ElementsAre("csf", "dvars"));
  EXPECT_EQ(table.values.col(0), Eigen::Vector3d(1.5, -2000, 0));
  EXPECT_TRUE(table.values.col(1).array().isNaN().all());
  EXPECT_THAT(table.unreadable, IsEmpty());
  EXPECT_THAT(table.components, IsEmpty());
}

TEST_F(ConfoundsFile, ListsColumnsWithACellThatIsNoNumber)
{
  const auto table = read_confounds(write("confounds.tsv", "csf\tnote\n1\t2\n3\tmoved\n"), std::nullopt);

  EXPECT_THAT(table.unreadable, ElementsAre("note"));
  EXPECT_EQ(table.values(0, 1), 2.0);
  EXPECT_TRUE(std::isnan(table.values(1, 1)));
}

TEST_F(ConfoundsFile, TakesComponentsOfTheSidecar)
{
  const auto json = write("confounds.json", R"({
    "a_comp_cor_00": {"Method": "aCompCor", "Mask": "WM", "Retained": true},
    "dropped_0": {"Method": "aCompCor", "Mask": "CSF", "Retained": false},
    "t_comp_cor_00": {"Method": "tCompCor"},
    "csf": {"Method": "Mean"},
    "version": "23.1"})");

  const auto table = read_confounds(write("confounds.tsv", "csf\n1\n"), json);

  ASSERT_EQ(table.components.size(), 3U);
  EXPECT_EQ(table.components.at("a_comp_cor_00").mask, "WM");
  EXPECT_TRUE(table.components.at("a_comp_cor_00").retained);
  EXPECT_FALSE(table.components.at("dropped_0").retained);
  EXPECT_EQ(table.components.at("t_comp_cor_00").mask, "");
}

TEST_F(ConfoundsFile, RefusesASidecarThatIsNoJsonObject)
{
  for (const std::string text : {"", "{", "[1, 2]", "{\"a\": }"}) {
    EXPECT_THAT(message("csf\n1\n", text), AllOf(HasSubstr("unusable confounds sidecar"), HasSubstr("confounds.json"),
                                                 HasSubstr("expected a JSON object")));
  }
}

TEST_F(ConfoundsFile, NamesTheFieldOfTheSidecarThatIsOfTheWrongKind)
{
  EXPECT_THAT(message("csf\n1\n", R"({"a_comp_cor_00": {"Mask": 3}})"),
              AllOf(HasSubstr("\"a_comp_cor_00.Mask\""), HasSubstr("expected text")));
  EXPECT_THAT(message("csf\n1\n", R"({"a_comp_cor_00": {"Mask": "WM", "Retained": "yes"}})"),
              AllOf(HasSubstr("\"a_comp_cor_00.Retained\""), HasSubstr("expected true or false")));
}

TEST_F(ConfoundsFile, NamesTheLineOfARowOfAnotherLength)
{
  EXPECT_THAT(message("csf\tdvars\n1\t2\n3\n", "{}"), HasSubstr("confounds.tsv:3"));
}

TEST_F(ConfoundsFile, RefusesATableThatIsNotThere)
{
  EXPECT_THROW(read_confounds("no_such_folder/confounds.tsv", std::nullopt), base::InputError);
}

}  // namespace
}  // namespace dmn::bids
