// Runs a fuzz target over the files of folders, in any build: replay FOLDER... Exit status 1 when there is no file, or
// when nothing of them all could be read (seeds that no reader understands test nothing).
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

#include "fuzz_input.hpp"

int main(int argc, char** argv)
{
  std::vector<std::filesystem::path> inputs;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) inputs.push_back(entry.path());
  }
  std::ranges::sort(inputs);
  for (const auto& input : inputs) {
    std::printf("%s\n", input.c_str());
    std::fflush(stdout);
    std::ifstream file(input, std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  }
  std::printf("%zu inputs, %ld reads done\n", inputs.size(), dmn::fuzz::reads_done());
  return !inputs.empty() && dmn::fuzz::reads_done() > 0 ? 0 : 1;
}
