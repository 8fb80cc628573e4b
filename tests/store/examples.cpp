#include "examples.hpp"

#include <fstream>
#include <limits>
#include <sstream>

namespace dmn::test {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

}  // namespace

stats::Cohort example_cohort()
{
  stats::Cohort cohort;
  cohort.runs = {{"sub-01", "", "rest", ""},
                 {"sub-02", "1", "rest", "01"},
                 {"sub-02", "1", "rest", "02"},
                 {"sub-Żółć", "2", "rest", ""},
                 {"x", "", "", ""}};
  cohort.site = {"A", "B", "B", "Bochum", ""};
  cohort.group = {"control", "patient", "patient", "control", ""};
  cohort.participants.columns = {
      {.name = "participant_id", .numeric = false, .words = {"sub-01", "sub-02", "sub-02", "sub-Żółć", "x"}},
      {.name = "zeta / age [%]", .numeric = true, .numbers = {61.5, 20, 20, missing, -1e300}},
      {.name = "handed%2Fness", .numeric = false, .words = {"", "left", "left", "", ""}},
      {.name = "a", .numeric = true, .numbers = {missing, missing, 0.1, 0.2, 0.3}}};
  cohort.qc.columns = {{.name = "mean_fd", .numeric = true, .numbers = {0.1, 0.2, 0.3, 0.4, 0.5}},
                       {.name = "dof", .numeric = true, .numbers = {101, 102, missing, 104, 105}}};
  cohort.rois = {{.label = "left angular gyrus",
                  .network = "DMN",
                  .subsystem = "core",
                  .hemisphere = "L",
                  .xyz_mm = {-45, -68.5, 30},
                  .radius_mm = 5},
                 {.label = "PCC", .network = "DMN"},
                 {.label = "aIns", .network = "Salience", .hemisphere = "R", .xyz_mm = {36, 22, 1}, .radius_mm = 4},
                 {.label = "PAG", .network = "Brainstem", .xyz_mm = {1, -30, -10}, .radius_mm = 3}};
  cohort.roi_set = "dmn-pain";
  cohort.roi_hash = std::string(64, 'a');
  cohort.edges = connectivity::EdgeList::full(4);
  cohort.excluded = {{{"sub-03", "", "rest", ""}, "only 12 volumes; ROI 3 outside the field of view"},
                     {{"sub-04", "2", "rest", "01"}, "truncated gzip"}};
  return cohort;
}

Eigen::MatrixXd example_edges()
{
  Eigen::MatrixXd edges = Eigen::MatrixXd::NullaryExpr(5, 6, [](Eigen::Index row, Eigen::Index column) {
    return static_cast<double>(row) + static_cast<double>(column) / 100;
  });
  edges(1, 4) = missing;
  return edges;
}

Eigen::MatrixXd example_diagonals()
{
  return Eigen::MatrixXd::NullaryExpr(5, 4, [](Eigen::Index row, Eigen::Index column) {
    return 100 * static_cast<double>(row) + static_cast<double>(column);
  });
}

void write_example(const std::filesystem::path& path)
{
  store::CohortWriter writer(
      path, example_cohort(),
      {{"correlation", "fisher_z", "pearson", false}, {"covariance", "none", "ledoit-wolf", true}},
      {{"version", "0.1.0"}, {"config", "[denoise]\nstrategy = 36p\n"}, {"empty", ""}});
  writer.append("covariance", -example_edges().topRows(2), example_diagonals().topRows(2));
  writer.append("correlation", example_edges(), {});
  writer.append("covariance", -example_edges().bottomRows(3), example_diagonals().bottomRows(3));
  writer.finish();
}

store::Shard example_shard()
{
  using connectivity::Estimator;
  using connectivity::Kind;
  store::Shard shard;
  shard.id = {"sub-01", "2", "rest", "01"};
  shard.input_fingerprint = "input";
  shard.config_fingerprint = "config";
  shard.options_text = "denoise.strategy = 36p\n";
  shard.inputs_text = "image: bold.nii.gz, 12 bytes\n";
  shard.tr_s = 0.8;
  Eigen::MatrixXd raw = Eigen::MatrixXd::NullaryExpr(7, 3, [](Eigen::Index t, Eigen::Index r) {
    return 1000.0 + 10.0 * static_cast<double>(t) + static_cast<double>(r);
  });
  raw.col(1).setConstant(missing);
  shard.sets = {{"z/set", {"A", "B", "C"}, raw, {1, 0.25, 0.75}, {"", "covers 25 %", ""}, true},
                {"a", {"D", "E"}, raw.leftCols(2), {missing, missing}, {"", ""}, false}};
  signal::Denoised denoised;
  denoised.series = raw.topRows(5);
  denoised.kept = {0, 1, 2, 5, 6};
  denoised.confounds = {"trans_x", "trans_y"};
  denoised.qc.mean_fd = 0.125;
  denoised.qc.dof = 3;
  denoised.warnings = {"confound \"csf\" is constant"};
  signal::Denoised excluded;
  excluded.exclusions = {"48 s kept, at least 240 needed", "mean FD 0.7 mm"};
  const connectivity::KindEstimate correlation{
      .edges = Eigen::Vector3d(0.5, missing, -0.25), .diagonal = {}, .shrinkage = 0, .warnings = {}};
  const connectivity::KindEstimate tangent{.edges = Eigen::Vector3d(1, 2, 3),
                                           .diagonal = Eigen::Vector3d(4, 5, 6),
                                           .shrinkage = 0.125,
                                           .warnings = {"duplicate_roi: A and B have the same series"}};
  shard.combinations = {
      {"z/set",
       "36p",
       denoised,
       {{Kind::correlation, Estimator::empirical, correlation}, {Kind::tangent, Estimator::ledoit_wolf, tangent}}},
      {"a", "trans_*,rot_*", excluded, {}},
      {"z/set", "24p", denoised, {{Kind::correlation, Estimator::empirical, correlation}}}};
  return shard;
}

std::string bytes_of(const std::filesystem::path& path)
{
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

void write_bytes(const std::filesystem::path& path, const std::string& bytes)
{
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace dmn::test
