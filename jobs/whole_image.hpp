#pragma once

#include <filesystem>

#include "image/nifti_writer.hpp"
#include "store/atomic_file.hpp"

namespace dmn::jobs {

/// A gzip-compressed NIfTI that appears whole under its final name or not at all.
class WholeImage {
 public:
  /// @throws IoError
  WholeImage(const std::filesystem::path& final_path, const image::NiftiSpec& spec);
  ~WholeImage();
  WholeImage(const WholeImage&) = delete;
  WholeImage& operator=(const WholeImage&) = delete;

  image::NiftiWriter& writer() noexcept { return writer_; }
  /// Ends the image and gives it its name. @throws IoError
  void commit();

 private:
  store::AtomicFile file_;
  std::filesystem::path growing_;
  image::NiftiWriter writer_;
};

}  // namespace dmn::jobs
