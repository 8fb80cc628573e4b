// roi_means LABELS,LABELS,... RUN...: averages the ROIs of label images over runs; prints CPU seconds, peak KiB and a
// sum of all means.
#include <cstdio>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "bench/usage.hpp"
#include "parcellation/mean_series.hpp"
#include "parcellation/roi_set.hpp"

int main(int argc, char** argv)
{
  if (argc < 3) return 2;
  std::vector<dmn::parcellation::RoiSet> sets;
  for (const std::string& labels : dmn::base::split(argv[1], ','))
    sets.push_back(dmn::parcellation::load_roi_set({.set = labels}, {}));
  dmn::parcellation::RoiAverager average(std::move(sets));
  double total = 0;
  for (int i = 2; i < argc; ++i) {
    for (const auto& series : average(argv[i], std::nullopt)) total += series.values.sum();
  }
  std::printf("%.4f\t%ld\t%.17g\n", dmn::bench::cpu_s(), dmn::bench::peak_kib(), total);
}
