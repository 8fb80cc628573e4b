#include "report/references.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace dmn::report {
namespace {

/// `Power, J. D., ...` and the year, title, journal of a text `Authors (year). Title. Journal, rest.`, or of a paper in
/// proceedings `Authors (year). Title. In: Proceedings, series, pages`.
struct Parts {
  std::string authors;
  std::string year;
  std::string title;
  std::string journal;      ///< or the proceedings
  std::string series = {};  ///< of proceedings
  std::string volume = {};  ///< empty where the text has none
  std::string pages = {};   ///< or an article's number
  bool proceedings = false;
};

bool is_number(const std::string& text)
{
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

/// Takes what follows the last `separator` of `text` from it; nothing where there is none.
std::string cut_last(std::string& text, const std::string& separator)
{
  const auto at = text.rfind(separator);
  if (at == std::string::npos) return {};
  std::string last = text.substr(at + separator.size());
  text.resize(at);
  return last;
}

/// `NeuroImage 59, 2142-2154` as journal, volume and pages; `In: Proceedings, Series 7, 1-9` with its series.
void split_journal(Parts& parts)
{
  parts.proceedings = parts.journal.starts_with("In: ");
  if (parts.proceedings) parts.journal.erase(0, 4);
  parts.pages = cut_last(parts.journal, ", ");
  if (parts.proceedings) parts.series = cut_last(parts.journal, ", ");
  std::string& numbered = parts.proceedings ? parts.series : parts.journal;
  if (is_number(numbered.substr(numbered.rfind(' ') + 1))) parts.volume = cut_last(numbered, " ");
}

std::string field(const std::string& name, const std::string& value)
{
  return value.empty() ? "" : ",\n  " + name + " = {" + value + "}";
}

Parts parts_of(const std::string& text)
{
  const auto open = text.find(" (");
  const auto close = text.find("). ");
  const auto end_of_title = text.find(". ", close + 3);
  Parts parts{text.substr(0, open), text.substr(open + 2, close - open - 2),
              text.substr(close + 3, end_of_title - close - 3), text.substr(end_of_title + 2)};
  split_journal(parts);
  return parts;
}

/// `A, B, C & D, E` as BibTeX wants it: names joined by `and`.
std::string joined_by_and(std::string authors)
{
  const auto replace = [&authors](const std::string& from, const std::string& to) {
    for (auto at = authors.find(from); at != std::string::npos; at = authors.find(from, at + to.size()))
      authors.replace(at, from.size(), to);
  };
  replace("., ", ". and ");
  replace(" & ", " and ");
  replace("and and ", "and ");
  return authors;
}

}  // namespace

const Reference& reference(const std::string& key)
{
  const auto found = std::ranges::find(references(), key, &Reference::key);
  if (found == references().end()) throw base::ShapeError("no such reference", {.field = key});
  return *found;
}

std::string sentence(const Reference& reference)
{
  if (!reference.doi.empty()) return reference.text + ". doi:" + reference.doi;
  return reference.text + "." + (reference.url.empty() ? "" : " " + reference.url);
}

std::string bibtex(const std::vector<std::string>& keys)
{
  std::string text;
  for (const auto& key : keys) {
    const auto& entry = reference(key);
    const Parts parts = parts_of(entry.text);
    text += (parts.proceedings ? "@inproceedings{" : "@article{") + key +
            field("author", joined_by_and(parts.authors)) + field("year", parts.year) + field("title", parts.title) +
            field(parts.proceedings ? "booktitle" : "journal", parts.journal) + field("series", parts.series) +
            field("volume", parts.volume) + field("pages", parts.pages) + field("doi", entry.doi) +
            field("url", entry.url) + "\n}\n\n";
  }
  return text;
}

}  // namespace dmn::report
