#include "report/study_results.hpp"

namespace dmn::report {

const ResultTable& JobResults::table(const std::string& file) const
{
  static const ResultTable none;
  const auto found = tables.find(file);
  return found == tables.end() ? none : found->second;
}

}  // namespace dmn::report
