#include "profile_files.hpp"

#include <cmath>
#include <fstream>
#include <map>

#include "base/error.hpp"
#include "gather.hpp"
#include "profile_cards.hpp"
#include "profile_groups.hpp"
#include "profile_norm.hpp"
#include "profile_tables.hpp"
#include "report/tsv_writer.hpp"
#include "store/atomic_file.hpp"
#include "store/result_file.hpp"

namespace dmn::jobs {
namespace {

/// A long table that is written as it grows.
class GrowingTable {
 public:
  explicit GrowingTable(const std::filesystem::path& path) : file_(path), stream_(file_.temporary_path()) {}

  /// @param table  with its header line
  void append(const std::string& table)
  {
    stream_ << (is_new_ ? table : table.substr(table.find('\n') + 1));
    is_new_ = false;
  }

  void finish()
  {
    stream_.close();
    if (!stream_) throw base::IoError("the table could not be written", {.file = file_.temporary_path().string()});
    file_.commit();
  }

 private:
  store::AtomicFile file_;
  std::ofstream stream_;
  bool is_new_ = true;
};

/// The numbers of everyone, N x S each.
struct ScoreMatrices {
  ScoreMatrices(Eigen::Index n, Eigen::Index s)
      : expected(n, s), t(n, s), df(n, s), z(n, s), standing(n, s), n_controls(n, s)
  {
  }

  void fill(Eigen::Index row, const std::vector<ProfileScore>& scores)
  {
    for (std::size_t m = 0; m < scores.size(); ++m) {
      const auto column = static_cast<Eigen::Index>(m);
      const auto& score = scores[m].score;
      expected(row, column) = score.deviation.expected;
      t(row, column) = score.deviation.t;
      df(row, column) = score.deviation.df;
      z(row, column) = score.deviation.z;
      standing(row, column) = static_cast<double>(score.standing);
      n_controls(row, column) = score.standing == markers::Standing::withheld ? std::nan("") : score.n_controls;
    }
  }

