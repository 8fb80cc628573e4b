// Writes the seeds of the targets that read HDF5, by the program's own writers: write_result_seeds OUT
#include <cstdio>
#include <filesystem>

#include "store/examples.hpp"
#include "store/shard.hpp"
#include "store/site_summary_example.hpp"
#include "store/site_summary_file.hpp"

int main(int argc, char** argv)
{
  if (argc != 2) {
    std::fputs("usage: write_result_seeds OUT\n", stderr);
    return 2;
  }
  const std::filesystem::path out = argv[1];
  for (const auto* target : {"shard", "cohort", "site_summary"}) std::filesystem::create_directories(out / target);
  dmn::store::write_shard(out / "shard" / "seed", dmn::test::example_shard());
  dmn::test::write_example(out / "cohort" / "seed");
  dmn::store::write_site_summary(out / "site_summary" / "seed", dmn::test::example_site_summary());
  return 0;
}
