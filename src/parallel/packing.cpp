#include "parallel/packing.hpp"

#include "base/error.hpp"

namespace dmn::parallel {

std::string_view Unpacker::take(std::size_t length)
{
  if (length > bytes_.size()) throw base::IoError("a message between ranks is shorter than its content");
  const std::string_view part = bytes_.substr(0, length);
  bytes_.remove_prefix(length);
  return part;
}

}  // namespace dmn::parallel
