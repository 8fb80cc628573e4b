#include "clinical/whole_persons.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/error.hpp"
#include "clinical_example.hpp"
#include "stats/contrast.hpp"

namespace dmn::clinical {
namespace {

using ::testing::HasSubstr;

/// 24 persons of two sites; every third lacks the second session.
struct Scans {
  std::vector<int> person, session, group;
  std::vector<std::string> site;

  Scans()
  {
    for (int p = 0; p < 24; ++p) {
      for (int s = 0; s < 3; ++s) {
        if (p % 3 == 0 && s == 1) continue;
        person.push_back(p);
        session.push_back(s);
        group.push_back(p / 2 % 2);
        site.emplace_back(p % 2 == 0 ? "a" : "b");
      }
    }
  }
};

TEST(WholePersons, MovesAllSessionsOfAPersonTogetherToOneOfTheSameSiteAndSessions)
{
  const Scans scans;
  const WholePersons persons(scans.person, scans.session, scans.site, scans.group, 9);
  const auto n = static_cast<Eigen::Index>(scans.person.size());
  stats::Design design;
  design.matrix = Eigen::MatrixXd::Ones(n, 1);
  design.matrix.conservativeResize(n, 2);
  design.matrix.col(1) = testing::noise(n, 1);
  design.basis = stats::column_basis(design.matrix);
  design.columns = {{.name = "intercept"}, {.name = "x", .term = {{"x", 1}}, .level = {0}}};
  stats::Contrast x{.name = "x", .expression = "x"};
  x.rows = Eigen::RowVector2d(0, 1);
  const inference::PermutationModel model(design, {x}, persons.rows());
  const auto basis = persons.basis(model, 0, 40);
  std::set<std::vector<int>> seen;
  for (const auto& relabelling : basis.relabellings) {
    std::vector<int> from_person(24, -1);
    for (std::size_t row = 0; row < scans.person.size(); ++row) {
      const auto from = static_cast<std::size_t>(relabelling.source[row]);
      EXPECT_EQ(scans.session[from], scans.session[row]);
      EXPECT_EQ(scans.site[from], scans.site[row]);
      EXPECT_EQ(scans.person[from] % 3 == 0, scans.person[row] % 3 == 0);
      int& whole = from_person[static_cast<std::size_t>(scans.person[row])];
      EXPECT_TRUE(whole < 0 || whole == scans.person[from]);
      whole = scans.person[from];
    }
    seen.insert(relabelling.source);
  }
  EXPECT_EQ(seen.size(), 40U);
  for (std::size_t row = 0; row < scans.person.size(); ++row)
    EXPECT_EQ(basis.relabellings.front().source[row], static_cast<int>(row));
  EXPECT_EQ(persons.basis(model, 7, 1).relabellings.front(), basis.relabellings[7]);
  EXPECT_EQ(persons.basis(model, 7, 1).first, 7);
}

TEST(WholePersons, RefusesTooFewRelabellings)
{
  EXPECT_THAT(testing::message_of<base::DesignError>([] {
                WholePersons({0, 0, 1, 1, 2, 2}, {0, 1, 0, 1, 0, 1}, {}, {0, 0, 1, 1, 1, 1}, 1);
              }),
              HasSubstr("3 distinct relabellings of 3 whole participants within site and pattern of sessions"));
}

}  // namespace
}  // namespace dmn::clinical
