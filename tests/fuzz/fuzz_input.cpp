#include "fuzz_input.hpp"

#include <unistd.h>

#include <fstream>
#include <system_error>

namespace dmn::fuzz {
namespace {

/// A folder of this process alone.
class OwnFolder {
 public:
  OwnFolder()
  {
    const std::filesystem::path memory = "/dev/shm";
    const bool has_memory = std::filesystem::is_directory(memory) && access(memory.c_str(), W_OK) == 0;
    path_ = (has_memory ? memory : std::filesystem::temp_directory_path()) / ("dmn-fuzz-" + std::to_string(getpid()));
    std::filesystem::create_directories(path_);
  }
  ~OwnFolder()
  {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

std::filesystem::path as_file(const std::uint8_t* data, std::size_t size, const std::string& name)
{
  static const OwnFolder folder;
  const std::filesystem::path path = folder.path() / name;
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  return path;
}

long& reads_done()
{
  static long count = 0;
  return count;
}

}  // namespace dmn::fuzz
