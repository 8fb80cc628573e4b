#include "bids/found_run.hpp"

#include <algorithm>

namespace dmn::bids {

void FoundRun::blame(base::Error error)
{
  if (!run.dataset.empty()) error.name_files_below(run.dataset.string());
  const std::string sentence = error.what();
  if (std::ranges::find(problems, sentence) == problems.end()) problems.push_back(sentence);
}

FoundRun begin_run(const std::filesystem::path& dataset, std::size_t source, const std::string& participant,
                   const std::string& session)
{
  FoundRun found{.written_participant = "sub-" + participant, .source = source};
  found.run.dataset = dataset;
  found.run.id.participant = participant;
  found.run.id.session = session;
  return found;
}

}  // namespace dmn::bids
