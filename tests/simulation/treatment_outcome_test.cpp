#include "simulation/treatment_outcome.hpp"

#include <gmock/gmock.h>

#include <Eigen/QR>
#include <cmath>

#include "base/error.hpp"

namespace dmn::simulation {
namespace {

connectivity::RoiTable rois()
{
  return {{.label = "A", .network = "DMN"}, {.label = "B", .network = "DMN"}, {.label = "C", .network = "Salience"}};
}

SimulateOptions trial()
{
  SimulateOptions options;
  options.participants = 600;
  options.effects = {};
  options.clinical = true;
  options.prognosis = "DMN=0.5";
  options.moderation = "A-C=0.8";
  return options;
}

/// The true marker of a participant.
double marker(const ConnectivityModel& model, const Participant& person, int i, int j)
{
  const Eigen::MatrixXd mixing = model.mixing(person, 0);
  return std::atanh(mixing.row(i).dot(mixing.row(j)));
}

TEST(PainAfterTreatment, FollowsArmPrognosisAndModeration)
{
  const auto options = trial();
  const ConnectivityModel model(options, rois());
  const auto people = draw_participants(options);

  const auto after = pain_after_treatment(options, model, people);

  Eigen::MatrixXd x(300, 6);
  Eigen::VectorXd y(300);
  Eigen::Index row = 0;
  for (std::size_t p = 0; p < people.size(); ++p) {
    EXPECT_EQ(std::isnan(after[p]), !people[p].patient);
    if (!people[p].patient) continue;
    x.row(row) << 1, people[p].pain, people[p].active ? 1 : 0, marker(model, people[p], 0, 1),
        marker(model, people[p], 0, 2), 0;
    y[row++] = after[p];
  }
  ASSERT_EQ(row, 300);
  for (const Eigen::Index k : {3, 4}) {
    x.col(k).array() -= x.col(k).mean();
    x.col(k) /= std::sqrt(x.col(k).squaredNorm() / 300);
  }
  x.col(5) = x.col(2).cwiseProduct(x.col(4));
  const Eigen::VectorXd found = x.colPivHouseholderQr().solve(y);
  constexpr double four_standard_errors = 0.5;
  EXPECT_NEAR(found[1], 0.6, 0.2);
  EXPECT_NEAR(found[2], -1.0, four_standard_errors);
  EXPECT_NEAR(found[3], 0.5, four_standard_errors);
  EXPECT_NEAR(found[4], 0.0, four_standard_errors);
  EXPECT_NEAR(found[5], 0.8, four_standard_errors);
  EXPECT_NEAR((y - x * found).squaredNorm() / 294, 1.0, 0.3);
}

TEST(PainAfterTreatment, RefusesAMarkerThatIsNotThere)
{
  auto options = trial();
  options.moderation = "Visual=1";
  const ConnectivityModel model(options, rois());
  EXPECT_THROW(pain_after_treatment(options, model, draw_participants(options)), base::UsageError);
}

TEST(Participants, HaveACourseThatLeavesTheirOtherNumbersAlone)
{
  const auto people = draw_participants(trial());
  int active = 0;
  int persistent = 0;
  std::array<int, 3> subtype{};
  for (const auto& person : people) {
    active += person.active ? 1 : 0;
    persistent += person.persistent ? 1 : 0;
    ++subtype.at(static_cast<std::size_t>(person.subtype));
    EXPECT_GE(person.months, 5);
    EXPECT_LE(person.months, 7);
    EXPECT_EQ(person.value_of(Variable::progress, 2), person.patient ? 2 : 0);
    EXPECT_EQ(person.value_of(Variable::neuropathic, 0), person.patient && person.subtype == 1 ? 1 : 0);
    EXPECT_EQ(person.value_of(Variable::persistent, 0), person.patient && person.persistent ? 1 : 0);
  }
  EXPECT_NEAR(active, 300, 60);
  EXPECT_NEAR(persistent, 300, 60);
  for (const int n : subtype) EXPECT_NEAR(n, 200, 60);
}

}  // namespace
}  // namespace dmn::simulation
