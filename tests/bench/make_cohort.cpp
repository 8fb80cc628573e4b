// Writes a cohort.h5 of invented people for the statistics benchmarks: sites with shifts and scales of their own, age,
// sex, motion, no group effect. Usage: make_cohort FILE PEOPLE ROIS SITES [SEED]
#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "simulation/random_stream.hpp"
#include "store/cohort_file.hpp"

namespace {

using dmn::simulation::Purpose;
using dmn::simulation::RandomStream;

struct Size {
  std::uint32_t people;
  int rois;
  std::uint32_t sites;
  std::uint64_t seed;
};

std::vector<std::string> cells(std::uint32_t n, auto cell)
{
  std::vector<std::string> all;
  for (std::uint32_t person = 0; person < n; ++person) all.push_back(cell(person));
  return all;
}

dmn::stats::Cohort invent_people(const Size& size)
{
  dmn::stats::Cohort cohort;
  RandomStream random(size.seed, {.purpose = Purpose::participant});
  for (std::uint32_t person = 0; person < size.people; ++person) {
    cohort.runs.push_back({fmt::format("P{:06}", person), "", "rest", ""});
    cohort.site.push_back(fmt::format("site{:02}", person % size.sites));
    cohort.group.push_back((person / size.sites) % 2 == 0 ? "control" : "patient");
  }
  auto& table = cohort.participants.columns;
  table.push_back(dmn::stats::make_column("group", cohort.group));
  table.push_back(dmn::stats::make_column("site", cohort.site));
  table.push_back(dmn::stats::make_column(
      "age", cells(size.people, [&](std::uint32_t) { return fmt::format("{:.1f}", 20 + 50 * random.uniform()); })));
  table.push_back(dmn::stats::make_column(
      "sex", cells(size.people, [&](std::uint32_t) { return random.uniform() < 0.5 ? "F" : "M"; })));
  cohort.qc.columns.push_back(dmn::stats::make_column("mean_fd", cells(size.people, [&](std::uint32_t) {
                                                        return fmt::format("{:.4f}", 0.1 + 0.2 * random.uniform());
                                                      })));
  for (int roi = 0; roi < size.rois; ++roi)
    cohort.rois.push_back({.label = fmt::format("R{:03}", roi), .network = roi % 2 == 0 ? "DMN" : "Salience"});
  cohort.roi_set = "invented";
  cohort.edges = dmn::connectivity::EdgeList::full(size.rois);
  return cohort;
}

void write_edges(const Size& size, dmn::store::CohortWriter& writer, Eigen::Index n_edges)
{
  Eigen::MatrixXd shift(size.sites, n_edges);
  for (std::uint32_t site = 0; site < size.sites; ++site)
    shift.row(site) =
        0.1 * RandomStream(size.seed, {.purpose = Purpose::site, .participant = site}).normal_matrix(1, n_edges);
  for (std::uint32_t first = 0; first < size.people;) {
    const auto n = std::min(static_cast<std::uint32_t>(writer.rows_per_block()), size.people - first);
    Eigen::MatrixXd rows(n, n_edges);
    for (std::uint32_t k = 0; k < n; ++k) {
      const std::uint32_t person = first + k;
      const double scale = 0.2 + 0.02 * (person % size.sites);
      rows.row(k) =
          shift.row(person % size.sites) +
          scale * RandomStream(size.seed, {.purpose = Purpose::noise, .participant = person}).normal_matrix(1, n_edges);
    }
    writer.append("correlation", rows, {});
    first += n;
  }
}

}  // namespace

int main(int argc, char** argv)
{
  if (argc < 5) {
    fmt::print(stderr, "usage: make_cohort FILE PEOPLE ROIS SITES [SEED]\n");
    return 2;
  }
  const Size size{static_cast<std::uint32_t>(std::atoi(argv[2])), std::atoi(argv[3]),
                  static_cast<std::uint32_t>(std::atoi(argv[4])), argc > 5 ? std::strtoull(argv[5], nullptr, 10) : 1};
  const auto cohort = invent_people(size);
  dmn::store::CohortWriter writer(argv[1], cohort, {{"correlation", "fisher_z", "pearson", false}}, {});
  write_edges(size, writer, cohort.edges.size());
  writer.finish();
}
