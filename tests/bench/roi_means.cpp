// roi_means LABELS,LABELS,... RUN...: averages the ROIs of label images over runs; prints CPU seconds, peak KiB and a
// sum of all means.
#include <sys/resource.h>

#include <cstdio>
#include <string>
#include <vector>

#include "base/text.hpp"
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
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  std::printf("%.4f\t%ld\t%.17g\n", seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss, total);
}
