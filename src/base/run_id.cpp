#include "base/run_id.hpp"

#include <string_view>

namespace dmn::base {

std::string bare_participant(const std::string& participant)
{
  constexpr std::string_view prefix = "sub-";
  return participant.starts_with(prefix) ? participant.substr(prefix.size()) : participant;
}

std::string display(const RunId& id)
{
  std::string text = "sub-" + bare_participant(id.participant);
  if (!id.session.empty()) text += " ses-" + id.session;
  if (!id.task.empty()) text += " task-" + id.task;
  if (!id.run.empty()) text += " run-" + id.run;
  return text;
}

}  // namespace dmn::base
