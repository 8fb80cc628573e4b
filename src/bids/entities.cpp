#include "bids/entities.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace dmn::bids {
namespace {

constexpr std::array<std::string_view, 5> double_extensions = {".nii.gz", ".tsv.gz", ".dtseries.nii", ".func.gii",
                                                               ".csv.gz"};
constexpr std::array<std::string_view, 5> derived_keys = {"space", "res", "den", "cohort", "desc"};

std::string_view extension_of(std::string_view name)
{
  for (const auto extension : double_extensions) {
    if (name.ends_with(extension)) return name.substr(name.size() - extension.size());
  }
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(dot);
}

std::string* field_of(Entities& entities, std::string_view key)
{
  const std::array<std::pair<std::string_view, std::string*>, 9> fields = {{{"sub", &entities.participant},
                                                                            {"ses", &entities.session},
                                                                            {"task", &entities.task},
                                                                            {"run", &entities.run},
                                                                            {"echo", &entities.echo},
                                                                            {"part", &entities.part},
                                                                            {"space", &entities.space},
                                                                            {"res", &entities.resolution},
                                                                            {"desc", &entities.description}}};
  const auto* const found = std::ranges::find(fields, key, &std::pair<std::string_view, std::string*>::first);
  return found == fields.end() ? nullptr : found->second;
}

void take_entity(Entities& entities, std::string_view part)
{
  const auto dash = part.find('-');
  const auto key = part.substr(0, dash);
  if (auto* field = field_of(entities, key)) *field = part.substr(dash + 1);
  if (std::ranges::find(derived_keys, key) != derived_keys.end()) return;
  if (!entities.acquired.empty()) entities.acquired += '_';
  entities.acquired += part;
}

bool has_control_character(std::string_view name)
{
  return std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

}  // namespace

std::optional<Entities> parse_entities(std::string_view file_name)
{
  if (!file_name.starts_with("sub-") || has_control_character(file_name)) return std::nullopt;
  Entities entities;
  entities.extension = extension_of(file_name);
  std::string_view rest = file_name.substr(0, file_name.size() - entities.extension.size());
  entities.base_name = rest;
  for (auto end = rest.find('_'); end != std::string_view::npos; end = rest.find('_')) {
    const auto part = rest.substr(0, end);
    if (part.find('-') == std::string_view::npos) return std::nullopt;
    take_entity(entities, part);
    rest.remove_prefix(end + 1);
  }
  if (rest.empty() || rest.find('-') != std::string_view::npos || entities.participant.empty()) return std::nullopt;
  entities.suffix = rest;
  return entities;
}

std::string display_space(const Entities& entities)
{
  if (entities.space.empty()) return "native";
  return entities.resolution.empty() ? entities.space : entities.space + ":res-" + entities.resolution;
}

}  // namespace dmn::bids
