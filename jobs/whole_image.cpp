#include "whole_image.hpp"

#include <system_error>

namespace dmn::jobs {

WholeImage::WholeImage(const std::filesystem::path& final_path, const image::NiftiSpec& spec)
    : file_(final_path), growing_(file_.temporary_path().string() + ".gz"), writer_(growing_, spec)
{
}

WholeImage::~WholeImage()
{
  std::error_code ignored;
  std::filesystem::remove(growing_, ignored);
}

void WholeImage::commit()
{
  writer_.close();
  std::filesystem::rename(growing_, file_.temporary_path());
  file_.commit();
}

}  // namespace dmn::jobs
