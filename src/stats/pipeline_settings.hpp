#pragma once

#include <string>

namespace dmn::stats {

/// What a pipeline (a setting a line, as `Cohort::pipeline`) says that another one does not say, for messages: settings
/// joined by "; ". "ready-made matrices" for an empty one, "no further setting" where the other one says all of it.
std::string settings_beyond(const std::string& pipeline, const std::string& other);

}  // namespace dmn::stats
