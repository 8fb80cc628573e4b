#include "prediction/cross_validation.hpp"

#include "prediction/cpm.hpp"
#include "prediction/logistic.hpp"
#include "prediction/ridge.hpp"

namespace dmn::prediction {

std::string words(Method method)
{
  if (method == Method::logistic) return "logistic";
  return method == Method::ridge ? "ridge" : "cpm";
}

class FoldRun::Model {
 public:
  Model() = default;
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;
  virtual ~Model() = default;
  virtual FoldPredictions predict(const Eigen::MatrixXd& outcomes) const = 0;
  virtual Eigen::VectorXd weights(const Eigen::VectorXd& outcome) const = 0;
};

class FoldRun::Penalised : public FoldRun::Model {
 public:
  using Groups = std::vector<std::vector<Eigen::Index>>;

  Penalised(const FoldRows& rows, const Groups& inner, bool logistic) : space_(fold_space(rows.training, rows.test))
  {
    if (logistic)
      logistic_ = std::make_unique<LogisticFold>(space_, inner, penalty_grid());
    else
      ridge_ = std::make_unique<RidgeFold>(space_, inner, penalty_grid());
  }

  FoldPredictions predict(const Eigen::MatrixXd& outcomes) const override
  {
    return logistic_ ? logistic_->predict(outcomes) : ridge_->predict(outcomes);
  }

  Eigen::VectorXd weights(const Eigen::VectorXd& outcome) const override
  {
    return logistic_ ? logistic_->coefficients(outcome).features : ridge_->coefficients(outcome).features;
  }

 private:
  FoldSpace space_;
  std::unique_ptr<const LogisticFold> logistic_ = {};
  std::unique_ptr<const RidgeFold> ridge_ = {};
};

class FoldRun::Connectome : public FoldRun::Model {
 public:
  explicit Connectome(FoldRows rows) : cpm_(std::move(rows.training), std::move(rows.test)) {}

  FoldPredictions predict(const Eigen::MatrixXd& outcomes) const override { return cpm_.predict(outcomes); }
  Eigen::VectorXd weights(const Eigen::VectorXd& outcome) const override { return cpm_.selected(outcome).col(0); }

 private:
  CpmFold cpm_;
};

FoldRun::FoldRun(const CrossValidation& validation, const Fold& fold) : training_(fold.training)
{
  FoldRows rows = rows_of_fold(validation.source, fold);
  if (validation.method == Method::cpm)
    model_ = std::make_unique<Connectome>(std::move(rows));
  else
    model_ = std::make_unique<Penalised>(rows,
                                         inner_groups(fold, validation.person, validation.source.site, validation.seed),
                                         validation.method == Method::logistic);
}

FoldRun::~FoldRun() = default;

FoldPredictions FoldRun::predict(const Eigen::MatrixXd& outcomes) const
{
  return model_->predict(outcomes(training_, Eigen::all));
}

Eigen::VectorXd FoldRun::weights(const Eigen::VectorXd& outcome) const
{
  return model_->weights(outcome(training_));
}

OutOfSample empty_out_of_sample(const CrossValidation& validation, const Eigen::VectorXd& outcome)
{
  OutOfSample rows{.two_classes = validation.method == Method::logistic, .outcome = outcome};
  rows.predicted = rows.covariates_only = rows.with_covariates = rows.training_mean =
      Eigen::VectorXd::Zero(outcome.size());
  rows.site = validation.source.site.empty() ? std::vector<std::string>(static_cast<std::size_t>(outcome.size()))
                                             : validation.source.site;
  rows.stratum = rows.site;
  for (const auto& fold : validation.folds) {
    rows.training_mean(fold.test).setConstant(Eigen::VectorXd(outcome(fold.training)).mean());
    for (const auto row : fold.test) rows.stratum[static_cast<std::size_t>(row)] += "\n" + fold.name;
  }
  return rows;
}

void place(const FoldPredictions& predictions, Eigen::Index column, const Fold& fold, OutOfSample& rows)
{
  rows.predicted(fold.test) = predictions.predicted.col(column);
  rows.covariates_only(fold.test) = predictions.covariates_only.col(column);
  rows.with_covariates(fold.test) = predictions.with_covariates.col(column);
}

OutOfSample cross_validate(const CrossValidation& validation, const Eigen::VectorXd& outcome)
{
  OutOfSample rows = empty_out_of_sample(validation, outcome);
  for (const auto& fold : validation.folds) place(FoldRun(validation, fold).predict(outcome), 0, fold, rows);
  return rows;
}

}  // namespace dmn::prediction
