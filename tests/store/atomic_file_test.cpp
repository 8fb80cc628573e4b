#include "store/atomic_file.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>

#include "base/error.hpp"
#include "examples.hpp"
#include "store/cohort_file.hpp"
#include "thrown_message.hpp"

namespace dmn::store {
namespace {

using test::bytes_of;
using test::test_folder;
using test::thrown_message;

std::size_t files_in(const std::filesystem::path& folder)
{
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

/// No file may grow beyond this many bytes while the object lives: a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes)
  {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

TEST(AtomicFile, AppearsWholeUnderItsFinalName)
{
  const auto path = test_folder() / "deep" / "er" / "text.tsv";

  write_text_atomically(path, "a\tb\n");

  EXPECT_EQ(bytes_of(path), "a\tb\n");
  EXPECT_EQ(files_in(path.parent_path()), 1U);
}

TEST(AtomicFile, ReplacesAnOlderFile)
{
  const auto path = test_folder() / "text.tsv";
  write_text_atomically(path, "long old content");

  write_text_atomically(path, "new");

  EXPECT_EQ(bytes_of(path), "new");
}

TEST(AtomicFile, WithoutCommitLeavesNothing)
{
  const auto folder = test_folder();
  {
    const AtomicFile file(folder / "a.h5");
    test::write_bytes(file.temporary_path(), "half");
    EXPECT_TRUE(file.temporary_path().filename().string().starts_with(".a.h5."));
    EXPECT_EQ(files_in(folder), 1U);
  }
  EXPECT_EQ(files_in(folder), 0U);
}

TEST(AtomicFile, TwoAtOnceDoNotShareATemporaryFile)
{
  const auto folder = test_folder();
  const AtomicFile one(folder / "a");
  const AtomicFile two(folder / "a");

  EXPECT_NE(one.temporary_path(), two.temporary_path());
}

TEST(AtomicFile, ReplacesASymlinkInsteadOfWritingThroughIt)
{
  const auto folder = test_folder();
  test::write_bytes(folder / "outside", "untouched");
  std::filesystem::create_symlink("outside", folder / "final");

  write_text_atomically(folder / "final", "inside");

  EXPECT_EQ(bytes_of(folder / "outside"), "untouched");
  EXPECT_FALSE(std::filesystem::is_symlink(folder / "final"));
  EXPECT_EQ(bytes_of(folder / "final"), "inside");
}

TEST(AtomicFile, DoesNotFollowASymlinkAtTheTemporaryName)
{
  const auto folder = test_folder();
  test::write_bytes(folder / "outside", "untouched");
  std::filesystem::path guessed;
  {
    const AtomicFile file(folder / "final");
    guessed = file.temporary_path();
  }
  std::filesystem::create_symlink("outside", guessed);

  write_text_atomically(folder / "final", "inside");

  EXPECT_EQ(bytes_of(folder / "outside"), "untouched");
}

TEST(AtomicFile, NamesTheFolderThatCannotBeMade)
{
  const auto folder = test_folder();
  test::write_bytes(folder / "file", "");

  EXPECT_THAT(thrown_message<base::IoError>([&] { write_text_atomically(folder / "file" / "below", ""); }),
              testing::HasSubstr("file: cannot create the folder: "));
}

TEST(AtomicFile, NamesTheFileThatCannotGetItsName)
{
  const auto folder = test_folder();
  std::filesystem::create_directories(folder / "name" / "occupied");

  EXPECT_THAT(thrown_message<base::IoError>([&] { write_text_atomically(folder / "name", "x"); }),
              testing::HasSubstr("name: cannot give the finished file its name: Is a directory"));
  EXPECT_EQ(files_in(folder), 1U);
}

TEST(AtomicFile, AnUnusableNameIsAnError)
{
  EXPECT_THAT(thrown_message<base::IoError>([&] { write_text_atomically(test_folder() / std::string(255, 'n'), "x"); }),
              testing::HasSubstr("cannot create a temporary file: File name too long"));
}

TEST(AtomicFile, AFullDiskLeavesNeitherFile)
{
  const auto folder = test_folder();
  const FullDisk disk(1000);

  EXPECT_THAT(thrown_message<base::IoError>([&] { write_text_atomically(folder / "a", std::string(5000, 'x')); }),
              testing::HasSubstr("a: cannot write: File too large"));
  EXPECT_EQ(files_in(folder), 0U);
}

TEST(AtomicFile, AFullDiskUnderHdf5LeavesNeitherFileAndTheNextFileIsWhole)
{
  const auto folder = test_folder();
  for (const rlim_t bytes : {0UL, 500UL, 3000UL, 9000UL}) {
    const FullDisk disk(bytes);
    EXPECT_THAT(thrown_message<base::IoError>([&] { test::write_example(folder / "cohort.h5"); }),
                testing::HasSubstr("cohort.h5: HDF5 "));
    EXPECT_EQ(files_in(folder), 0U);
  }

  test::write_example(folder / "cohort.h5");

  EXPECT_EQ(CohortReader(folder / "cohort.h5").cohort().runs.size(), 5U);
}

TEST(TemporaryFile, IsKnownByItsName)
{
  const auto folder = test_folder();
  const AtomicFile file(folder / "sub-1.v2_connectivity.h5");

  const auto known = temporary_file(file.temporary_path());

  ASSERT_TRUE(known);
  EXPECT_EQ(known->final_name, "sub-1.v2_connectivity.h5");
  EXPECT_EQ(known->writer, base::this_process());
  EXPECT_FALSE(writer_has_ended(*known));
  for (const char* name : {"a.h5", ".a.h5", ".a.tmp", ".a.0.tmp", ".a.node-9-1-2.x.tmp", ".a.node-1-2.0.tmp",
                           "..node-9-1-2.0.tmp", "a.node-9-1-2.0.tmp"})
    EXPECT_FALSE(temporary_file(name)) << name;
}

std::filesystem::path temporary_of(const std::filesystem::path& path, const base::ProcessMark& writer)
{
  auto name = path.parent_path() / ("." + path.filename().string() + "." + text_of(writer) + ".0.tmp");
  test::write_bytes(name, "half");
  return name;
}

TEST(AtomicFile, RemovesWhatAnEndedProcessLeftUnderTheSameName)
{
  const auto folder = test_folder();
  base::ProcessMark ended = base::this_process();
  --ended.start;
  base::ProcessMark elsewhere = ended;
  elsewhere.host += "x";
  const auto abandoned = temporary_of(folder / "a", ended);
  const auto of_another_file = temporary_of(folder / "b", ended);
  const auto of_another_host = temporary_of(folder / "a", elsewhere);
  const auto of_a_running_process = temporary_of(folder / "a", base::this_process());

  write_text_atomically(folder / "a", "whole");

  EXPECT_FALSE(std::filesystem::exists(abandoned));
  EXPECT_TRUE(std::filesystem::exists(of_another_file));
  EXPECT_TRUE(std::filesystem::exists(of_another_host));
  EXPECT_TRUE(std::filesystem::exists(of_a_running_process));
}

TEST(TemporaryFiles, AreRemovedOnRequestAndCounted)
{
  const auto folder = test_folder();
  temporary_of(folder / "a", {"elsewhere", 9, 7, 8});
  temporary_of(folder / "b", {"elsewhere", 9, 7, 8});
  test::write_bytes(folder / ".profile.tmp", "not ours");

  EXPECT_EQ(remove_temporary_files(folder, [](const TemporaryFile& file) { return file.final_name == "b"; }), 1U);
  EXPECT_EQ(files_in(folder), 2U);
  EXPECT_EQ(remove_temporary_files(folder / "absent", [](const TemporaryFile&) { return true; }), 0U);
}

}  // namespace
}  // namespace dmn::store
