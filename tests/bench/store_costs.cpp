// Times what one run costs the store: writing its shard, reading its fingerprints, and gathering its row into the
// cohort file. Usage: store_costs RUNS ROIS VOLUMES FOLDER
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "store/atomic_file.hpp"
#include "store/cohort_file.hpp"
#include "store/digest.hpp"
#include "store/shard.hpp"

namespace {

using namespace std::chrono;
namespace store = dmn::store;

/// Wall and CPU time (user and system) since it was made.
class Timer {
 public:
  void print(const char* what, int times) const
  {
    const double wall = duration<double, std::milli>(steady_clock::now() - start_).count() / times;
    const double cpu = 1000.0 * static_cast<double>(std::clock() - cpu_start_) / CLOCKS_PER_SEC / times;
    std::printf("%-36s %7.3f ms wall %7.3f ms CPU\n", what, wall, cpu);
  }

 private:
  steady_clock::time_point start_ = steady_clock::now();
  std::clock_t cpu_start_ = std::clock();
};

store::Shard shard_of(Eigen::Index n_rois, Eigen::Index n_volumes)
{
  const std::vector<std::string> labels(static_cast<std::size_t>(n_rois), "left angular gyrus");
  store::Shard shard{.id = {"sub-01", "", "rest", ""},
                     .input_fingerprint = std::string(64, 'a'),
                     .config_fingerprint = std::string(64, 'b')};
  shard.sets = {{"dmn-pain", labels, Eigen::MatrixXd::Random(n_volumes, n_rois), std::vector<double>(labels.size(), 1),
                 std::vector<std::string>(labels.size()), false}};
  dmn::signal::Denoised denoised;
  denoised.series = shard.sets[0].values;
  for (Eigen::Index t = 0; t < n_volumes; ++t) denoised.kept.push_back(t);
  denoised.confounds.assign(36, "trans_x_derivative1_power2");
  dmn::connectivity::KindEstimate estimate;
  estimate.edges = Eigen::VectorXd::Random(n_rois * (n_rois - 1) / 2);
  shard.combinations = {{"dmn-pain",
                         "36p",
                         denoised,
                         {{dmn::connectivity::Kind::correlation, dmn::connectivity::Estimator::empirical, estimate}}}};
  return shard;
}

dmn::stats::Cohort cohort_of(int n_runs, int n_rois)
{
  const auto n = static_cast<std::size_t>(n_runs);
  dmn::stats::Cohort cohort;
  cohort.runs.assign(n, {"sub-01", "", "rest", ""});
  cohort.site.assign(n, "site");
  cohort.group.assign(n, "control");
  cohort.rois.assign(static_cast<std::size_t>(n_rois), {.label = "roi"});
  cohort.edges = dmn::connectivity::EdgeList::full(n_rois);
  return cohort;
}

}  // namespace

int main(int argc, char** argv)
{
  if (argc != 5) return 2;
  const int n_runs = std::atoi(argv[1]);
  const int n_rois = std::atoi(argv[2]);
  const std::filesystem::path folder = argv[4];
  const auto shard = shard_of(n_rois, std::atoi(argv[3]));
  const auto path = [&](int run) { return folder / ("shard" + std::to_string(run) + ".h5"); };

  const Timer writing;
  for (int run = 0; run < n_runs; ++run) store::write_shard(path(run), shard);
  writing.print("write a shard, fsync", n_runs);
  std::printf("%ju bytes a shard\n", std::filesystem::file_size(path(0)));

  const Timer syncing;
  for (int run = 0; run < n_runs; ++run) store::write_text_atomically(folder / "text", "fsync, rename, fsync alone");
  syncing.print("of which fsync, rename, fsync", n_runs);

  const Timer checking;
  for (int run = 0; run < n_runs; ++run) store::read_shard_fingerprints(path(run));
  checking.print("read fingerprints", n_runs);

  const Timer summaries;
  for (int run = 0; run < n_runs; ++run) store::read_shard_summary(path(run), "dmn-pain", "36p");
  summaries.print("gather: read a summary", n_runs);

  const Timer gathering;
  store::CohortWriter writer(folder / "cohort.h5", cohort_of(n_runs, n_rois),
                             {{"correlation", "fisher_z", "pearson", false}}, {});
  for (int run = 0; run < n_runs; ++run) {
    writer.append(
        "correlation",
        store::read_shard_kind(path(run), "dmn-pain", "36p", dmn::connectivity::Kind::correlation).edges.transpose(),
        {});
  }
  writer.finish();
  gathering.print("gather: read a kind, write its row", n_runs);

  const Timer verifying;
  store::file_digests(folder / "cohort.h5");
  verifying.print("digests of the cohort file, a run", n_runs);
}
