// How many controls, and further people of the same population, lie beyond the 95 % band of a normative model: the
// table in docs/calibration.md. profile_calibration [cohorts]
#include <fmt/format.h>

#include <cstdlib>

#include "markers/simulated_norm.hpp"

namespace {

void print_row(const char* name, dmn::markers::testing::NormStudy study)
{
  const auto beyond = dmn::markers::testing::beyond_band(study);
  const auto error = [](double share, long n) { return 100 * std::sqrt(share * (1 - share) / static_cast<double>(n)); };
  fmt::print("{}\t{}\t{:.2f}\t{:.2f}\t{:.2f}\t{:.2f}\n", name, study.n_controls, 100 * beyond.share_of_controls(),
             error(beyond.share_of_controls(), beyond.n_controls), 100 * beyond.share_of_others(),
             error(beyond.share_of_others(), beyond.n_others));
}

}  // namespace

int main(int argc, char** argv)
{
  const int n_cohorts = argc > 1 ? std::atoi(argv[1]) : 3000;
  fmt::print("noise\tcontrols\tcontrols_beyond\tse\tothers_beyond\tse\n");
  for (const int n : {30, 60, 200}) {
    print_row("normal", {.n_cohorts = n_cohorts, .n_controls = n, .n_others = n, .seed = 11});
    print_row("normal, compared with all",
              {.n_cohorts = n_cohorts, .n_controls = n, .n_others = n, .seed = 11, .leave_one_out = false});
    print_row("t with 5 df", {.n_cohorts = n_cohorts, .n_controls = n, .n_others = n, .seed = 12, .heavy_tails = true});
  }
  return 0;
}
