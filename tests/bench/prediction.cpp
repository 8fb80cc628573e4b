// prediction FOLDER N P SITES J ridge|logistic: leave-one-site-out of J labellings, N x P features from FOLDER/x.f64
// (column-major), labels from FOLDER/y.f64 (N x J); writes FOLDER/predicted.f64 and prints CPU seconds.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "bench/usage.hpp"
#include "prediction/cross_validation.hpp"

namespace {

using namespace dmn::prediction;

constexpr Eigen::Index block_width = 64;

Eigen::MatrixXd read(const std::string& path, Eigen::Index rows, Eigen::Index columns)
{
  Eigen::MatrixXd values(rows, columns);
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(values.data()), values.size() * static_cast<Eigen::Index>(sizeof(double)));
  if (!file) std::exit(3);
  return values;
}

CrossValidation invent(const std::string& folder, Eigen::Index n, Eigen::Index p, Eigen::Index n_sites, bool logistic)
{
  CrossValidation validation{.method = logistic ? Method::logistic : Method::ridge};
  validation.source.values = read(folder + "/x.f64", n, p);
  validation.source.covariates.resize(n, 0);
  for (Eigen::Index row = 0; row < n; ++row) {
    validation.source.site.push_back("site-" + std::to_string(100 + row % n_sites));
    validation.person.push_back("sub-" + std::to_string(row));
  }
  validation.folds = leave_one_group_out(validation.source.site);
  return validation;
}

}  // namespace

int main(int argc, char** argv)
{
  if (argc != 7) return 2;
  const std::string folder = argv[1];
  const Eigen::Index n = std::atol(argv[2]);
  const Eigen::Index n_labellings = std::atol(argv[5]);
  const CrossValidation validation =
      invent(folder, n, std::atol(argv[3]), std::atol(argv[4]), std::string(argv[6]) == "logistic");
  const Eigen::MatrixXd labels = read(folder + "/y.f64", n, n_labellings);
  Eigen::MatrixXd predicted(n, n_labellings);
  const double before_s = dmn::bench::cpu_s();
  double prepared_s = 0;
  for (const auto& fold : validation.folds) {
    const double start_s = dmn::bench::cpu_s();
    const FoldRun run(validation, fold);
    prepared_s += dmn::bench::cpu_s() - start_s;
    for (Eigen::Index first = 0; first < n_labellings; first += block_width) {
      const Eigen::Index width = std::min(block_width, n_labellings - first);
      const auto found = run.predict(labels.middleCols(first, width));
      for (Eigen::Index j = 0; j < width; ++j) predicted.col(first + j)(fold.test) = found.predicted.col(j);
    }
  }
  const double used_s = dmn::bench::cpu_s() - before_s;
  std::ofstream(folder + "/predicted.f64", std::ios::binary)
      .write(reinterpret_cast<const char*>(predicted.data()),
             predicted.size() * static_cast<Eigen::Index>(sizeof(double)));
  std::printf("%.4f\t%.4f\n", used_s, prepared_s);
}
