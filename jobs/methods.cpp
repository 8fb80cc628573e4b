#include "methods.hpp"

#include <fmt/format.h>

#include "base/version.hpp"
#include "report/references.hpp"
#include "store/atomic_file.hpp"

namespace dmn::jobs {
namespace {

constexpr const char* banner =
    "Written by dmn-cohort from the result files in this folder, and of what was done only. Check it, then use it as "
    "it is "
    "(CC0).\nCitations `[@key]` are entries of references.bib. Research use only; not a diagnostic device.\n\n";

}  // namespace

void write_methods(const std::filesystem::path& out)
{
  MethodsText text;
  describe_cohort(out, text);
  describe_group(out, text);
  describe_further_jobs(out, text);
  if (text.is_empty()) {
    std::filesystem::remove(out / "methods.md");
    std::filesystem::remove(out / "references.bib");
    return;
  }
  text.heading("Software");
  text.say(fmt::format("Computed with dmn-cohort {} (revision {}).", base::version(), base::revision()));
  store::write_text_atomically(out / "methods.md", "## Methods\n\n" + std::string(banner) + text.markdown());
  store::write_text_atomically(out / "references.bib", report::bibtex(text.cited()));
}

}  // namespace dmn::jobs
