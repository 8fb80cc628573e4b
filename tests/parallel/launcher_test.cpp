#include "parallel/launcher.hpp"

#include <gmock/gmock.h>

#include <map>

#include "base/error.hpp"

namespace dmn::parallel {
namespace {

Variables variables(std::map<std::string, std::string> values)
{
  return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    return found->second;
  };
}

TEST(Launcher, KnowsMpirunAndSrunByTheirVariables)
{
  EXPECT_TRUE(is_mpi_process(variables({{"OMPI_COMM_WORLD_SIZE", "4"}})));
  EXPECT_TRUE(is_mpi_process(variables({{"PMIX_RANK", "0"}})));
  EXPECT_TRUE(is_mpi_process(variables({{"PMI_RANK", "3"}})));
}

TEST(Launcher, ABatchScriptOrAShellIsNoMpiJob)
{
  EXPECT_FALSE(is_mpi_process(variables({})));
  EXPECT_FALSE(is_mpi_process(variables({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "33"}})));
  EXPECT_FALSE(is_mpi_process(variables({{"SLURM_PROCID", "0"}, {"SLURM_STEP_NUM_TASKS", "1"}})));
}

TEST(Launcher, RefusesSeveralSlurmTasksThatCannotFindEachOther)
{
  try {
    is_mpi_process(variables({{"SLURM_PROCID", "1"}, {"SLURM_STEP_NUM_TASKS", "8"}}));
    ADD_FAILURE() << "nothing was thrown";
  } catch (const base::UsageError& error) {
    EXPECT_STREQ(error.what(),
                 "Slurm started several tasks without MPI: field \"srun --mpi\" is \"8 tasks\"; expected pmix (srun "
                 "--mpi=pmix)");
  }
}

}  // namespace
}  // namespace dmn::parallel
