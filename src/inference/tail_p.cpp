#include "inference/tail_p.hpp"

namespace dmn::inference {

std::string words(TailMethod method)
{
  switch (method) {
    case TailMethod::gamma:
      return "gamma";
    case TailMethod::gpd:
      return "gpd";
    case TailMethod::beyond_support:
      return "beyond support";
    default:
      return "counted";
  }
}

}  // namespace dmn::inference
