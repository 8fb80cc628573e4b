#include "predict_run.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "base/log.hpp"
#include "edge_tiles.hpp"
#include "stop_request.hpp"

namespace dmn::jobs {
namespace {

using prediction::CrossValidation;
using prediction::OutOfSample;

constexpr int block_width = 64;  ///< relabellings at a time, whoever works on them

/// An outer fold and a block of relabellings; block 0 is the identity by itself, so that predictions do not depend on
/// how many relabellings there are.
struct Work {
  std::size_t fold = 0;
  int first = 0;
  int n = 1;
};

std::vector<Work> all_work(std::size_t n_folds, int n_relabellings)
{
  std::vector<Work> work;
  for (std::size_t fold = 0; fold < n_folds; ++fold) {
    work.push_back({.fold = fold});
    for (int first = 1; first < n_relabellings; first += block_width)
      work.push_back({.fold = fold, .first = first, .n = std::min(block_width, n_relabellings - first)});
  }
  return work;
}

Eigen::MatrixXd labels_of(const Work& work, const Eigen::VectorXd& outcome, const inference::Relabellings* relabellings)
{
  Eigen::MatrixXd labels(outcome.size(), work.n);
  for (int j = 0; j < work.n; ++j) {
    if (work.first + j == 0) {
      labels.col(j) = outcome;
      continue;
    }
    const auto relabelling = relabellings->at(work.first + j);
    for (Eigen::Index row = 0; row < outcome.size(); ++row)
      labels(row, j) = outcome[relabelling.source[static_cast<std::size_t>(row)]];
  }
  return labels;
}

/// A line a relabelling: fold, number, penalty, then the three predictions of the test rows, padded.
class Lines {
 public:
  explicit Lines(const CrossValidation& validation)
  {
    for (const auto& fold : validation.folds)
      longest_ = std::max(longest_, static_cast<Eigen::Index>(fold.test.size()));
  }
  Eigen::Index width() const { return 3 + 3 * longest_; }

  Eigen::MatrixXd from(const Work& work, const prediction::FoldPredictions& found) const
  {
    Eigen::MatrixXd lines = Eigen::MatrixXd::Zero(work.n, width());
    const Eigen::Index t = found.predicted.rows();
    lines.col(0).setConstant(static_cast<double>(work.fold));
    for (int j = 0; j < work.n; ++j) lines(j, 1) = work.first + j;
    lines.col(2) = found.penalty;
    lines.middleCols(3, t) = found.predicted.transpose();
    lines.middleCols(3 + longest_, t) = found.covariates_only.transpose();
    lines.middleCols(3 + 2 * longest_, t) = found.with_covariates.transpose();
    return lines;
  }

  prediction::FoldPredictions to(const Eigen::MatrixXd& lines, Eigen::Index line, Eigen::Index t) const
  {
    return {.predicted = lines.row(line).segment(3, t).transpose(),
            .covariates_only = lines.row(line).segment(3 + longest_, t).transpose(),
            .with_covariates = lines.row(line).segment(3 + 2 * longest_, t).transpose(),
            .penalty = lines.row(line).segment(2, 1).transpose()};
  }

