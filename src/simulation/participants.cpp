#include "simulation/participants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/error.hpp"
#include "simulation/random_stream.hpp"

namespace dmn::simulation {
namespace {

struct Score {
  double mean;
  double sd;
};

constexpr Score age_years{45, 12};
constexpr Score pain_of_patients{5.5, 1.6};
constexpr Score pain_of_controls{0.8, 0.6};
constexpr Score depression_of_patients{13, 6};
constexpr Score depression_of_controls{5, 3};
// Logarithm of a participant's motion over the median; cut so that the default denoising keeps everybody.
constexpr Score log_motion{0, 0.2};
constexpr double most_log_motion = 0.3;

double draw(const Score& score, double low, double high, RandomStream& random)
{
  return std::clamp(score.mean + score.sd * random.normal(), low, high);
}

double rounded(double value, double per_unit)
{
  return std::round(value * per_unit) / per_unit;
}

double standardised(double value, const Score& score)
{
  return (value - score.mean) / score.sd;
}

bool is_patient(int position_in_site, double fraction)
{
  return std::floor((position_in_site + 1) * fraction) > std::floor(position_in_site * fraction);
}

/// From a stream of its own, so that every other number stays as it is.
void draw_course(std::uint64_t seed, Participant& person)
{
  RandomStream random(seed, {.purpose = Purpose::course, .participant = person.number});
  person.active = random.uniform() < 0.5;
  person.subtype = static_cast<int>(random.uniform() * static_cast<double>(subtypes.size()));
  person.persistent = random.uniform() < 0.5;
  person.months = rounded(5 + 2 * random.uniform(), 10);
}

}  // namespace

double Participant::value_of(Variable variable, int session) const
{
  switch (variable) {
    case Variable::group:
      return patient ? 1 : 0;
    case Variable::age:
      return (age - age_years.mean) / 10;
    case Variable::sex:
      return female ? 1 : 0;
    case Variable::pain:
      return patient ? standardised(pain, pain_of_patients) : 0;
    case Variable::depression:
      return standardised(depression, patient ? depression_of_patients : depression_of_controls);
    case Variable::session:
      return session;
    case Variable::progress:
      return patient ? session : 0;
    case Variable::neuropathic:
      return patient && std::string_view(subtypes[static_cast<std::size_t>(subtype)]) == "neuropathic" ? 1 : 0;
    case Variable::persistent:
      return patient && persistent ? 1 : 0;
  }
  throw base::ShapeError("a variable that no participant has");
}

std::string site_name(int site)
{
  return fmt::format("site-{:02}", site + 1);
}

std::vector<Participant> draw_participants(const SimulateOptions& options)
{
  const int width = std::max<int>(3, static_cast<int>(std::to_string(options.participants).size()));
  std::vector<Participant> participants(static_cast<std::size_t>(options.participants));
  for (std::size_t n = 0; n < participants.size(); ++n) {
    Participant& person = participants[n];
    person.number = static_cast<std::uint32_t>(n);
    person.id = fmt::format("sub-{:0{}}", n + 1, width);
    person.site = static_cast<int>(n) % options.sites;
    const int position = static_cast<int>(n) / options.sites;
    person.patient = options.group_by_site ? person.site % 2 == 0 : is_patient(position, options.patient_fraction);

    RandomStream random(options.seed, {.purpose = Purpose::participant, .participant = person.number});
    person.age = rounded(draw(age_years, 18, 80, random), 10);
    person.female = random.uniform() < 0.5;
    person.pain = rounded(draw(person.patient ? pain_of_patients : pain_of_controls, 0, 10, random), 10);
    person.depression =
        rounded(draw(person.patient ? depression_of_patients : depression_of_controls, 0, 63, random), 1);
    person.mean_fd_mm = options.mean_fd_mm * std::exp(draw(log_motion, -most_log_motion, most_log_motion, random)) *
                        (person.patient ? options.patient_motion : 1.0);
    person.scanned = random.uniform() >= options.missing_scans;
    draw_course(options.seed, person);
  }
  return participants;
}

}  // namespace dmn::simulation
