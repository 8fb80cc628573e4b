#include <fmt/format.h>

#include <optional>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "compared_data.hpp"
#include "files/delimited.hpp"
#include "jobs.hpp"
#include "report/findings.hpp"
#include "report/html_text.hpp"
#include "report/page.hpp"
#include "report/pdf_writer.hpp"
#include "report/sections.hpp"
#include "report/svg_writer.hpp"
#include "report_cohort.hpp"
#include "report_files.hpp"
#include "store/atomic_file.hpp"
#include "store/result_file.hpp"

namespace dmn::jobs {
namespace {

std::string title_of(const report::StudyResults& study)
{
  if (study.contrasts.empty()) return "Resting-state connectivity of a cohort";
  const auto words = report::words_of(study.contrasts.front());
  if (!words.compares_groups) return fmt::format("Resting-state connectivity and {}", words.first);
  return fmt::format("Resting-state connectivity: {} compared with {}", words.first, words.second);
}

std::vector<std::string> groups_to_draw(const report::StudyResults& study)
{
  if (study.contrasts.empty()) return {};
  const auto words = report::words_of(study.contrasts.front());
  if (!words.compares_groups) return {};
  return {words.first, words.second};
}

/// The session that was compared; empty where none was chosen.
std::string session_of(const report::StudyResults& study)
{
  return study.contrasts.empty() ? "" : study.contrasts.front().summary.text("/session");
}

/// What was compared, where `group` kept it; else the folder's cohort file.
std::optional<report::CohortPicture> picture_of_study(const Options& options, const report::StudyResults& study)
{
  const std::filesystem::path cohort_file = "cohort.h5";
  const auto groups = groups_to_draw(study);
  if (std::filesystem::is_regular_file(options.out / compared_data_file))
    return read_compared_data(options.out, groups);
  if (std::filesystem::is_regular_file(options.out / cohort_file))
    return picture_of_cohort(options.out, cohort_file, options.group.kind, groups, session_of(study));
  return std::nullopt;
}

void add_cohort(const Options& options, report::StudyResults& study)
{
  study.cohort = picture_of_study(options, study);
  if (!study.cohort) {
    base::info("neither group/data.h5 nor cohort.h5: matrices, glass brain and single participants are not drawn");
    return;
  }
  const auto& cohort = *study.cohort;
  study.outline = outline_of_cohort(options.out, cohort);
  study.provenance.emplace_back(cohort.path + ": roi_set", cohort.roi_set);
  study.provenance.emplace_back(cohort.path + ": roi_hash", cohort.roi_hash);
  study.provenance.emplace_back(cohort.path + ": pipeline",
                                cohort.pipeline.empty() ? "ready-made matrices" : cohort.pipeline);
  for (const auto& [name, text] : store::read_file_provenance(options.out / cohort.path))
    study.provenance.emplace_back(cohort.path + ": " + name, text);
}

report::StudyResults read_study(const Options& options)
{
  if (!std::filesystem::is_directory(options.out))
    throw base::UsageError("not a folder", {.file = options.out.string(), .field = "out"});
  report::StudyResults study{.program = "dmn-cohort " + base::version()};
  read_results(options.out, study);
  add_cohort(options, study);
  if (study.contrasts.empty() && !study.cohort)
    throw base::NothingToDo("neither group results nor a cohort file was found: run `connectivity` or `group` first",
                            {.file = options.out.string()});
  study.title = options.report.title.empty() ? title_of(study) : options.report.title;
  return study;
}

/// Removes the figures that an earlier report lists in figures.txt, and nothing else.
void forget_figures(const std::filesystem::path& folder)
{
  const auto list = folder / "figures.txt";
  if (!std::filesystem::is_regular_file(list)) return;
  for (const auto& name : base::split(files::read_text(list), '\n')) {
    const std::filesystem::path file = name;
    const bool is_figure = file == file.filename() && (file.extension() == ".svg" || file.extension() == ".pdf");
    if (is_figure) std::filesystem::remove(folder / file);
  }
}

void write_figures(const std::filesystem::path& folder, const std::vector<report::NamedDrawing>& figures)
{
  forget_figures(folder);
  std::string list;
  for (const auto& [name, drawing] : figures) {
    store::write_text_atomically(folder / (name + ".svg"), report::svg_file(drawing));
    store::write_text_atomically(folder / (name + ".pdf"), report::pdf_file(drawing));
    list += name + ".svg\n" + name + ".pdf\n";
  }
  store::write_text_atomically(folder / "figures.txt", list);
}

void say_found(const report::StudyResults& study)
{
  for (const auto& contrast : study.contrasts)
    base::info("{}: {}", contrast.summary.text("/contrast"), report::plain_text(report::found_paragraph(contrast)));
}

}  // namespace

ExitStatus report_job(const Options& options, const parallel::Communicator& world)
{
  parallel::on_master(world, [&] {
    const auto study = read_study(options);
    const auto page = report::page_of(study);
    store::write_text_atomically(options.out / "report.html", page.html);
    write_figures(options.out / "figures", page.figures);
    say_found(study);
    base::info("{} ({:.2f} MB), {} figures as SVG and PDF in {}", (options.out / "report.html").string(),
               static_cast<double>(page.html.size()) / 1e6, page.figures.size(), (options.out / "figures").string());
  });
  return ExitStatus::done;
}

}  // namespace dmn::jobs
