#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

namespace dmn::prediction {

/// Rows that a model learns from and rows that it is then tried on.
struct Fold {
  std::string name = {};                    ///< the site that is held out, or `fold 3`
  std::vector<Eigen::Index> training = {};  ///< ascending
  std::vector<Eigen::Index> test = {};      ///< ascending, none of them in `training`
};

/// Each group of rows (a site) is held out once, groups in bytewise order.
/// @param group_of_row  N labels
/// @throws DesignError under two groups
std::vector<Fold> leave_one_group_out(const std::vector<std::string>& group_of_row);

/// K folds of whole persons: all rows of a person are in one fold, and each site is dealt out evenly. A pure function
/// of the arguments: persons are shuffled within their site by Philox (counter: person, 0, 0, 96 << 24).
/// @param person_of_row  N labels; equal ones are rows (sessions) of one person
/// @param site_of_row    N labels, or none; a person's first row counts
/// @throws DesignError for fewer persons than folds; UsageError under two folds; ShapeError for labels of other lengths
std::vector<Fold> k_folds(const std::vector<std::string>& person_of_row, const std::vector<std::string>& site_of_row,
                          int k, std::uint64_t seed);

/// Positions of the rows of each group, groups in bytewise order.
std::vector<std::vector<Eigen::Index>> rows_of_groups(const std::vector<std::string>& group_of_row);

/// The inner folds of one outer fold, as positions within its training rows that are held out together: the sites
/// there, or, where the training rows are of one site, five folds of persons.
/// @param person_of_row, site_of_row  N labels of all rows; sites may be empty
std::vector<std::vector<Eigen::Index>> inner_groups(const Fold& fold, const std::vector<std::string>& person_of_row,
                                                    const std::vector<std::string>& site_of_row, std::uint64_t seed);

}  // namespace dmn::prediction
