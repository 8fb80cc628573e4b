#include "run_answer.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

namespace dmn::jobs {
namespace {

using Json = nlohmann::json;

/// JSON has no NaN: an unknown number travels as null.
Json json_of(double value)
{
  return std::isnan(value) ? Json(nullptr) : Json(value);
}

double number_from(const Json& value)
{
  return value.is_null() ? signal::RunQc::unknown : value.get<double>();
}

Json json_of(const CombinationAnswer& answer)
{
  Json qc = Json::array();
  for (const auto& field : signal::qc_fields()) qc.push_back(json_of(answer.qc.*field.value));
  return {{"qc", qc}, {"warnings", answer.warnings}, {"exclusions", answer.exclusions}, {"invalid", answer.invalid}};
}

CombinationAnswer combination_from(const Json& json)
{
  CombinationAnswer answer;
  std::size_t position = 0;
  for (const auto& field : signal::qc_fields()) answer.qc.*field.value = number_from(json.at("qc").at(position++));
  answer.warnings = json.at("warnings").get<std::vector<std::string>>();
  answer.exclusions = json.at("exclusions").get<std::vector<std::string>>();
  answer.invalid = json.at("invalid").get<std::vector<std::string>>();
  return answer;
}

std::string dumped(const Json& json)
{
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string text_of(const RunAnswer& answer)
{
  Json combinations = Json::array();
  for (const auto& combination : answer.combinations) combinations.push_back(json_of(combination));
  return dumped({{"reasons", answer.reasons},
                 {"damage", answer.damage},
                 {"unwritten", answer.unwritten},
                 {"combinations", combinations}});
}

RunAnswer answer_from(const std::string& text)
{
  const Json json = Json::parse(text);
  RunAnswer answer{.reasons = json.at("reasons").get<std::vector<std::string>>(),
                   .damage = json.at("damage").get<std::string>(),
                   .unwritten = json.at("unwritten").get<std::string>()};
  for (const auto& combination : json.at("combinations")) answer.combinations.push_back(combination_from(combination));
  return answer;
}

std::string text_of(const Assignment& assignment)
{
  const auto& run = assignment.run;
  return dumped({{"id", {run.id.participant, run.id.session, run.id.task, run.id.run}},
                 {"dataset", run.dataset.string()},
                 {"image", run.image.string()},
                 {"mask", run.mask.string()},
                 {"confounds", run.confounds.string()},
                 {"confounds_json", run.confounds_json.string()},
                 {"series", run.series.string()},
                 {"roi_by_time", run.roi_by_time},
                 {"tr_s", json_of(run.tr_s)},
                 {"in_own_process", assignment.in_own_process}});
}

Assignment assignment_from(const std::string& text)
{
  const Json json = Json::parse(text);
  const auto path = [&json](const char* key) { return std::filesystem::path(json.at(key).get<std::string>()); };
  const auto& id = json.at("id");
  bids::Run run;
  run.id = {id.at(0).get<std::string>(), id.at(1).get<std::string>(), id.at(2).get<std::string>(),
            id.at(3).get<std::string>()};
  run.dataset = path("dataset");
  run.image = path("image");
  run.mask = path("mask");
  run.confounds = path("confounds");
  run.confounds_json = path("confounds_json");
  run.series = path("series");
  run.roi_by_time = json.at("roi_by_time").get<bool>();
  run.tr_s = number_from(json.at("tr_s"));
  return {std::move(run), json.at("in_own_process").get<bool>()};
}

}  // namespace dmn::jobs
