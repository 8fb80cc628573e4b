#include "report/profile_card.hpp"

#include <cmath>

#include "report/html_text.hpp"
#include "report/number_text.hpp"
#include "report/profile_drawing.hpp"
#include "report/svg_writer.hpp"

namespace dmn::report {

const char* const research_use_banner =
    "Research use only; not a diagnostic device. Values describe statistical position relative to this cohort's "
    "controls "
    "and do not confirm, refute or explain a person's pain.";

namespace {

constexpr const char* style = R"(<style>
:root{color-scheme:light dark;--text:#1b1b1b;--muted:#595959;--line:#c9c9c9;--panel:#f3f3f5;--paper:#ffffff;--accent:#00538a;--band:#e3e8ee;--first:#b35806;--second:#542788;--plate:#1b1b1b}
@media (prefers-color-scheme:dark){:root{--text:#ececec;--muted:#a9a9a9;--line:#4a4d52;--panel:#24272b;--paper:#17191c;--accent:#7cc0ee;--band:#2e353d;--first:#fdb863;--second:#b2abd2}}
body{margin:0 auto;max-width:60rem;padding:1rem 1.25rem 2rem;background:var(--paper);color:var(--text);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;line-height:1.2;margin:.6rem 0}h2{font-size:1.15rem;margin:1.8rem 0 .2rem}
.banner{border-left:4px solid var(--accent);background:var(--panel);padding:.5rem .8rem;font-size:.9rem;print-color-adjust:exact}
.lead{font-size:1.06rem;margin:.4rem 0}.quiet,figcaption{color:var(--muted);font-size:.9rem;margin:.15rem 0 .5rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;font-size:.92rem;margin:.8rem 0}dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
figure{margin:0}svg{display:block;width:100%;height:auto;max-width:60rem;font-family:system-ui,sans-serif}svg.narrow{display:none}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.88rem;width:100%}th,td{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.f-text{fill:var(--text)}.f-muted{fill:var(--muted)}.f-line{fill:var(--line)}.f-panel{fill:var(--panel)}.f-paper{fill:var(--paper)}.f-accent{fill:var(--accent)}.f-band{fill:var(--band)}
.s-text{stroke:var(--text)}.s-muted{stroke:var(--muted)}.s-line{stroke:var(--line)}.s-paper{stroke:var(--paper)}.s-accent{stroke:var(--accent)}.s-band{stroke:var(--band)}
@media (max-width:40rem){svg.wide{display:none}svg.narrow{display:block}dl{grid-template-columns:1fr;gap:0}dt{margin-top:.4rem}body{padding:.5rem .8rem 2rem}}
@media print{:root{--text:#000;--muted:#444;--line:#bbb;--panel:#f3f3f5;--paper:#fff;--accent:#00538a;--band:#e3e8ee}svg{print-color-adjust:exact}body{font-size:11pt;max-width:none}h2,figure{break-after:avoid}section{break-inside:avoid}}
</style>)";

std::string paragraph(const std::string& text, const char* name)
{
  return "<p" + attribute("class", name) + ">" + escape_html(text) + "</p>\n";
}

std::string cell(const std::string& text, bool is_number = false)
{
  return std::string(is_number ? "<td class=\"n\">" : "<td>") + escape_html(text) + "</td>";
}

std::string with_interval(double value, double low, double high, int places)
{
  if (std::isnan(value)) return "n/a";
  if (std::isnan(low)) return fixed(value, places) + " [reliability unknown]";
  return fixed(value, places) + " [" + fixed(low, places) + ", " + fixed(high, places) + "]";
}

std::string row_html(const CardRow& row)
{
  std::string status = row.status == "scored" ? "" : row.status;
  if (!row.note.empty()) status += (status.empty() ? "" : "; ") + row.note;
  return "<tr>" + cell(row.name) + cell(row.description) + cell(fixed(row.observed, 3), true) +
         cell(fixed(row.expected, 3), true) + cell(with_interval(row.z, row.z_low, row.z_high, 2), true) +
         cell(percentile_text(row), true) + cell(status) + "</tr>\n";
}

std::string table_html(const CardSection& section)
{
  std::string html =
      "<details><summary>Numbers</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" "
      "aria-label=\"Numbers\"><table>"
      "<thead><tr><th scope=\"col\">Measure</th><th scope=\"col\">Mean connectivity</th><th class=\"n\" "
      "scope=\"col\">Observed</th>"
      "<th class=\"n\" scope=\"col\">Expected</th><th class=\"n\" scope=\"col\">z [95 %]</th>"
      "<th class=\"n\" scope=\"col\">Percentile [95 %]</th><th scope=\"col\">Remarks</th></tr></thead>\n<tbody>";
  for (const auto& row : section.rows) html += row_html(row);
  return html + "</tbody></table></div></details>\n";
}

std::string with_class(std::string svg, const char* name)
{
  const auto at = svg.find("<svg");
  return at == std::string::npos ? svg : svg.insert(at + 4, attribute("class", name));
}

std::string section_html(const CardSection& section)
{
  return "<section><h2>" + escape_html(section.question) + "</h2>\n" + paragraph(section.explanation, "quiet") +
         "<figure>" + with_class(svg_element(profile_drawing(section, Width::wide)), "wide") +
         with_class(svg_element(profile_drawing(section, Width::narrow)), "narrow") + "</figure>\n" +
         table_html(section) + "</section>\n";
}

}  // namespace

std::string profile_card_html(const ProfileCard& card)
{
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';style-src 'unsafe-inline';img-src "
      "data:\">"
      "<title>" +
      escape_html(card.title) + "</title>\n" + style + "</head>\n<body>\n" + "<p class=\"banner\" role=\"note\">" +
      escape_html(research_use_banner) + "</p>\n<main><h1>" + escape_html(card.title) + "</h1>\n";
  for (const auto& sentence : card.sentences) html += paragraph(sentence, "lead");
  html += "<dl>";
  for (const auto& [name, value] : card.facts)
    html += "<dt>" + escape_html(name) + "</dt><dd>" + escape_html(value) + "</dd>";
  html += "</dl>\n";
  for (const auto& section : card.sections) html += section_html(section);
  html += "<section><h2>How is this to be read?</h2>\n";
  for (const auto& remark : card.remarks) html += paragraph(remark, "quiet");
  return html + "</section></main>\n</body></html>\n";
}

}  // namespace dmn::report
