#include "report/page_parts.hpp"

#include <cmath>

#include "base/text.hpp"
#include "report/html_text.hpp"
#include "report/number_text.hpp"
#include "report/svg_writer.hpp"

namespace dmn::report {

std::string data_element(const Sourced& number, const std::string& shown)
{
  return "<data value=\"" + base::format_number(number.value) + "\"" + attribute("data-source", number.source) + ">" +
         escape_html(shown) + "</data>";
}

std::string sourced_fixed(const Sourced& number, int places)
{
  return data_element(number, fixed(number.value, places));
}

std::string sourced_signed(const Sourced& number, int places)
{
  return data_element(number, signed_fixed(number.value, places));
}

std::string sourced_probability(const Sourced& number)
{
  return data_element(number, probability(number.value));
}

std::string sourced_p(const std::string& name, const Sourced& number)
{
  const std::string shown = probability(number.value);
  const bool has_sign = shown.front() == '<' || shown.front() == '>';
  const auto underscore = name.find('_');
  std::string html = "<i>" + escape_html(name.substr(0, underscore)) + "</i>";
  if (underscore != std::string::npos) html += "<sub>" + escape_html(name.substr(underscore + 1)) + "</sub>";
  return "<span class=\"nb\">" + html + (has_sign ? " " : " = ") + data_element(number, shown) + "</span>";
}

std::string sourced_count(const Sourced& number)
{
  if (std::isnan(number.value)) return data_element(number, "n/a");
  return data_element(number, count_text(std::llround(number.value)));
}

std::string sourced_percent(const Sourced& share, int places)
{
  return data_element(share, fixed(100 * share.value, places)) + " %";
}

std::string section(const std::string& id, const std::string& question, const std::string& body)
{
  return "<section" + attribute("id", id) + ">\n<h2>" + escape_html(question) + "</h2>\n" + body + "</section>\n";
}

std::string paragraph(const std::string& html, const std::string& style_class)
{
  return "<p" + attribute("class", style_class) + ">" + html + "</p>\n";
}

std::string figure(const Drawing& drawing, const std::string& caption, const std::string& style_class)
{
  const std::string words = caption.empty() ? "" : "<figcaption>" + caption + "</figcaption>";
  return "<figure" + attribute("class", style_class) + " style=\"--w:" + coordinate(drawing.width) + "px\">" +
         svg_element(drawing) + words + "</figure>\n";
}

std::string table(const HtmlTable& table)
{
  std::string html = "<div class=\"scroll\" tabindex=\"0\" role=\"region\"" + attribute("aria-label", table.label) +
                     "><table><thead><tr>";
  const auto style_class = [&](std::size_t column) { return column < table.text_columns ? "" : " class=\"n\""; };
  for (std::size_t c = 0; c < table.header.size(); ++c)
    html += "<th scope=\"col\"" + std::string(style_class(c)) + ">" + table.header[c] + "</th>";
  html += "</tr></thead><tbody>\n";
  for (const auto& row : table.rows) {
    html += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c) html += "<td" + std::string(style_class(c)) + ">" + row[c] + "</td>";
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string fold_out(const std::string& summary, const std::string& body)
{
  return "<details><summary>" + summary + "</summary>\n" + body + "</details>\n";
}

}  // namespace dmn::report
