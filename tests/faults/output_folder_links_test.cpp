#include <gmock/gmock.h>

#include <fstream>

#include "base/error.hpp"
#include "output_folder.hpp"

namespace dmn::jobs {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class OutputFolderLinks : public testing::Test {
 protected:
  OutputFolderLinks()
  {
    fs::remove_all(root_);
    fs::create_directories(out_ / "group" / "pain");
    fs::create_directories(root_ / "elsewhere");
  }

  void link(const fs::path& name, const fs::path& target) const
  {
    fs::create_directory_symlink(fs::absolute(target), out_ / name);
  }

  template <class Error, class Call>
  static std::string message_of(const Call& call)
  {
    try {
      call();
    } catch (const Error& error) {
      return error.what();
    }
    return {};
  }

  std::string refusal() const
  {
    return message_of<base::UsageError>([&] { require_own_folders(out_); });
  }

  fs::path root_ = std::string("links.") + testing::UnitTest::GetInstance()->current_test_info()->name();
  fs::path out_ = root_ / "out";
};

TEST_F(OutputFolderLinks, ThatLeadOutAreRefusedByName)
{
  link("profile", root_ / "elsewhere");
  EXPECT_THAT(refusal(), testing::AllOf(HasSubstr("out/profile: this is a link that leads out of the output folder"),
                                        HasSubstr("a folder, or nothing")));
}

TEST_F(OutputFolderLinks, OneFolderDeeperAreRefusedToo)
{
  link("group/rest", root_ / "elsewhere");
  EXPECT_THAT(refusal(), HasSubstr("out/group/rest: this is a link"));
}

TEST_F(OutputFolderLinks, OfAParticipantAreRefusedWhereverTheyStand)
{
  fs::create_directories(out_ / "site-01");
  link("site-01/sub-001", root_ / "elsewhere");
  EXPECT_THAT(refusal(), HasSubstr("sub-001: this is a link"));
}

TEST_F(OutputFolderLinks, ThatStayBelowAndLinksToFilesAreFine)
{
  link("main", out_ / "group");
  std::ofstream(root_ / "elsewhere" / "file") << "x";
  fs::create_symlink(fs::absolute(root_ / "elsewhere" / "file"), out_ / "cohort.h5");
  EXPECT_EQ(refusal(), "");
}

TEST_F(OutputFolderLinks, OnTheWayToTheFolderItselfAreFine)
{
  fs::create_directory_symlink("out", root_ / "way");
  out_ = root_ / "way";
  EXPECT_EQ(refusal(), "");
  require_inside(out_, out_ / "sub-01" / "func" / "shard.h5");
}

TEST_F(OutputFolderLinks, AFolderThatIsNotThereHasNone)
{
  out_ = root_ / "nowhere";
  EXPECT_EQ(refusal(), "");
}

TEST_F(OutputFolderLinks, OnTheWayToAFileAreRefused)
{
  fs::create_directories(out_ / "sub-01");
  link("sub-01/func", root_ / "elsewhere");
  EXPECT_THAT(message_of<base::IoError>([&] { require_inside(out_, out_ / "sub-01" / "func" / "shard.h5"); }),
              HasSubstr("sub-01/func: this is a link that leads out of the output folder"));
}

TEST_F(OutputFolderLinks, ToAFolderWhoseNameBeginsAlikeLeadOut)
{
  fs::create_directories(root_ / "out2");
  link("profile", root_ / "out2");
  EXPECT_THAT(refusal(), HasSubstr("profile: this is a link"));
}

}  // namespace
}  // namespace dmn::jobs
