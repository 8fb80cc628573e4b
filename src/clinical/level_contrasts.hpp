#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/contrast.hpp"
#include "stats/design.hpp"

namespace dmn::clinical {

/// A factor as it is written in a formula: between backquotes.
std::string quoted(const std::string& name);

/// Every two levels of a factor of the design, B - A for A before B in the order of its levels.
/// @throws DesignError as stats::resolve_contrast: fewer than two levels, not estimable
std::vector<stats::Contrast> pairwise_contrasts(const stats::Design& design, const std::string& factor);

/// The outcome that the model expects on average over its rows if everybody had this level of the factor: the mean of
/// the design's rows with the factor's columns set to the level (marginal mean with observed margins; Searle et al.
/// 1980, Am Stat 34:216).
/// @throws DesignError for an unknown level, or where it is not estimable
stats::Contrast mean_at_level(const stats::Design& design, const std::string& factor, const std::string& level);

/// The cohort with a column as labels, also where its labels are numbers.
stats::Cohort with_labels(stats::Cohort cohort, const std::string& column);

/// The model without the group, with the column: ``column` + age + site`.
/// @throws DesignError for an unknown name in the model
std::string model_of_levels(const stats::Cohort& cohort, const std::string& model, const std::string& column);

/// Holm's step-down p over m tests (Holm 1979, Scand J Stat 6:65). NaN stays NaN and does not count.
Eigen::VectorXd holm_p(const Eigen::VectorXd& p);

}  // namespace dmn::clinical
