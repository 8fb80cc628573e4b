// Writes a cohort.h5 of invented people for the statistics benchmarks: sites with shifts and scales of their own, age,
// sex, motion, a symptom score, no group effect. Usage: make_cohort FILE PEOPLE ROIS SITES [SEED [SESSIONS]]
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
  std::uint32_t sessions;

  std::uint32_t rows() const { return people * sessions; }
};

/// One cell a row; the sessions of a person share what the participants table says of it.
std::vector<std::string> cells(const Size& size, auto cell)
{
  std::vector<std::string> all;
  for (std::uint32_t person = 0; person < size.people; ++person) all.insert(all.end(), size.sessions, cell());
  return all;
}

dmn::stats::Cohort invent_people(const Size& size)
{
  dmn::stats::Cohort cohort;
  RandomStream random(size.seed, {.purpose = Purpose::participant});
  for (std::uint32_t row = 0; row < size.rows(); ++row) {
    const std::uint32_t person = row / size.sessions;
    const std::string session = size.sessions > 1 ? fmt::format("{}", row % size.sessions + 1) : "";
    cohort.runs.push_back({fmt::format("P{:06}", person), session, "rest", ""});
    cohort.site.push_back(fmt::format("site{:02}", person % size.sites));
    cohort.group.push_back((person / size.sites) % 2 == 0 ? "control" : "patient");
  }
  auto& table = cohort.participants.columns;
  const auto add = [&](const char* name, auto cell) {
    table.push_back(dmn::stats::make_column(name, cells(size, cell)));
  };
  table.push_back(dmn::stats::make_column("group", cohort.group));
  table.push_back(dmn::stats::make_column("site", cohort.site));
  add("age", [&] { return fmt::format("{:.1f}", 20 + 50 * random.uniform()); });
  add("sex", [&] { return random.uniform() < 0.5 ? "F" : "M"; });
  cohort.qc.columns.push_back(dmn::stats::make_column(
      "mean_fd", cells(size, [&] { return fmt::format("{:.4f}", 0.1 + 0.2 * random.uniform()); })));
  add("depression", [&] { return fmt::format("{:.0f}", 20 * random.uniform()); });
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
  for (std::uint32_t first = 0; first < size.rows();) {
    const auto n = std::min(static_cast<std::uint32_t>(writer.rows_per_block()), size.rows() - first);
    Eigen::MatrixXd rows(n, n_edges);
    for (std::uint32_t k = 0; k < n; ++k) {
      const std::uint32_t row = first + k;
      const std::uint32_t site = row / size.sessions % size.sites;
      const double scale = 0.2 + 0.02 * site;
      rows.row(k) =
          shift.row(site) +
          scale * RandomStream(size.seed, {.purpose = Purpose::noise, .participant = row}).normal_matrix(1, n_edges);
    }
    writer.append("correlation", rows, {});
    first += n;
  }
}

}  // namespace

int main(int argc, char** argv)
{
  if (argc < 5) {
    fmt::print(stderr, "usage: make_cohort FILE PEOPLE ROIS SITES [SEED [SESSIONS]]\n");
    return 2;
  }
  const Size size{static_cast<std::uint32_t>(std::atoi(argv[2])), std::atoi(argv[3]),
                  static_cast<std::uint32_t>(std::atoi(argv[4])), argc > 5 ? std::strtoull(argv[5], nullptr, 10) : 1,
                  argc > 6 ? static_cast<std::uint32_t>(std::atoi(argv[6])) : 1};
  const auto cohort = invent_people(size);
  dmn::store::CohortWriter writer(argv[1], cohort, {{"correlation", "fisher_z", "pearson", false}}, {});
  write_edges(size, writer, cohort.edges.size());
  writer.finish();
}
