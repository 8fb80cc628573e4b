#pragma once

#include <map>
#include <string>
#include <vector>

namespace dmn::jobs {

/// One row of the option table: it serves the command line (`--denoise.fd_mm 0.3`) and the config file
/// (`[denoise]`, `fd_mm = 0.3`) alike.
struct OptionRow {
  enum class Form { single, list, flag };

  std::string name;          ///< `denoise.fd_mm`
  Form form = Form::single;  ///< list: repeatable
  std::string value;         ///< what the value is, with its unit: `MM`
  std::string standard;      ///< default as shown by --help; empty: none, or stated in the help text
  std::string help;
  std::vector<std::string> jobs;  ///< jobs that use it; empty: all
  bool is_path = false;           ///< relative paths in a config file start at the config file's folder
};

/// Every option there is, in the order of --help.
const std::vector<OptionRow>& option_table();

/// Values as given, by option name; options that were not given are absent.
using OptionValues = std::map<std::string, std::vector<std::string>>;

/// Reads the arguments after the job's name, and the config file they name. The command line wins; a repeatable option
/// on the command line replaces the file's list.
/// @throws UsageError: unknown option (names the nearest known one), abbreviation, missing value, an option given twice
/// that is
///         not repeatable, `#` inside a word of the config file, a config file that cannot be read
OptionValues read_option_values(const std::vector<std::string>& arguments);

/// The reference: `dmn-cohort <job> --help`.
std::string help_of_job(const std::string& job);

}  // namespace dmn::jobs
