#pragma once

#include <functional>
#include <string>
#include <vector>

#include "report/page_parts.hpp"
#include "report/result_values.hpp"

namespace dmn::report {

/// A standardised effect with its interval: `+0.42 [+0.11, +0.73]`, or `not tested`. Columns `<prefix>g`,
/// `<prefix>g_low`, `<prefix>g_high`.
std::string effect_cell(const ResultTable& table, std::size_t row, const std::string& prefix, int places = 2);

/// The same, and the family-wise p below it.
std::string effect_and_p_cell(const ResultTable& table, std::size_t row, const std::string& prefix, int places = 2);

/// A number, signed or not, with the interval of its columns `<name>_low`, `<name>_high`.
std::string interval_cell(const ResultTable& table, std::size_t row, const std::string& name, int places);
std::string signed_interval_cell(const ResultTable& table, std::size_t row, const std::string& name, int places);

/// HTML cells of a row that follow marker and description.
using RowCells = std::function<std::vector<std::string>(std::size_t row)>;

/// A table with columns `marker`, `family`, `description` and `status`: tested confirmatory markers, and the other ones
/// to fold out. Nothing for a table without rows.
/// @param header  of what `cells` gives
std::string tables_by_family(const ResultTable& markers, const std::string& label,
                             const std::vector<std::string>& header, const RowCells& cells);

/// Of how many participants, and how many were left out: `/participants` and `/left_out` of a summary.
std::string people_words(const ResultRecord& summary);

}  // namespace dmn::report
