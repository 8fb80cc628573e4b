#include "files/raw_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/error.hpp"
#include "files/regular_file.hpp"

namespace dmn::files {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const char* what)
{
  const std::string reason = std::generic_category().message(errno);
  throw base::InputError(fmt::format("{}: {}", what, reason), {.file = path.string()});
}

}  // namespace

RawFile::RawFile(const std::filesystem::path& path) : path_(path)
{
  refuse_unless_file(path);
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) refuse(path, "cannot be opened");
}

RawFile::~RawFile()
{
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t RawFile::read(std::span<std::byte> buffer)
{
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    const ssize_t count = ::read(descriptor_, buffer.data() + filled, buffer.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse(path_, "cannot be read");
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  return filled;
}

}  // namespace dmn::files
