#include "parallel/launcher.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::parallel {

bool is_mpi_process(const Variables& variables)
{
  constexpr std::array marks = {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"};
  if (std::ranges::any_of(marks, [&](const char* mark) { return variables(mark).has_value(); })) return true;

  const std::string tasks = variables("SLURM_STEP_NUM_TASKS").value_or("1");
  if (base::parse_integer(tasks).value_or(1) > 1) {
    throw base::UsageError("Slurm started several tasks without MPI",
                           {.field = "srun --mpi", .expected = "pmix (srun --mpi=pmix)", .found = tasks + " tasks"});
  }
  return false;
}

Variables process_variables()
{
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

}  // namespace dmn::parallel