  Eigen::MatrixXd expected, t, df, z, standing, n_controls;
};

void count(const ProfilePlan& plan, const ScoreMatrices& matrices, ProfileFound& found)
{
  std::map<std::string, GroupBeyond> groups;
  for (Eigen::Index row = 0; row < matrices.z.rows(); ++row) {
    const auto& label = plan.rows.people.group[static_cast<std::size_t>(row)];
    auto& group = groups[label];
    group.group = label;
    const auto z = matrices.z.row(row).array();
    group.n_scored += (z == z).count();
    group.n_beyond += (z.abs() > z_95).count();
    const auto standing = matrices.standing.row(row).array();
    found.n_site_unadjusted += (standing == static_cast<double>(markers::Standing::site_unadjusted)).count();
    found.n_withheld += (standing == static_cast<double>(markers::Standing::withheld)).count();
  }
  for (auto& [label, group] : groups) found.groups.push_back(group);
}

/// One row a person: who, how much could be compared, and every z beside each other.
std::string cohort_tsv(const ProfilePlan& plan, const ProfileValues& values, const ScoreMatrices& matrices)
{
  const auto& people = plan.rows.people;
  const Eigen::Index n = matrices.z.rows();
  std::vector<std::string> participant;
  std::vector<std::string> session;
  Eigen::VectorXi compared(n);
  Eigen::VectorXi beyond(n);
  for (Eigen::Index row = 0; row < n; ++row) {
    participant.push_back(people.runs[static_cast<std::size_t>(row)].participant);
    session.push_back(people.runs[static_cast<std::size_t>(row)].session);
    compared[row] = static_cast<int>((matrices.z.row(row).array() == matrices.z.row(row).array()).count());
    beyond[row] = static_cast<int>((matrices.z.row(row).array().abs() > z_95).count());
  }
  report::TsvWriter table;
  table.strings("participant_id", participant).strings("session", session);
  table.strings("group", people.group).strings("site", people.site);
  table.integers("n_compared", compared).integers("n_beyond_95", beyond);
  for (std::size_t m = 0; m < values.measures.size(); ++m)
    table.numbers("z_" + values.measures[m].summary.name, matrices.z.col(static_cast<Eigen::Index>(m)));
  return table.text();
}

void write_fingerprint(const std::filesystem::path& folder, const ProfilePlan& plan, const ProfileValues& values,
                       const ProfileScores& scores, const Fingerprint& fingerprint)
{
  store::write_text_atomically(folder / "fingerprint.json", fingerprint_json(plan, fingerprint));
  if (fingerprint.identification) {
    store::write_text_atomically(folder / "fingerprint.tsv", fingerprint_tsv(plan, fingerprint));
  } else {
    std::filesystem::remove(folder / "fingerprint.tsv");
  }
  if (fingerprint.icc.rows() > 0) {
    store::write_text_atomically(folder / "reliability.tsv", reliability_tsv(plan, fingerprint));
    store::write_text_atomically(folder / "reliability_measures.tsv", reliability_of_measures_tsv(values, scores));
  } else {
    std::filesystem::remove(folder / "reliability.tsv");
    std::filesystem::remove(folder / "reliability_measures.tsv");
  }
}

void write_people(store::ResultWriter& file, const ProfilePlan& plan, const ProfileValues& values)
{
  std::vector<std::string> participant;
  std::vector<std::string> session;
  for (const auto& run : plan.rows.people.runs) {
    participant.push_back(run.participant);
    session.push_back(run.session);
  }
  file.strings("/rows/participant_id", participant, "participants");
  file.strings("/rows/session", session, "session; empty where the data name none");
  file.strings("/rows/group", plan.rows.people.group, "label of the group column");
  file.strings("/rows/site", plan.rows.people.site, "site");
  std::vector<std::string> names;
  std::vector<std::string> descriptions;
  std::vector<std::string> kinds;
  for (const auto& measure : values.measures) {
    names.push_back(measure.summary.name);
    descriptions.push_back(measure.summary.description);
    kinds.push_back(markers::words(measure.kind));
  }
  file.strings("/measures/name", names, "measures of the profile");
  file.strings("/measures/description", descriptions, "what each is the mean of");
  file.strings("/measures/kind", kinds, "how much was fixed in advance");
}

void write_scores(store::ResultWriter& file, const ProfileValues& values, const ScoreMatrices& matrices)
{
  file.matrix("/profiles/observed", values.values, "unit of the edges", "mean over the edges; a row a person");
  file.matrix("/profiles/expected", matrices.expected, "unit of the edges", "of controls with the same covariates");
  file.matrix("/profiles/t", matrices.t, "1", "deviation from the controls");
  file.matrix("/profiles/df", matrices.df, "1", "degrees of freedom of t");
  file.matrix("/profiles/z", matrices.z, "standard deviations", "standard normal value with the tail of t");
  file.matrix("/profiles/standing", matrices.standing, "1", "0 scored, 1 site-unadjusted, 2 withheld");
  file.matrix("/profiles/n_controls", matrices.n_controls, "participants", "controls behind the expectation");
}

void write_repeats(store::ResultWriter& file, const ProfilePlan& plan, const ProfileScores& scores,
                   const Fingerprint& fingerprint)
{
  const auto& reliability = scores.reliability();
  Eigen::VectorXd icc(static_cast<Eigen::Index>(reliability.size()));
  for (Eigen::Index m = 0; m < icc.size(); ++m) icc[m] = reliability[static_cast<std::size_t>(m)].agreement;
  file.numbers("/measures/icc_2_1", icc, "1", "ICC(2,1) of the measure; NaN: unknown");
  if (fingerprint.icc.rows() > 0) {
    file.numbers("/reliability/icc_2_1", fingerprint.icc.col(0), "1", "ICC(2,1) of each edge");
    file.numbers("/reliability/icc_3_1", fingerprint.icc.col(1), "1", "ICC(3,1) of each edge");
  }
  if (!fingerprint.identification) return;
  file.strings("/fingerprint/participant_id", plan.repeats.participants, "participants with both measurements");
  file.matrix("/fingerprint/similarity", fingerprint.similarity, "correlation", "a row a person in the first one");
  file.numbers("/null/i_diff", fingerprint.null, "percent", "Idiff under relabelled identities, the identity first");
}

void write_result(const std::filesystem::path& path, const Options& options, const ProfilePlan& plan,
                  const ProfileValues& values, const ProfileScores& scores, const ScoreMatrices& matrices,
                  const Fingerprint& fingerprint)
{
  store::ResultWriter file(path, "dmn-cohort-profile/1", provenance_of(options));
  file.attribute("controls", scores.norm().controls);
  file.attribute("covariates", scores.norm().with_site.formula.text);
  file.attribute("covariates_without_site", scores.norm().without_site.formula.text);
  file.attribute("norm", plan.given_norm ? "norm file" : "controls of these data");
  file.attribute("reliability_of", scores.reliability_of());
  file.attribute("repeats", plan.repeats.words);
  file.attribute("roi_set", plan.source.roi_set);
  file.attribute("roi_hash", plan.source.roi_hash);
  file.attribute("kind", plan.source.kind);
  write_people(file, plan, values);
  write_scores(file, values, matrices);
  write_repeats(file, plan, scores, fingerprint);
  file.finish();
}

}  // namespace

ProfileFound write_profile_files(const Options& options, const ProfilePlan& plan, const ProfileValues& values,
                                 const ProfileScores& scores, const Fingerprint& fingerprint)
{
  const auto folder = options.out / "profile";
  const Eigen::Index n = values.values.rows();
  ProfileFound found;
  GrowingTable table(folder / "profiles.tsv");
  CardWriter cards(options, plan, values, scores);
  ScoreMatrices matrices(n, values.values.cols());
  table.append(profile_rows_tsv(plan, values, {}, {}));
  for (Eigen::Index row = 0; row < n; ++row) {
    const auto of_row = scores.of_row(row);
    table.append(profile_rows_tsv(plan, values, {row}, {of_row}));
    cards.write(row, of_row);
    matrices.fill(row, of_row);
  }
  table.finish();
  store::write_text_atomically(folder / "profiles.json", dictionary_json(options, plan, values, scores));
  store::write_text_atomically(folder / "cohort.tsv", cohort_tsv(plan, values, matrices));
  store::write_text_atomically(folder / "groups.tsv", groups_tsv(plan.rows.people, values.measures, matrices.z));
  write_fingerprint(folder, plan, values, scores, fingerprint);
  if (!plan.given_norm) found.norm_left_out = write_norm_file(folder / "norm.h5", plan, values, scores);
  write_result(folder / "result.h5", options, plan, values, scores, matrices, fingerprint);
  count(plan, matrices, found);
  found.n_cards = cards.n_written();
  found.cards_left_out = cards.left_out();
  return found;
}

}  // namespace dmn::jobs
