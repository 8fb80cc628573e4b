#pragma once

#include <string>

namespace dmn::report {

/// Decimal places fixed, a true minus sign (U+2212), never minus zero; `n/a` for NaN, `∞` for infinities.
std::string fixed(double value, int places);
/// The same with a plus sign before what is above zero.
std::string signed_fixed(double value, int places);
/// `.004`, `< .001`, `> .999`: a probability without the zero that says nothing; `n/a` for NaN.
std::string probability(double p);
/// `p = .004`, `p < .001`.
std::string p_text(const std::string& name, double p);
/// `12,345`
std::string count_text(long long count);

/// A coordinate of a drawing: one hundredth of a unit at most, no trailing zeros; the same text on every machine.
std::string coordinate(double value);

}  // namespace dmn::report
