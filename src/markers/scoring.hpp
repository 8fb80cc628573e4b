#pragma once

#include <optional>
#include <string>
#include <vector>

#include "markers/norm.hpp"

namespace dmn::markers {

constexpr int fewest_controls = 30;          ///< METHODS.md section 6
constexpr int fewest_controls_at_site = 10;  ///< METHODS.md section 6

/// Whether a person could be compared with the controls.
enum class Standing {
  scored,           ///< with controls of the same site
  site_unadjusted,  ///< with controls of all sites, the site not taken into account
  withheld,         ///< not at all
};

/// One person, one measure.
struct Score {
  Standing standing = Standing::withheld;
  std::string reason = {};     ///< why not `scored`
  Deviation deviation = {};    ///< NaN if withheld
  int n_controls = 0;          ///< behind the expectation; a control is not compared with themselves
  int n_controls_at_site = 0;  ///< of the rule; 0 where the model does not hold the site
  std::string adjusted_for = {};
  std::string note = {};  ///< what to keep in mind; mostly empty
};

/// `scored`, or the standing with its reason: `site-unadjusted: 4 controls at site "C", at least 10 are needed`.
std::string status_of(const Score& score);

/// A control of the norm: where its values stand.
struct OwnRow {
  Eigen::Index row = 0;                                     ///< of the people
  double value = std::numeric_limits<double>::quiet_NaN();  ///< of the measure, in that row
};

/// Compares people with a norm (METHODS.md section 6). At least 30 controls must have the measure, and at least 10 of
/// them be at the person's site; else the comparison is withheld, or does without the site and says so.
class Scorer {
 public:
  /// Keeps a reference to the norm. @throws DesignError (code_people)
  Scorer(const Norm& norm, const stats::Cohort& people);

  /// @param row    of the people
  /// @param value  of the measure, NaN if missing
  /// @param own    if the person is among the controls of the norm: they are compared with the others
  Score score(Eigen::Index row, std::size_t measure, double value, const std::optional<OwnRow>& own = {}) const;

 private:
  Score compare(Standing standing, Eigen::Index row, const NormativeModel& model, const CodedPeople& coded,
                const NormCoding& coding, double value, const std::optional<OwnRow>& own) const;
  std::string why_not_at_site(Eigen::Index row, const MeasureNorm& measure, int n_at_site) const;
  int n_at_site(Eigen::Index row, const MeasureNorm& measure) const;

  const Norm& norm_;
  std::vector<std::string> site_;
  CodedPeople with_site_;
  CodedPeople without_site_;
};

}  // namespace dmn::markers
