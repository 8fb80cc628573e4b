#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/drawing.hpp"
#include "report/result_values.hpp"

namespace dmn::report {

/// A number as text, marked with its full value and the place of the result file it comes from:
/// `<data value="-0.6061" data-source="group/x/markers.tsv|3|g">−0.61</data>`.
std::string data_element(const Sourced& number, const std::string& shown);
std::string sourced_fixed(const Sourced& number, int places);
std::string sourced_signed(const Sourced& number, int places);
std::string sourced_probability(const Sourced& number);
/// `p = .004`, the number marked; what follows `_` in the name is set below the line.
std::string sourced_p(const std::string& name, const Sourced& number);
std::string sourced_count(const Sourced& number);
/// A share as percent.
std::string sourced_percent(const Sourced& share, int places);

/// A part of the page under its question. @param body  HTML
std::string section(const std::string& id, const std::string& question, const std::string& body);
std::string paragraph(const std::string& html, const std::string& style_class = "");

/// A drawing with its caption (HTML). @param style_class  of the figure
std::string figure(const Drawing& drawing, const std::string& caption, const std::string& style_class = "");

/// Rows of HTML cells under a header of HTML cells; columns of numbers are set right.
struct HtmlTable {
  std::string label;  ///< for screen readers
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::size_t text_columns = 1;  ///< leading columns that are text
};
std::string table(const HtmlTable& table);

/// Something to fold out. Printing opens those of the last part.
std::string fold_out(const std::string& summary, const std::string& body);

/// A figure as a file of its own: name without ending.
using NamedDrawing = std::pair<std::string, Drawing>;

}  // namespace dmn::report
