#pragma once

#include <string>

namespace dmn::jobs {

/// What the option table and the list of jobs say, in another form: `dmn-cohort --help-as FORM`. The files of the
/// project that are made of it are listed in tests/generated.sh.
/// @param form  `markdown` (docs/options.md), `config` (config/template.cfg), `man` (a manual page), `bash`
/// (completion)
/// @throws UsageError for another form
std::string help_as(const std::string& form);

}  // namespace dmn::jobs
