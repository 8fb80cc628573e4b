#pragma once

#include <string>
#include <vector>

namespace dmn::stats {

/// `; did you mean "age"?`: the end of a message about an unknown name. A name that differs in case only comes first;
/// empty if none is near.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& known);

}  // namespace dmn::stats
