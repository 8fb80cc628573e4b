#pragma once

#include <string>

#include "sites/pooling_plan.hpp"
#include "sites/site_sums.hpp"

namespace dmn::sites {

constexpr int smallest_cell = 5;  ///< METHODS.md section 8

/// Refuses what would tell of single persons: every combination of labels whose number of participants can be worked
/// out from X'X must hold nobody or at least 5 of them; and at least 10 rows must be left when the columns are counted,
/// so that no row can be solved for; and no participant may make up more than 80 % of what varies in a column, nor have
/// a leverage above 0.8: sums over such a column would be that person's edges. A number with at most 5 values (a
/// medication as 0 and 1) counts as labels do.
/// @throws DesignError naming the site and the cell: `4 participants have group "patient" and sex "M"`
void require_large_cells(const std::string& site, const PlannedRows& planned);

/// The same for sums of others than one site: `whose` begins the sentence, as in `the norm has 4 participants with
/// ...`.
void require_large_cells_of(const std::string& whose, const PlannedRows& planned);

/// What a site's file tells and what it does not, in plain words; lines end with a line break.
std::string disclosure_statement(const PoolingPlan& plan, const SiteSums& sums);

}  // namespace dmn::sites
