#include "simulated_run.hpp"

#include <span>
#include <utility>

#include "base/text.hpp"
#include "output_folder.hpp"
#include "simulation/confounds.hpp"
#include "simulation/painter.hpp"
#include "store/atomic_file.hpp"
#include "whole_image.hpp"

namespace dmn::jobs {
namespace {

using simulation::SimulateOptions;

std::string label_if_several(int count, int number)
{
  return count > 1 ? std::to_string(number + 1) : std::string();
}

image::Grid grid_of(const simulation::Lattice& lattice)
{
  return {.shape = lattice.shape, .to_mm = lattice.to_mm};
}

std::vector<bids::ComponentFacts> facts_of(const std::vector<simulation::Component>& components)
{
  std::vector<bids::ComponentFacts> facts;
  for (const auto& component : components)
    facts.push_back({.column = component.column,
                     .mask = component.mask,
                     .singular_value = component.singular_value,
                     .variance_explained = component.variance_explained,
                     .cumulative_variance_explained = component.cumulative_variance_explained});
  return facts;
}

std::string series_text(const connectivity::RoiTable& rois, const Eigen::MatrixXd& series)
{
  std::vector<std::string> cells;
  for (const auto& roi : rois) cells.push_back(roi.label);
  std::string text = base::join(cells, "\t") + "\n";
  for (Eigen::Index t = 0; t < series.rows(); ++t) {
    cells.clear();
    for (Eigen::Index r = 0; r < series.cols(); ++r) cells.push_back(base::format_number(series(t, r)));
    text += base::join(cells, "\t") + "\n";
  }
  return text;
}

}  // namespace

std::vector<PlannedRun> plan_runs(const SimulateOptions& options, const std::filesystem::path& out)
{
  const bids::DerivativeNaming naming{.space = options.space,
                                      .resolution = options.res_entity ? std::to_string(options.grid_mm) : "",
                                      .regressors = options.naming == simulation::Naming::older};
  std::vector<PlannedRun> plan;
  for (const auto& person : simulation::draw_participants(options)) {
    if (!person.scanned) continue;
    for (int session = 0; session < options.sessions; ++session)
      for (int run = 0; run < options.runs; ++run) {
        PlannedRun planned{.person = person, .number = {}, .id = {}, .root = {}, .files = {}};
        planned.number = {.session = static_cast<std::uint16_t>(session), .run = static_cast<std::uint8_t>(run)};
        planned.id = {.participant = person.id,
                      .session = label_if_several(options.sessions, session),
                      .task = options.task,
                      .run = label_if_several(options.runs, run)};
        planned.root = out / simulation::site_name(person.site);
        planned.files = bids::derivative_files(planned.id, naming);
        plan.push_back(std::move(planned));
      }
  }
  return plan;
}

std::filesystem::path true_series_file(const base::RunId& run)
{
  std::string name = run.participant;
  if (!run.session.empty()) name += "_ses-" + run.session;
  name += "_task-" + run.task;
  if (!run.run.empty()) name += "_run-" + run.run;
  return name + "_timeseries.tsv";
}

SimulatedRunWriter::SimulatedRunWriter(const SimulateOptions& options, const simulation::ConnectivityModel& model,
                                       std::filesystem::path out)
    : options_(options),
      model_(model),
      out_(std::move(out)),
      brain_(simulation::build_brain(simulation::mni_lattice(options.grid_mm), model.rois()))
{
}

void SimulatedRunWriter::write_mask(const std::filesystem::path& path) const
{
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(brain_.lattice.size()), 0);
  for (const auto voxel : brain_.voxels) mask[static_cast<std::size_t>(voxel)] = 1;
  WholeImage image(path, {.grid = grid_of(brain_.lattice), .n_volumes = 1, .type = image::VoxelType::uint8});
  image.writer().append_raw(std::as_bytes(std::span(mask)));
  image.commit();
}

void SimulatedRunWriter::write_true_series(const PlannedRun& run, const Eigen::MatrixXd& series) const
{
  store::write_text_atomically(out_ / "truth" / "series" / true_series_file(run.id),
                               series_text(model_.rois(), series));
}

void SimulatedRunWriter::operator()(const PlannedRun& run) const
{
  const auto& site = model_.sites()[static_cast<std::size_t>(run.person.site)];
  const base::Seconds repetition_time(site.tr_s);
  const auto signals = simulation::simulate_run(model_, options_, run.person, run.number);
  if (options_.write_series) write_true_series(run, signals.rois);

  require_inside(run.root, run.root / run.files.bold);
  WholeImage bold(run.root / run.files.bold, {.grid = grid_of(brain_.lattice),
                                              .n_volumes = site.volumes,
                                              .type = image::VoxelType::int16,
                                              .slope = double{simulation::RunPainter::step},
                                              .intercept = 0,
                                              .repetition_time = repetition_time});
  simulation::RunPainter painter(brain_, noise_, options_, run.person, site, run.number, signals);
  simulation::ConfoundsCollector collector(brain_, site.volumes, options_.non_steady_volumes,
                                           double{simulation::RunPainter::step});
  std::vector<std::int16_t> volume(static_cast<std::size_t>(brain_.lattice.size()), 0);
  for (Eigen::Index t = 0; t < site.volumes; ++t) {
    const auto steps = painter.paint(t);
    collector.add(steps);
    for (std::size_t v = 0; v < steps.size(); ++v) volume[static_cast<std::size_t>(brain_.voxels[v])] = steps[v];
    bold.writer().append_raw(std::as_bytes(std::span(volume)));
  }

  const auto confounds = collector.finish(signals.motion, repetition_time, options_.naming);
  store::write_text_atomically(run.root / run.files.confounds, bids::confounds_text(confounds.table));
  store::write_text_atomically(run.root / run.files.confounds_json,
                               bids::confounds_json_text(facts_of(confounds.components)));
  store::write_text_atomically(run.root / run.files.bold_json, bids::bold_json_text(repetition_time, options_.task));
  write_mask(run.root / run.files.mask);
  bold.commit();
}

}  // namespace dmn::jobs
