#pragma once

#include <string>
#include <vector>

namespace dmn::jobs {

/// Paragraphs of a methods section, and what they cite.
class MethodsText {
 public:
  /// Starts a paragraph under this heading.
  void heading(const std::string& title);
  /// Adds a sentence to the paragraph. Citations stand in it as `[@key]` or `[@key; @key]`.
  /// @throws ShapeError for a key that is no reference, or a sentence before the first heading
  void say(const std::string& sentence);

  bool is_empty() const noexcept { return paragraphs_.empty(); }
  /// Headings, paragraphs, and the references that were cited, sorted, in Markdown.
  std::string markdown() const;
  /// Keys that were cited, sorted.
  std::vector<std::string> cited() const;

 private:
  struct Paragraph {
    std::string title;
    std::string text;
  };
  std::vector<Paragraph> paragraphs_;
  std::vector<std::string> cited_;
};

/// `1 run`, `3 runs`.
std::string counted(long long n, const std::string& noun);

/// `a`, `a and b`, `a, b and c`.
std::string listed(const std::vector<std::string>& words);

}  // namespace dmn::jobs
