#include "help_texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "job_table.hpp"
#include "option_table.hpp"

namespace dmn::jobs {
namespace {

using Form = OptionRow::Form;

std::string section_of(const OptionRow& row)
{
  const auto dot = row.name.find('.');
  return dot == std::string::npos ? "" : row.name.substr(0, dot);
}

/// Sections in the order in which they first appear, with their rows.
std::vector<std::pair<std::string, std::vector<const OptionRow*>>> sections()
{
  std::vector<std::pair<std::string, std::vector<const OptionRow*>>> all;
  for (const auto& row : option_table()) {
    const auto name = section_of(row);
    auto found = std::ranges::find(all, name, [](const auto& section) { return section.first; });
    if (found == all.end()) found = all.insert(name.empty() ? all.begin() : all.end(), {name, {}});
    found->second.push_back(&row);
  }
  return all;
}

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string jobs_of(const OptionRow& row)
{
  return row.jobs.empty() ? "all" : base::join(row.jobs, ", ");
}

std::string markdown_cell(const std::string& text)
{
  return replaced(replaced(text, "|", "\\|"), "*", "\\*");
}

std::string options_markdown()
{
  std::string text =
      "# Options\n\nWritten by `dmn-cohort --help-as markdown`. On the command line `--section.option VALUE` or "
      "`--section.option=VALUE`; in a config file "
      "`[section]` and `option = value`. The command line wins.\nA repeatable option is its key repeated; `off` "
      "switches a threshold off.\n";
  for (const auto& [section, rows] : sections()) {
    text += section.empty() ? "\n## Without a section\n\n" : "\n## `[" + section + "]`\n\n";
    text += "| option | value | default | meaning | jobs |\n| --- | --- | --- | --- | --- |\n";
    for (const auto* row : rows) {
      text += fmt::format("| `{}` | {}{} | {} | {} | {} |\n", row->name,
                          markdown_cell(row->form == Form::flag ? "BOOL" : row->value),
                          row->form == Form::list ? ", repeatable" : "", markdown_cell(row->standard),
                          markdown_cell(row->help), jobs_of(*row));
    }
  }
  return text;
}

/// Lines of at most 110 characters, each a comment.
std::string as_comment(const std::string& text)
{
  constexpr std::size_t width = 110;
  std::string lines;
  std::string line = "#";
  for (const auto& word : base::split(text, ' ')) {
    if (line.size() + word.size() + 1 > width) {
      lines += line + "\n";
      line = "#";
    }
    line += " " + word;
  }
  return lines + line + "\n";
}

std::string options_config()
{
  const std::vector<std::string> not_in_files = {"config", "dry-run", "fresh", "reference", "write-reference"};
  std::string text = as_comment(
      "A study: copy this file, take the # before the options you need, and give them your values. Written by "
      "`dmn-cohort --help-as config`.");
  text += as_comment(
              "Shown after = are the defaults, or in capitals what the value is. A repeatable option is its key "
              "repeated, one value each.") +
          as_comment(
              "Relative paths start at the folder of this file. Then: mpirun -n 9 dmn-cohort run --config study.cfg "
              "--out results/study");
  for (const auto& [section, rows] : sections()) {
    text += section.empty() ? "\n" : "\n[" + section + "]\n";
    for (const auto* row : rows) {
      if (section.empty() && std::ranges::find(not_in_files, row->name) != not_in_files.end()) continue;
      const std::string key = section.empty() ? row->name : row->name.substr(section.size() + 1);
      text +=
          as_comment(fmt::format("{}{} ({})", row->help, row->form == Form::list ? "; repeatable" : "", jobs_of(*row)));
      text += fmt::format("#{} = {}\n", key, row->standard.empty() ? row->value : row->standard);
    }
  }
  return text;
}

std::string roff(const std::string& text)
{
  const auto escaped = replaced(replaced(text, "\\", "\\e"), "-", "\\-");
  return escaped.starts_with('.') || escaped.starts_with('\'') ? "\\&" + escaped : escaped;
}

std::string manual_page()
{
  std::string text = fmt::format(
      ".TH DMN\\-COHORT 1 \"\" \"dmn\\-cohort {}\" \"User Commands\"\n.SH NAME\ndmn\\-cohort \\- resting\\-state "
      "default\\-mode\\-network connectivity of large cohorts\n"
      ".SH SYNOPSIS\n.B dmn\\-cohort\n.I job\n[\\-\\-config FILE] [\\-\\-section.option=value ...]\n.br\n.B mpirun "
      "\\-n\n.I N\n.B dmn\\-cohort\n.I job\n\\&...\n.SH JOBS\n",
      base::version());
  for (const auto& job : all_jobs())
    text +=
        fmt::format(".TP\n.B {}\n{}\n", roff(job.name), roff(replaced(job.summary + ". " + job.details, "\n", " ")));
  text += ".SH OPTIONS\nIn a config file: [section] and option = value.\n";
  for (const auto& row : option_table()) {
    text +=
        fmt::format(".TP\n.B \\-\\-{} {}\n{}\n", roff(row.name), roff(row.form == Form::flag ? "" : row.value),
                    roff(row.help + (row.standard.empty() || row.form == Form::flag ? "" : " [" + row.standard + "]")));
  }
  return text +
         ".SH EXIT STATUS\n0 all done; 1 done, but some runs failed or were excluded; 2 bad usage, config or design; 3 "
         "nothing could be done; 75 stopped early on request, the same command "
         "resumes.\n.SH NOTES\nResearch use only; not a diagnostic device.\n";
}

std::string bash_completion()
{
  std::string jobs;
  std::string cases;
  for (const auto& job : all_jobs()) {
    jobs += (jobs.empty() ? "" : " ") + job.name;
    std::string options = "--help";
    for (const auto& row : option_table()) {
      if (row.jobs.empty() || job.name == "run" || std::ranges::find(row.jobs, job.name) != row.jobs.end())
        options += " --" + row.name;
    }
    cases += fmt::format("    {}) words=\"{}\" ;;\n", job.name, options);
  }
  return "# bash completion of dmn-cohort; written by `dmn-cohort --help-as bash`\n_dmn_cohort()\n{\n  local "
         "current=${COMP_WORDS[COMP_CWORD]} job=${COMP_WORDS[1]} words\n"
         "  if [ \"$COMP_CWORD\" = 1 ]; then\n    COMPREPLY=($(compgen -W \"" +
         jobs + " --help --help-as --version\" -- \"$current\"))\n    return\n  fi\n  case $job in\n" + cases +
         "    *) return ;;\n  esac\n  case $current in\n    --*) COMPREPLY=($(compgen -W \"$words\" -- \"$current\")) "
         ";;\n    *) COMPREPLY=($(compgen -f -- \"$current\")) ;;\n  esac\n}\n"
         "complete -o filenames -F _dmn_cohort dmn-cohort\n";
}

}  // namespace

std::string help_as(const std::string& form)
{
  const std::map<std::string, std::string (*)()> forms = {
      {"markdown", options_markdown}, {"config", options_config}, {"man", manual_page}, {"bash", bash_completion}};
  const auto found = forms.find(form);
  if (found == forms.end()) {
    throw base::UsageError(
        "",
        {.field = "help-as", .expected = "markdown, config, man or bash", .found = form.empty() ? "nothing" : form});
  }
  return found->second();
}

}  // namespace dmn::jobs
