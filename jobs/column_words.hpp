#pragma once

#include <string>

namespace dmn::jobs {

/// What a column of a result table means, and its unit (empty for texts and counts without one).
struct ColumnWords {
  std::string description;
  std::string units;
};

/// Also of columns made of a name (`beta_without_<site>`, `fixed_t`). A column that is not known says so.
ColumnWords words_of_column(const std::string& name);

}  // namespace dmn::jobs
