#include "predict_options.hpp"

#include "base/text.hpp"

namespace dmn::jobs {
namespace {

constexpr long long fewest_permutations = 20;
constexpr long long most_permutations = 1'000'000;
constexpr long long most_folds = 100'000;

const std::vector<std::pair<std::string, FeatureKind>>& feature_kinds()
{
  static const std::vector<std::pair<std::string, FeatureKind>> all{
      {"edges", FeatureKind::edges}, {"networks", FeatureKind::networks}, {"tangent", FeatureKind::tangent}};
  return all;
}

std::optional<prediction::Method> method_of(const GivenValues& given)
{
  if (!given.has("predict.method")) return std::nullopt;
  using prediction::Method;
  return given.choice<Method>("predict.method",
                              {{"logistic", Method::logistic}, {"ridge", Method::ridge}, {"cpm", Method::cpm}},
                              Method::logistic);
}

std::optional<std::vector<std::string>> covariates_of(const GivenValues& given)
{
  if (!given.has("predict.covariates")) return std::nullopt;
  std::vector<std::string> names;
  if (given.text("predict.covariates") == "none") return names;
  for (const auto& part : base::split(given.text("predict.covariates"), ',')) {
    names.emplace_back(base::trim(part));
    if (names.back().empty())
      GivenValues::refuse("predict.covariates", "NAME,NAME,... or none", given.text("predict.covariates"));
  }
  return names;
}

std::string name_of(const GivenValues& given)
{
  const std::string name = given.text("predict.name");
  if (name.find('/') != std::string::npos || name.starts_with("."))
    GivenValues::refuse("predict.name", "the name of a folder", name);
  return name;
}

}  // namespace

std::string words(FeatureKind kind)
{
  for (const auto& [word, known] : feature_kinds()) {
    if (known == kind) return word;
  }
  return {};
}

PredictOptions resolve_predict_options(const GivenValues& given)
{
  PredictOptions predict;
  predict.method = method_of(given);
  predict.features = given.choice("predict.features", feature_kinds(), FeatureKind::edges);
  predict.outcome = given.text("predict.outcome", "group");
  predict.covariates = covariates_of(given);
  if (given.has("predict.folds")) predict.folds = static_cast<int>(given.integer("predict.folds", 2, most_folds, 2));
  predict.permutations = 1;
  if (given.text("predict.permutations") != "off")
    predict.permutations =
        static_cast<int>(given.integer("predict.permutations", fewest_permutations, most_permutations, 1000));
  predict.combat = given.choice<bool>("predict.harmonise", {{"none", false}, {"combat", true}}, false);
  predict.name = name_of(given);
  predict.model = given.path("predict.model");
  predict.weights = given.path("predict.weights");
  if (predict.model && predict.weights)
    GivenValues::refuse("predict.weights", "either predict.model or predict.weights", "both");
  if (given.has("predict.memory_gib"))
    predict.memory_gib = given.number("predict.memory_gib", 1e-6, 1e6, "GiB, above 0");
  return predict;
}

}  // namespace dmn::jobs
