#include "base/error.hpp"

#include <fmt/format.h>

#include <utility>

namespace dmn::base {
namespace {

void append_part(std::string& sentence, const std::string& part, const char* separator)
{
  if (part.empty()) return;
  if (!sentence.empty()) sentence += separator;
  sentence += part;
}

std::string clause_of_field(const Facts& facts)
{
  std::string clause;
  if (!facts.field.empty()) clause = fmt::format("field \"{}\"", facts.field);
  if (!facts.found.empty()) clause += fmt::format("{} \"{}\"", clause.empty() ? "found" : " is", facts.found);
  if (!facts.expected.empty()) clause += fmt::format("{}expected {}", clause.empty() ? "" : "; ", facts.expected);
  return clause;
}

std::string build_sentence(const std::string& problem, const Facts& facts)
{
  std::string sentence;
  append_part(sentence, facts.file, ": ");
  append_part(sentence, facts.participant, ": ");
  append_part(sentence, problem, ": ");
  append_part(sentence, clause_of_field(facts), ": ");
  return sentence;
}

void fill_if_empty(std::string& mine, const std::string& outer)
{
  if (mine.empty()) mine = outer;
}

}  // namespace

Error::Error(std::string problem, Facts facts)
    : std::runtime_error(problem),
      problem_(std::move(problem)),
      facts_(std::move(facts)),
      sentence_(build_sentence(problem_, facts_))
{
}

void Error::add_context(const Facts& outer)
{
  fill_if_empty(facts_.file, outer.file);
  fill_if_empty(facts_.participant, outer.participant);
  fill_if_empty(facts_.field, outer.field);
  fill_if_empty(facts_.expected, outer.expected);
  fill_if_empty(facts_.found, outer.found);
  sentence_ = build_sentence(problem_, facts_);
}

void Error::name_files_below(const std::string& folder)
{
  const std::string prefix = folder.ends_with('/') ? folder : folder + "/";
  for (std::string* text : {&facts_.file, &facts_.expected, &facts_.found, &problem_}) {
    for (auto at = text->find(prefix); at != std::string::npos; at = text->find(prefix, at))
      text->erase(at, prefix.size());
  }
  sentence_ = build_sentence(problem_, facts_);
}

}  // namespace dmn::base
