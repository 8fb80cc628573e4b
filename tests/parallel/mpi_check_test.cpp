#include "parallel/mpi_check.hpp"

#include <gmock/gmock.h>
#include <mpi.h>

#include "base/error.hpp"
#include "parallel/mpi_group.hpp"
#include "parallel/packing.hpp"
#include "test_world.hpp"

namespace dmn::parallel {
namespace {

TEST(MpiCheck, ThrowsWithTheNameOfTheCallAndMpisText)
{
  if (test::world().size() == 1) GTEST_SKIP() << "one rank needs no MPI";
  const auto& group = *test::world().impl();

  try {
    group.send(group.size() + 5, Tag::bulk, "to nobody");
    ADD_FAILURE() << "nothing was thrown";
  } catch (const base::IoError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("MPI_Isend failed: MPI_ERR_RANK"));
  }
}

TEST(MpiCheck, LetsSuccessPass)
{
  EXPECT_NO_THROW(check_mpi(MPI_SUCCESS, "MPI_Test"));
}

TEST(Packing, TakesOutWhatWasPutIn)
{
  const std::string bytes = Packer().put(7).put(2.5).put(std::string_view("a\0b", 3)).put("").take();

  Unpacker unpacker(bytes);

  EXPECT_EQ(unpacker.value<int>(), 7);
  EXPECT_EQ(unpacker.value<double>(), 2.5);
  EXPECT_EQ(unpacker.text(), std::string("a\0b", 3));
  EXPECT_EQ(unpacker.text(), "");
  EXPECT_TRUE(unpacker.rest().empty());
}

TEST(Packing, RefusesAMessageThatEndsTooEarly)
{
  const std::string bytes = Packer().put("abcdef").take();

  Unpacker unpacker(std::string_view(bytes).substr(0, bytes.size() - 1));

  try {
    unpacker.text();
    ADD_FAILURE() << "nothing was thrown";
  } catch (const base::IoError& error) {
    EXPECT_STREQ(error.what(), "a message between ranks is shorter than its content");
  }
}

}  // namespace
}  // namespace dmn::parallel
