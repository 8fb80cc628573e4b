#include "report/group_inks.hpp"

#include <set>

namespace dmn::report {

Ink ink_of(const std::string& group, const ContrastWords& words)
{
  if (!words.compares_groups) return Ink::accent;
  return group == words.first ? Ink::first : group == words.second ? Ink::second : Ink::accent;
}

std::vector<std::string> groups_of(const CohortPicture& cohort, const ContrastWords& words)
{
  if (words.compares_groups) return {words.first, words.second};
  std::set<std::string> groups(cohort.group.begin(), cohort.group.end());
  return {groups.begin(), groups.end()};
}

}  // namespace dmn::report
