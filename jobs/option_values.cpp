#include <boost/program_options.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "option_table.hpp"

namespace dmn::jobs {
namespace {

namespace po = boost::program_options;
using base::Facts;
using base::UsageError;

const OptionRow* find_row(const std::string& name)
{
  for (const auto& row : option_table()) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

std::vector<std::string> all_names()
{
  std::vector<std::string> names;
  for (const auto& row : option_table()) names.push_back(row.name);
  return names;
}

[[noreturn]] void refuse_unknown(const std::string& name, const std::string& file)
{
  const std::string near = base::nearest(name, all_names());
  throw UsageError("unknown option \"" + name + "\"" + (near.empty() ? "" : "; did you mean \"" + near + "\"?"),
                   Facts{.file = file});
}

po::options_description described_options()
{
  po::options_description description;
  for (const auto& row : option_table()) {
    description.add_options()(row.name.c_str(), po::value<std::vector<std::string>>()->composing(), "");
  }
  return description;
}

/// Flags may stand alone on the command line: `--fresh` is `--fresh=true`.
std::vector<std::string> with_explicit_flags(std::vector<std::string> arguments)
{
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!arguments[i].starts_with("--")) continue;
    const OptionRow* row = find_row(arguments[i].substr(2));
    if (row == nullptr || row->form != OptionRow::Form::flag) continue;
    const bool value_follows = i + 1 < arguments.size() && (arguments[i + 1] == "true" || arguments[i + 1] == "false");
    if (!value_follows) arguments[i] += "=true";
  }
  return arguments;
}

void check_known(const std::vector<po::option>& options, const std::string& file)
{
  for (const auto& option : options) {
    if (option.string_key.empty()) {
      throw UsageError("unexpected argument \"" + option.original_tokens.front() + "\"; options start with --");
    }
    if (find_row(option.string_key) == nullptr) refuse_unknown(option.string_key, file);
  }
}

void add_values(const std::vector<po::option>& options, const std::string& file, OptionValues& values)
{
  for (const auto& option : options) {
    const OptionRow& row = *find_row(option.string_key);
    auto& list = values[row.name];
    if (!list.empty() && row.form != OptionRow::Form::list) {
      throw UsageError("option \"" + row.name + "\" is given twice", Facts{.file = file});
    }
    if (option.value.empty()) throw UsageError("option \"" + row.name + "\" needs a value", Facts{.file = file});
    list.insert(list.end(), option.value.begin(), option.value.end());
  }
}

OptionValues command_line_values(const std::vector<std::string>& arguments)
{
  OptionValues values;
  try {
    const auto parsed = po::command_line_parser(with_explicit_flags(arguments))
                            .options(described_options())
                            .style(po::command_line_style::allow_long | po::command_line_style::long_allow_next |
                                   po::command_line_style::long_allow_adjacent)
                            .allow_unregistered()
                            .run();
    check_known(parsed.options, "");
    add_values(parsed.options, "", values);
  } catch (const po::error& problem) {
    throw UsageError(problem.what());
  }
  return values;
}

void refuse_hidden_comments(const std::string& line, const std::string& where)
{
  const auto hash = line.find('#');
  if (hash == std::string::npos || hash == 0) return;
  const char before = line[hash - 1];
  if (before == ' ' || before == '\t') return;
  throw UsageError(
      "\"#\" inside a word would start a comment; put a blank before a comment, and rename a path that holds \"#\"",
      Facts{.file = where});
}

std::string checked_config_text(const std::filesystem::path& file)
{
  std::ifstream input(file);
  if (!input) throw UsageError("cannot read the config file", Facts{.file = file.string()});
  std::string text;
  std::string line;
  for (std::size_t number = 1; std::getline(input, line); ++number) {
    refuse_hidden_comments(line, file.string() + ":" + std::to_string(number));
    text += line + "\n";
  }
  if (input.bad() || !std::filesystem::is_regular_file(file)) {
    throw UsageError("cannot read the config file", Facts{.file = file.string()});
  }
  return text;
}

std::string below_folder(const std::string& path, const std::filesystem::path& folder)
{
  if (path.empty() || std::filesystem::path(path).is_absolute()) return path;
  return (folder / path).lexically_normal().string();
}

/// Relative paths in a config file start at its folder. `SITE=` stays in front of a derivatives folder; a ROI set's
/// bare name is a shipped set, `SET,LABELS` are two paths.
std::string resolved_path(const OptionRow& row, const std::string& value, const std::filesystem::path& folder)
{
  if (row.name == "input.derivatives") {
    const auto equals = value.find('=');
    const bool has_site = equals != std::string::npos && value.find('/') > equals;
    const std::size_t start = has_site ? equals + 1 : 0;
    return value.substr(0, start) + below_folder(value.substr(start), folder);
  }
  if (row.name != "rois.set" && row.name != "rois.also") return below_folder(value, folder);
  std::vector<std::string> parts = base::split(value, ',');
  for (auto& part : parts) {
    part = base::trim(part);
    if (part.find_first_of("./") != std::string::npos) part = below_folder(part, folder);
  }
  return base::join(parts, ",");
}

OptionValues config_values(const std::filesystem::path& file)
{
  OptionValues values;
  std::istringstream text(checked_config_text(file));
  try {
    const auto parsed = po::parse_config_file(text, described_options(), true);
    check_known(parsed.options, file.string());
    add_values(parsed.options, file.string(), values);
  } catch (const po::error& problem) {
    throw UsageError(problem.what(), Facts{.file = file.string()});
  }
  for (auto& [name, list] : values) {
    const OptionRow& row = *find_row(name);
    if (!row.is_path) continue;
    for (auto& value : list) {
      if (value != "off") value = resolved_path(row, value, file.parent_path());
    }
  }
  return values;
}

}  // namespace

OptionValues read_option_values(const std::vector<std::string>& arguments)
{
  OptionValues values = command_line_values(arguments);
  if (const auto config = values.find("config"); config != values.end()) {
    OptionValues from_file = config_values(config->second.front());
    if (from_file.contains("config")) {
      throw UsageError("a config file cannot name another one",
                       Facts{.file = config->second.front(), .field = "config"});
    }
    values.merge(from_file);
  }
  return values;
}

}  // namespace dmn::jobs
