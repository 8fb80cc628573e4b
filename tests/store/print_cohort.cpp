// Prints a cohort file as this program reads it, for comparison with who wrote it: print_cohort FILE.h5
#include <cstdio>

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/cohort_file.hpp"

namespace {

void print(const char* name, const Eigen::MatrixXd& matrix)
{
  for (Eigen::Index row = 0; row < matrix.rows(); ++row) {
    std::printf("%s", name);
    for (const double value : matrix.row(row)) std::printf("\t%s", dmn::base::format_number(value).c_str());
    std::printf("\n");
  }
}

void print(const dmn::store::CohortReader& reader)
{
  const auto& cohort = reader.cohort();
  for (const auto& roi : cohort.rois) {
    std::printf("roi\t%s\t%s\t%g\t%g\t%g\n", roi.label.c_str(), roi.network.c_str(), roi.xyz_mm.x(), roi.xyz_mm.y(),
                roi.xyz_mm.z());
  }
  for (const auto& edge : cohort.edges.edges()) std::printf("edge\t%d\t%d\n", edge.i, edge.j);
  for (std::size_t row = 0; row < cohort.runs.size(); ++row) {
    std::printf("run\t%s\t%s\t%s\t%s\n", cohort.runs[row].participant.c_str(), cohort.runs[row].session.c_str(),
                cohort.site[row].c_str(), cohort.group[row].c_str());
  }
  for (const auto& column : cohort.participants.columns) {
    std::printf("column\t%s\t%s", column.name.c_str(), column.numeric ? "numbers" : "words");
    for (std::size_t row = 0; row < column.size(); ++row) {
      std::printf("\t%s", (column.numeric ? dmn::base::format_number(column.numbers[row]) : column.words[row]).c_str());
    }
    std::printf("\n");
  }
  for (const auto& kind : reader.kinds()) {
    std::printf("kind\t%s\t%s\t%s\n", kind.name.c_str(), kind.transform.c_str(), kind.estimator.c_str());
    print("edges", reader.read_edges(kind.name, 0, cohort.edges.size()));
    if (kind.has_diagonal) print("diagonal", reader.read_diagonal(kind.name));
  }
}

}  // namespace

int main(int argc, char** argv)
{
  if (argc != 2) return 2;
  try {
    print(dmn::store::CohortReader(argv[1]));
  } catch (const dmn::base::InputError& error) {
    std::printf("InputError: %s\n", error.what());
    return 1;
  }
  return 0;
}
