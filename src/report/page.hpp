#pragma once

#include <string>
#include <vector>

#include "report/page_parts.hpp"
#include "report/study_results.hpp"

namespace dmn::report {

/// A report: one file that needs nothing else, and its figures.
struct Page {
  std::string html;
  std::vector<NamedDrawing> figures;
};

/// The whole page. Same results, same bytes: no date, no host, no random number.
/// The content policy of the page lets it load nothing: styles, script and pictures are inside.
Page page_of(const StudyResults& study);

/// Embedded at build time from src/report/assets.
const char* page_style();
const char* page_script();

}  // namespace dmn::report
