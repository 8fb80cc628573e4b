#include "files/regular_file.hpp"

#include "base/error.hpp"

namespace dmn::files {

void refuse_unless_file(const std::filesystem::path& path)
{
  using Type = std::filesystem::file_type;
  std::error_code error;
  const Type type = std::filesystem::status(path, error).type();
  if (type == Type::not_found) throw base::InputError("no such file", {.file = path.string()});
  if (type == Type::directory) throw base::InputError("is a folder, not a file", {.file = path.string()});
  if (type == Type::fifo || type == Type::socket)
    throw base::InputError("is not a regular file", {.file = path.string()});
}

}  // namespace dmn::files
