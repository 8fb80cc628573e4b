#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "given_values.hpp"
#include "prediction/cross_validation.hpp"

namespace dmn::jobs {

enum class FeatureKind { edges, networks, tangent };

/// `edges`, `networks`, `tangent`.
std::string words(FeatureKind kind);

struct PredictOptions {
  std::optional<prediction::Method> method;  ///< nothing: logistic for two levels, ridge for numbers
  FeatureKind features = FeatureKind::edges;
  std::string outcome = "group";                       ///< column
  std::optional<std::vector<std::string>> covariates;  ///< columns; nothing: age, sex, mean_fd as far as they exist
  std::optional<int> folds;                            ///< K; nothing: leave one site out
  int permutations = 1000;                             ///< the identity counted; 1: none
  bool combat = false;
  std::string name;                              ///< folder below predict/; empty: the outcome
  std::optional<std::filesystem::path> model;    ///< a saved model to score participants with
  std::optional<std::filesystem::path> weights;  ///< a published table of weights to score them with
  double memory_gib = 0;                         ///< 0: three quarters of the machine's
};

/// @throws UsageError naming the option, what was expected and what was found
PredictOptions resolve_predict_options(const GivenValues& given);

}  // namespace dmn::jobs
