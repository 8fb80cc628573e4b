#include "simulation_truth.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"
#include "simulation/motion.hpp"
#include "simulation/treatment_outcome.hpp"

namespace dmn::jobs {
namespace {

using base::format_number;
using nlohmann::ordered_json;
using simulation::ConnectivityModel;
using simulation::SimulateOptions;
using simulation::Variable;

constexpr std::array usual_variables{Variable::group, Variable::age,        Variable::sex,
                                     Variable::pain,  Variable::depression, Variable::session};

/// The usual ones, and those that an effect names.
std::vector<Variable> shown_variables(const ConnectivityModel& model)
{
  std::vector<Variable> variables(usual_variables.begin(), usual_variables.end());
  for (const auto& effect : model.effects()) {
    if (std::ranges::find(variables, effect.variable) == variables.end()) variables.push_back(effect.variable);
  }
  return variables;
}

std::string row_of(const std::vector<std::string>& cells)
{
  return base::join(cells, "\t") + "\n";
}

std::string or_missing(const std::string& label)
{
  return label.empty() ? "n/a" : label;
}

void append_course(std::vector<std::string>& cells, const simulation::Participant& person, double pain_after)
{
  const auto of_patients = [&](const std::string& cell) { return person.patient ? cell : "n/a"; };
  cells.push_back(of_patients(person.active ? "active" : "usual"));
  cells.push_back(of_patients(format_number(pain_after)));
  cells.push_back(of_patients(simulation::subtypes[static_cast<std::size_t>(person.subtype)]));
  cells.push_back(format_number(person.months));
  cells.push_back(of_patients(person.persistent ? "persistent" : "recovered"));
}

/// How pain_after came about.
ordered_json clinical_of(const SimulateOptions& o)
{
  return {{"pain_after",
           "2 + 0.6 pain + arm_effect (active) + prognosis z + moderation z (active) + N(0, 1), z the true "
           "marker of the first session in SDs of the patients"},
          {"arm", "active or usual, by a fair coin"},
          {"subtype", "mechanical, neuropathic or central, equally frequent"},
          {"outcome", "persistent or recovered, by a fair coin"},
          {"arm_effect", o.arm_effect},
          {"prognosis", o.prognosis},
          {"moderation", o.moderation}};
}

std::string group_of(const simulation::Participant& person)
{
  return person.patient ? "patient" : "control";
}

ordered_json settings_of(const SimulateOptions& o)
{
  return {{"seed", o.seed},
          {"participants", o.participants},
          {"sites", o.sites},
          {"patient_fraction", o.patient_fraction},
          {"group_by_site", o.group_by_site},
          {"sessions", o.sessions},
          {"runs", o.runs},
          {"missing_scans", o.missing_scans},
          {"volumes", o.volumes},
          {"tr_s", o.tr_s},
          {"non_steady_volumes", o.non_steady_volumes},
          {"grid_mm", o.grid_mm},
          {"task", o.task},
          {"space", o.space},
          {"res_entity", o.res_entity},
          {"naming", o.naming == simulation::Naming::older ? "older" : "current"},
          {"effects", o.effects},
          {"participant_sd", o.participant_sd},
          {"reliability", o.reliability},
          {"site_offset", o.site_offset},
          {"site_scale", o.site_scale},
          {"site_gain", o.site_gain},
          {"mean_fd_mm", o.mean_fd_mm},
          {"patient_motion", o.patient_motion},
          {"motion_artefact", o.motion_artefact},
          {"physiology", o.physiology},
          {"noise", o.noise},
          {"write_series", o.write_series}};
}

ordered_json definitions()
{
  return {
      {"fisher_z", "atanh of the correlation of two ROIs' signals before nuisance and noise"},
      {"effect", "change of the expected fisher_z of each of the effect's edges by one unit of its variable"},
      {"group", "1 for patients, 0 for controls: the effect is patients minus controls"},
      {"age", "decades from 45 years"},
      {"sex", "1 for F, 0 for M"},
      {"pain", "SDs (1.6) from the mean of patients (5.5); 0 for controls"},
      {"depression", "SDs from the mean of the group: 13 (SD 6) in patients, 5 (SD 3) in controls"},
      {"session", "sessions since the first"},
      {"participant_sd", "SD between participants of one site of an edge's true fisher_z; site scale multiplies it"},
      {"fisher_z_offset", "added at this site to the expected fisher_z of every edge between two networks"}};
}

ordered_json effects_of(const ConnectivityModel& model)
{
  ordered_json effects = ordered_json::array();
  for (const auto& effect : model.effects())
    effects.push_back({{"text", effect.text},
                       {"variable", simulation::name_of(effect.variable)},
                       {"fisher_z", effect.fisher_z},
                       {"n_edges", effect.edges.size()}});
  return effects;
}

ordered_json offsets_of(const simulation::Site& site, const connectivity::RoiTable& rois)
{
  std::map<std::string, double> offsets;
  for (std::size_t i = 0; i < rois.size(); ++i)
    for (std::size_t j = i + 1; j < rois.size(); ++j) {
      const auto [a, b] = std::minmax(rois[i].network, rois[j].network);
      offsets[or_missing(a) + "-" + or_missing(b)] =
          site.fisher_z_offset(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
    }
  return ordered_json(offsets);
}

ordered_json sites_of(const ConnectivityModel& model)
{
  ordered_json sites = ordered_json::array();
  for (const auto& site : model.sites())
    sites.push_back({{"site", site.name},
                     {"tr_s", site.tr_s},
                     {"volumes", site.volumes},
                     {"scale", site.scale},
                     {"gain", site.gain},
                     {"noise", site.noise},
                     {"fisher_z_offset", offsets_of(site, model.rois())}});
  return sites;
}

}  // namespace

std::string truth_json_text(const SimulateOptions& options, const ConnectivityModel& model)
{
  std::vector<std::string> labels;
  for (const auto& roi : model.rois()) labels.push_back(roi.label);
  ordered_json json = {{"settings", settings_of(options)},
                       {"definitions", definitions()},
                       {"effects", effects_of(model)},
                       {"sites", sites_of(model)},
                       {"rois", labels}};
  if (options.clinical) json["clinical"] = clinical_of(options);
  return json.dump(2) + "\n";
}

std::string truth_edges_text(const ConnectivityModel& model)
{
  const auto& rois = model.rois();
  const Eigen::MatrixXd resting = simulation::resting_fisher_z(rois);
  const Eigen::MatrixXd controls = model.group_correlation(false);
  const Eigen::MatrixXd patients = model.group_correlation(true);
  std::vector<std::string> cells{"roi_i", "roi_j", "label_i", "label_j", "resting", "effect", "effect_realised"};
  std::vector<Eigen::MatrixXd> effects;
  const auto variables = shown_variables(model);
  for (const Variable variable : variables) {
    effects.push_back(model.effect_of(variable));
    if (variable != Variable::group) cells.push_back("effect_" + simulation::name_of(variable));
  }
  std::string text = row_of(cells);
  for (Eigen::Index i = 0; i < resting.rows(); ++i)
    for (Eigen::Index j = i + 1; j < resting.cols(); ++j) {
      cells = {std::to_string(i),
               std::to_string(j),
               rois[static_cast<std::size_t>(i)].label,
               rois[static_cast<std::size_t>(j)].label,
               format_number(resting(i, j)),
               format_number(effects[0](i, j)),
               format_number(std::atanh(patients(i, j)) - std::atanh(controls(i, j)))};
      for (std::size_t v = 1; v < effects.size(); ++v) cells.push_back(format_number(effects[v](i, j)));
      text += row_of(cells);
    }
  return text;
}

std::string truth_runs_text(const SimulateOptions& options, const ConnectivityModel& model,
                            const std::vector<PlannedRun>& plan)
{
  constexpr double censored_mm = 0.3;
  std::string text = row_of(
      {"participant_id", "session", "run", "site", "group", "still_fd_mm", "mean_fd", "max_fd", "share_above_0.3mm"});
  for (const auto& run : plan) {
    const auto& site = model.sites()[static_cast<std::size_t>(run.person.site)];
    const Eigen::VectorXd displacement =
        simulation::displacement_of(simulation::simulate_head_motion(options, run.person, site, run.number));
    const double above = (displacement.array() > censored_mm).cast<double>().mean();
    text += row_of({run.person.id, or_missing(run.id.session), or_missing(run.id.run), site.name, group_of(run.person),
                    format_number(run.person.mean_fd_mm), format_number(displacement.mean()),
                    format_number(displacement.maxCoeff()), format_number(above)});
  }
  return text;
}

std::string true_series_manifest_text(const ConnectivityModel& model, const std::vector<PlannedRun>& plan)
{
  std::string text = row_of({"participant_id", "session", "file", "run", "tr_s"});
  for (const auto& run : plan)
    text +=
        row_of({run.person.id, or_missing(run.id.session), true_series_file(run.id).string(), or_missing(run.id.run),
                format_number(model.sites()[static_cast<std::size_t>(run.person.site)].tr_s)});
  return text;
}

std::string participants_text(const SimulateOptions& options, const ConnectivityModel& model)
{
  std::vector<std::string> names{"participant_id", "group", "site", "age", "sex", "pain", "depression"};
  if (options.clinical) names.insert(names.end(), {"arm", "pain_after", "subtype", "months", "outcome"});
  const auto people = simulation::draw_participants(options);
  const auto after =
      options.clinical ? simulation::pain_after_treatment(options, model, people) : std::vector<double>();
  std::string text = row_of(names);
  for (const auto& person : people) {
    std::vector<std::string> cells{person.id,
                                   group_of(person),
                                   simulation::site_name(person.site),
                                   format_number(person.age),
                                   person.female ? "F" : "M",
                                   format_number(person.pain),
                                   format_number(person.depression)};
    if (options.clinical) append_course(cells, person, after[person.number]);
    text += row_of(cells);
  }
  return text;
}

}  // namespace dmn::jobs
