#pragma once

#include <string>

#include "connectivity/measures.hpp"
#include "store/dataset_writer.hpp"

namespace dmn::store {

/// What a dataset of a measure says. @param layout  said before the description, e.g. `One row a run: `
inline Meaning measure_meaning(const connectivity::MeasureInfo& info, const std::string& layout)
{
  return {info.units, layout + info.description, {{"transform", "none"}}};
}

}  // namespace dmn::store
