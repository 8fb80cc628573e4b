#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dmn::store {

/// SHA-256, as 64 hexadecimal digits.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  void update(std::span<const std::byte> bytes);
  void update(std::string_view text);
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256_hex(std::string_view text);

/// Digest of one dataset, or of a group's own attributes.
struct DatasetDigest {
  std::string dataset;   ///< `/connectivity/correlation`; `/`, `/rois` for the attributes of a group
  std::string digest;    ///< of shape, type, values and attributes, as recomputed now; empty if the dataset has gone
  std::string recorded;  ///< what was recorded when it was written; empty if nothing was
};

/// Recomputes the digest of every dataset of an HDF5 file of ours, sorted by name. /provenance and the attribute that
/// records the digest stay out; so do times, hosts, ranks and absolute paths, which are only ever stored there.
/// Groups with attributes have a line of their own. Memory: one block of 8 MiB, whatever the file's size.
/// @throws IoError naming the file and the dataset when it cannot be read: torn, foreign, types we never write
std::vector<DatasetDigest> file_digests(const std::filesystem::path& path);

/// The same without reading the values: `digest` repeats what was recorded, and only where nothing was it is
/// recomputed. For a file that this program has just written.
std::vector<DatasetDigest> recorded_digests(const std::filesystem::path& path);

}  // namespace dmn::store