 private:
  Eigen::Index longest_ = 0;
};

/// What one rank found.
struct Part {
  ValidationState found = {};
  bool stopped = false;
};

void append(const Eigen::MatrixXd& rows, Eigen::MatrixXd& all)
{
  if (rows.rows() == 0) return;
  const Eigen::Index before = all.rows();
  all.conservativeResize(before + rows.rows(), rows.cols());
  all.bottomRows(rows.rows()) = rows;
}

Eigen::RowVectorXd numbered(std::size_t fold, const Eigen::VectorXd& weights)
{
  Eigen::RowVectorXd row(weights.size() + 1);
  row << static_cast<double>(fold), weights.transpose();
  return row;
}

Part work_on(const CrossValidation& validation, const Eigen::VectorXd& outcome,
             const inference::Relabellings* relabellings, const std::vector<Work>& work, TileRange mine)
{
  const Lines lines(validation);
  Part part;
  std::unique_ptr<const prediction::FoldRun> run;
  std::size_t prepared = 0;
  for (Eigen::Index item = mine.first; item < mine.first + mine.n; ++item) {
    const Work& now = work[static_cast<std::size_t>(item)];
    if (!run || prepared != now.fold) {
      run = std::make_unique<const prediction::FoldRun>(validation, validation.folds[now.fold]);
      prepared = now.fold;
    }
    append(lines.from(now, run->predict(labels_of(now, outcome, relabellings))), part.found.lines);
    if (now.first == 0) append(numbered(now.fold, run->weights(outcome)), part.found.weights);
    part.stopped = item + 1 < mine.first + mine.n && stop_requested();
    if (part.stopped) break;
  }
  return part;
}

bool anyone_stopped(bool mine, const parallel::Communicator& world)
{
  return world.maximum_together(Eigen::MatrixXd::Constant(1, 1, mine ? 1 : 0))(0, 0) > 0;
}

/// The measures of every relabelling from its lines.
void measure_all(const CrossValidation& validation, const Eigen::VectorXd& outcome,
                 const inference::Relabellings* relabellings, const Eigen::MatrixXd& lines, ValidatedPrediction& found)
{
  std::map<int, std::vector<Eigen::Index>> lines_of;
  for (Eigen::Index line = 0; line < lines.rows(); ++line) lines_of[static_cast<int>(lines(line, 1))].push_back(line);
  const Lines layout(validation);
  const auto n = static_cast<Eigen::Index>(lines_of.size());
  found.null_measure.resize(n);
  found.null_gain.resize(n);
  for (const auto& [number, positions] : lines_of) {
    const Eigen::VectorXd labels = labels_of({.first = number, .n = 1}, outcome, relabellings).col(0);
    OutOfSample rows = prediction::empty_out_of_sample(validation, labels);
    for (const auto line : positions) {
      const auto& fold = validation.folds[static_cast<std::size_t>(lines(line, 0))];
      const auto predictions = layout.to(lines, line, static_cast<Eigen::Index>(fold.test.size()));
      prediction::place(predictions, 0, fold, rows);
      if (number == 0) found.penalty[static_cast<Eigen::Index>(lines(line, 0))] = predictions.penalty[0];
    }
    found.null_measure[number] = prediction::primary_measure(rows, &OutOfSample::predicted);
    found.null_gain[number] = prediction::gain(rows);
    if (number == 0) found.rows = std::move(rows);
  }
}

/// The work that no line of `done` answers.
std::vector<Work> unfinished(std::vector<Work> work, const Eigen::MatrixXd& done)
{
  std::set<std::pair<std::size_t, int>> known;
  for (Eigen::Index line = 0; line < done.rows(); ++line)
    known.emplace(static_cast<std::size_t>(done(line, 0)), static_cast<int>(done(line, 1)));
  std::erase_if(work, [&](const Work& item) { return known.contains({item.fold, item.first}); });
  return work;
}

/// A row a fold, in the order of folds.
Eigen::MatrixXd weights_of_folds(const Eigen::MatrixXd& numbered)
{
  Eigen::MatrixXd weights(numbered.rows(), numbered.cols() - 1);
  for (Eigen::Index row = 0; row < numbered.rows(); ++row)
    weights.row(static_cast<Eigen::Index>(numbered(row, 0))) = numbered.row(row).tail(weights.cols());
  return weights;
}

/// **Collective.** Everybody's findings behind those of before, on the master.
ValidationState all_findings_together(const ValidationState& mine, const ValidationState& before,
                                      const parallel::Communicator& world)
{
  ValidationState all = before;
  append(world.gather_rows_together(mine.lines), all.lines);
  append(world.gather_rows_together(mine.weights), all.weights);
  return all;
}

/// **Collective.** What was saved, on the master; its fold and relabelling numbers on every rank.
ValidationState resume_together(const ValidationCheckpoint* checkpoint, const std::string& fingerprint,
                                const parallel::Communicator& world, Eigen::MatrixXd& numbers)
{
  ValidationState before;
  if (checkpoint == nullptr) return before;
  parallel::on_master(world, [&] {
    before = load_state(*checkpoint, fingerprint);
    numbers = before.lines.leftCols(std::min<Eigen::Index>(2, before.lines.cols()));
    if (numbers.rows() > 0)
      base::info("going on: {} predictions of folds and relabellings done before", numbers.rows());
  });
  numbers = world.broadcast_together(numbers);
  return before;
}

}  // namespace

inference::Exchangeability exchange_within_sites(const std::vector<std::string>& site, const Eigen::VectorXd& values)
{
  inference::Exchangeability exchangeability;
  std::set<std::string> names(site.begin(), site.end());
  if (names.empty()) names.insert("");
  exchangeability.block_names.assign(names.begin(), names.end());
  const std::set<double> kinds(values.begin(), values.end());
  for (Eigen::Index row = 0; row < values.size(); ++row) {
    const std::string name = site.empty() ? "" : site[static_cast<std::size_t>(row)];
    exchangeability.block.push_back(static_cast<int>(std::distance(names.begin(), names.find(name))));
    exchangeability.kind.push_back(static_cast<int>(std::distance(kinds.begin(), kinds.find(values[row]))));
  }
  return exchangeability;
}

ValidatedPrediction validate_together(const CrossValidation& validation, const Eigen::VectorXd& outcome,
                                      const inference::Relabellings* relabellings, const parallel::Communicator& world,
                                      const ValidationCheckpoint* checkpoint)
{
  const int n_relabellings = relabellings == nullptr ? 1 : relabellings->size();
  std::string fingerprint;
  parallel::on_master(world, [&] {
    if (checkpoint != nullptr) fingerprint = fingerprint_of(validation, outcome, relabellings);
  });
  Eigen::MatrixXd done;
  const ValidationState before = resume_together(checkpoint, fingerprint, world, done);
  const auto work = unfinished(all_work(validation.folds.size(), n_relabellings), done);
  Part part;
  parallel::agree(world, [&] {
    part = work_on(validation, outcome, relabellings, work, tiles_of(world, static_cast<Eigen::Index>(work.size())));
  });
  ValidatedPrediction found;
  found.stopped = anyone_stopped(part.stopped, world);
  if (found.stopped && checkpoint == nullptr) return found;
  const ValidationState all = all_findings_together(part.found, before, world);
  parallel::on_master(world, [&] {
    if (checkpoint != nullptr && (found.stopped || checkpoint->keep_finished))
      save_state(*checkpoint, fingerprint, all);
    if (found.stopped) return;
    found.penalty.resize(static_cast<Eigen::Index>(validation.folds.size()));
    measure_all(validation, outcome, relabellings, all.lines, found);
    found.weights = weights_of_folds(all.weights);
    found.fold_of_row.resize(outcome.size());
    for (std::size_t fold = 0; fold < validation.folds.size(); ++fold)
      found.fold_of_row(validation.folds[fold].test).setConstant(static_cast<double>(fold));
    if (relabellings == nullptr) {
      found.null_measure.resize(0);
      found.null_gain.resize(0);
    }
  });
  return found;
}

}  // namespace dmn::jobs
