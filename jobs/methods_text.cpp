#include "methods_text.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "report/references.hpp"

namespace dmn::jobs {
namespace {

bool is_of_key(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// Keys after `@` in a sentence; what the user wrote stands in backquotes and cites nothing.
std::vector<std::string> keys_in(const std::string& sentence)
{
  std::vector<std::string> keys;
  bool quoted = false;
  for (std::size_t at = 0; at < sentence.size(); ++at) {
    if (sentence[at] == '`') quoted = !quoted;
    if (quoted || sentence[at] != '@') continue;
    std::size_t end = at + 1;
    while (end < sentence.size() && is_of_key(sentence[end])) ++end;
    keys.push_back(sentence.substr(at + 1, end - at - 1));
  }
  return keys;
}

}  // namespace

void MethodsText::heading(const std::string& title)
{
  paragraphs_.push_back({title, ""});
}

void MethodsText::say(const std::string& sentence)
{
  if (paragraphs_.empty()) throw base::ShapeError("a sentence before the first heading");
  for (const auto& key : keys_in(sentence)) cited_.push_back(report::reference(key).key);
  auto& text = paragraphs_.back().text;
  text += (text.empty() ? "" : " ") + sentence;
}

std::vector<std::string> MethodsText::cited() const
{
  auto keys = cited_;
  std::ranges::sort(keys);
  const auto repeated = std::ranges::unique(keys);
  keys.erase(repeated.begin(), repeated.end());
  return keys;
}

std::string MethodsText::markdown() const
{
  std::string text;
  for (const auto& paragraph : paragraphs_) {
    if (!paragraph.text.empty()) text += "### " + paragraph.title + "\n\n" + paragraph.text + "\n\n";
  }
  if (cited_.empty()) return text;
  text += "### References\n\n";
  for (const auto& key : cited()) {
    text += "- `" + key + "` " + report::sentence(report::reference(key)) + "\n";
  }
  return text;
}

std::string counted(long long n, const std::string& noun)
{
  return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
}

std::string listed(const std::vector<std::string>& words)
{
  if (words.size() < 2) return words.empty() ? "" : words.front();
  return base::join({words.begin(), words.end() - 1}, ", ") + " and " + words.back();
}

}  // namespace dmn::jobs
