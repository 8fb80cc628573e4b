#include "stats/formula.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::stats {
namespace {

bool is_name_character(char c)
{
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.';
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::vector<Term> parse()
  {
    accept('~');
    do {
      parse_summand();
    } while (accept('+'));
    if (!at_end()) fail("expected \"+\", \"*\", \":\" or the end");
    std::ranges::stable_sort(terms_, {}, &Term::size);
    return terms_;
  }

 private:
  void parse_summand()
  {
    if (peek() == '0') fail("a model without intercept is not supported");
    if (accept_intercept()) return;
    std::vector<Term> crossed = parse_product();
    while (accept('*')) crossed = cross(crossed, parse_product());
    for (const auto& term : crossed) add(terms_, term);
  }

  std::vector<Term> parse_product()
  {
    Term term{parse_variable()};
    while (accept(':')) term = multiply(term, {parse_variable()});
    return {term};
  }

  PoweredVariable parse_variable()
  {
    const std::size_t start = position_;
    if (peek() == '`') return {parse_quoted(), 1};
    const std::string name = parse_name();
    if (name != "I" || peek() != '(') return {name, 1};
    return parse_power(start);
  }

  PoweredVariable parse_power(std::size_t start)
  {
    expect('(', "expected \"(\"");
    PoweredVariable variable{peek() == '`' ? parse_quoted() : parse_name(), 1};
    expect('^', "expected \"^\" as in I(age^2)");
    const auto power = base::parse_integer(parse_name());
    if (!power || *power < 2 || *power > max_power) {
      position_ = start;
      fail(fmt::format("expected a power from 2 to {} as in I(age^2)", max_power));
    }
    variable.power = static_cast<int>(*power);
    expect(')', "expected \")\"");
    return variable;
  }

  std::string parse_name()
  {
    skip_blanks();
    const std::size_t start = position_;
    while (position_ < text_.size() && is_name_character(text_[position_])) ++position_;
    if (position_ == start) fail("expected the name of a column");
    return std::string(text_.substr(start, position_ - start));
  }

  std::string parse_quoted()
  {
    expect('`', "expected \"`\"");
    const auto end = text_.find('`', position_);
    if (end == std::string_view::npos || end == position_) fail("expected a column name closed by \"`\"");
    std::string name(text_.substr(position_, end - position_));
    position_ = end + 1;
    return name;
  }

  Term multiply(Term product, const Term& more)
  {
    for (const auto& variable : more) {
      if (std::ranges::find(product, variable) == product.end()) product.push_back(variable);
    }
    if (product.size() > max_interaction_order) {
      fail(fmt::format("a product of more than {} columns is not supported", max_interaction_order));
    }
    return product;
  }

  std::vector<Term> cross(const std::vector<Term>& left, const std::vector<Term>& right)
  {
    std::vector<Term> crossed = left;
    for (const auto& b : right) add(crossed, b);
    for (const auto& a : left) {
      for (const auto& b : right) add(crossed, multiply(a, b));
    }
    return crossed;
  }

  void add(std::vector<Term>& terms, const Term& term)
  {
    if (std::ranges::any_of(terms, [&](const Term& known) { return same_term(known, term); })) return;
    if (terms.size() == max_formula_terms) fail(fmt::format("more than {} terms", max_formula_terms));
    terms.push_back(term);
  }

  bool accept_intercept()
  {
    if (peek() != '1') return false;
    const bool longer = position_ + 1 < text_.size() && is_name_character(text_[position_ + 1]);
    if (!longer) ++position_;
    return !longer;
  }

  void skip_blanks()
  {
    while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\t')) ++position_;
  }

  char peek()
  {
    skip_blanks();
    return position_ < text_.size() ? text_[position_] : '\0';
  }

  bool at_end()
  {
    skip_blanks();
    return position_ == text_.size();
  }

  bool accept(char wanted)
  {
    if (at_end() || text_[position_] != wanted) return false;
    ++position_;
    return true;
  }

  void expect(char wanted, const std::string& otherwise)
  {
    if (!accept(wanted)) fail(otherwise);
  }

  [[noreturn]] void fail(const std::string& problem)
  {
    skip_blanks();
    const std::string found = position_ < text_.size() ? fmt::format("\"{}\"", text_.substr(position_, 20)) : "the end";
    throw base::UsageError(
        fmt::format("model \"{}\": {} at position {}, found {}", text_, problem, position_ + 1, found));
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::vector<Term> terms_;
};

std::string display(const PoweredVariable& variable)
{
  const bool plain = std::ranges::all_of(variable.name, is_name_character);
  const std::string name = plain ? variable.name : fmt::format("`{}`", variable.name);
  return variable.power == 1 ? name : fmt::format("I({}^{})", name, variable.power);
}

}  // namespace

Formula parse_formula(std::string_view text)
{
  const std::string_view trimmed = base::trim(text);
  if (trimmed.size() > max_formula_length) {
    throw base::UsageError(fmt::format("the model is longer than {} characters", max_formula_length));
  }
  return {std::string(trimmed), Parser(trimmed).parse()};
}

std::string display(const Term& term)
{
  std::vector<std::string> parts;
  for (const auto& variable : term) parts.push_back(display(variable));
  return base::join(parts, ":");
}

bool same_term(Term a, Term b)
{
  std::ranges::sort(a);
  std::ranges::sort(b);
  return a == b;
}

std::vector<std::string> variables_of(const Formula& formula)
{
  std::vector<std::string> names;
  for (const auto& term : formula.terms) {
    for (const auto& variable : term) {
      if (std::ranges::find(names, variable.name) == names.end()) names.push_back(variable.name);
    }
  }
  return names;
}

}  // namespace dmn::stats
