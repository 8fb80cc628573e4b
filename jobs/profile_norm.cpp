#include "profile_norm.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "store/norm_file.hpp"

namespace dmn::jobs {

std::string write_norm_file(const std::filesystem::path& path, const ProfilePlan& plan, const ProfileValues& values,
                            const ProfileScores& scores)
{
  try {
    const auto shareable =
        markers::shareable_controls(plan.covariates, plan.rows.people, plan.controls, values.values, values.measures);
    const Eigen::MatrixXd chosen = values.values(Eigen::all, shareable.columns);
    auto norm =
        markers::fit_norm(plan.covariates, plan.rows.people, shareable.controls, chosen, shareable.measures).norm;
    norm.program_version = scores.norm().program_version;
    norm.controls = scores.norm().controls;
    norm.group_column = scores.norm().group_column;
    norm.source = plan.source;
    norm.reliability_of = scores.reliability_of();
    for (std::size_t m = 0; m < norm.measures.size(); ++m)
      norm.measures[m].reliability = scores.reliability()[static_cast<std::size_t>(shareable.columns[m])];
    if (!shareable.left_out.empty())
      base::warn("not in the norm file, since a control lacks them: {}", base::join(shareable.left_out, ", "));
    store::write_norm(path, norm);
    return {};
  } catch (const base::DesignError& problem) {
    std::filesystem::remove(path);
    return problem.problem();
  }
}

}  // namespace dmn::jobs
