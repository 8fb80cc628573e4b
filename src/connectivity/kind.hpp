#pragma once

#include <string>
#include <string_view>

namespace dmn::connectivity {

enum class Kind { correlation, covariance, partial, precision, tangent, xdf, dynamic, dynamic_p };
enum class Estimator { empirical, ledoit_wolf };

/// `correlation`, `covariance`, ... @throws UsageError naming the nearest kind
Kind parse_kind(std::string_view name);
std::string name_of(Kind kind);
/// `empirical`, `ledoit-wolf`. @throws UsageError
Estimator parse_estimator(std::string_view name);
std::string name_of(Estimator estimator);
/// `fisher_z` for correlation and partial, else `none`: the attribute `transform` of the stored matrix.
std::string transform_of(Kind kind);
/// covariance, precision and tangent keep their diagonal.
bool has_diagonal(Kind kind);
/// Of Pearson's correlation whatever the estimator: correlation, xdf, dynamic, dynamic_p.
bool is_pearson(Kind kind);
/// Evidence within one run, not to be compared between people: xdf, dynamic_p.
bool is_within_run(Kind kind);
/// The kind whose markers M1 ... M8 were fixed in advance: `correlation` (Fisher z; METHODS.md section 3). Those of any
/// other are exploratory.
bool is_confirmatory_kind(std::string_view name);

}  // namespace dmn::connectivity
