#include <gtest/gtest.h>

#include "examples.hpp"

namespace dmn::test {

std::filesystem::path test_folder()
{
  const auto* info = testing::UnitTest::GetInstance()->current_test_info();
  const std::filesystem::path folder = std::string(info->test_suite_name()) + "." + info->name();
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

}  // namespace dmn::test
