#include "connectivity/kind.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

namespace dmn::connectivity {
namespace {

template <class Value, std::size_t Size>
using Names = std::array<std::pair<const char*, Value>, Size>;

constexpr Names<Kind, 8> kind_names{{{"correlation", Kind::correlation},
                                     {"covariance", Kind::covariance},
                                     {"partial", Kind::partial},
                                     {"precision", Kind::precision},
                                     {"tangent", Kind::tangent},
                                     {"xdf", Kind::xdf},
                                     {"dynamic", Kind::dynamic},
                                     {"dynamic_p", Kind::dynamic_p}}};
constexpr Names<Estimator, 2> estimator_names{
    {{"empirical", Estimator::empirical}, {"ledoit-wolf", Estimator::ledoit_wolf}}};

template <class Value, std::size_t Size>
Value parse(std::string_view word, const Names<Value, Size>& names, const std::string& field)
{
  std::vector<std::string> known;
  for (const auto& [name, value] : names) {
    if (word == name) return value;
    known.emplace_back(name);
  }
  const std::string near = base::nearest(word, known);
  throw base::UsageError(near.empty() ? "unknown value" : fmt::format("unknown value, did you mean {}?", near),
                         {.field = field, .expected = base::join(known, ", "), .found = std::string(word)});
}

template <class Value, std::size_t Size>
std::string name_in(const Names<Value, Size>& names, Value value)
{
  for (const auto& [name, known] : names)
    if (known == value) return name;
  throw base::ShapeError(fmt::format("an enumeration holds the unknown value {}", static_cast<int>(value)));
}

}  // namespace

Kind parse_kind(std::string_view name)
{
  return parse(name, kind_names, "connectivity.kind");
}

std::string name_of(Kind kind)
{
  return name_in(kind_names, kind);
}

Estimator parse_estimator(std::string_view name)
{
  return parse(name, estimator_names, "connectivity.estimator");
}

std::string name_of(Estimator estimator)
{
  return name_in(estimator_names, estimator);
}

std::string transform_of(Kind kind)
{
  return kind == Kind::correlation || kind == Kind::partial ? "fisher_z" : "none";
}

bool has_diagonal(Kind kind)
{
  return kind == Kind::covariance || kind == Kind::precision || kind == Kind::tangent;
}

bool is_pearson(Kind kind)
{
  return kind == Kind::correlation || kind == Kind::dynamic || is_within_run(kind);
}

bool is_within_run(Kind kind)
{
  return kind == Kind::xdf || kind == Kind::dynamic_p;
}

bool is_confirmatory_kind(std::string_view name)
{
  return name == name_of(Kind::correlation);
}

}  // namespace dmn::connectivity
