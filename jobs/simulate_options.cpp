#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "option_table.hpp"
#include "simulation/options.hpp"

namespace dmn::jobs {
namespace {

using simulation::SimulateOptions;
using Form = OptionRow::Form;

const std::vector<std::string> simulate_jobs = {"simulate"};

[[noreturn]] void refuse(const std::string& name, const std::string& expected, const std::string& found)
{
  throw base::UsageError("", {.field = name, .expected = expected, .found = found});
}

double number_from(const std::string& name, const std::string& text)
{
  const auto value = base::parse_double(text);
  if (!value || !std::isfinite(*value)) refuse(name, "a number", text);
  return *value;
}

int integer_from(const std::string& name, const std::string& text)
{
  const auto value = base::parse_integer(text);
  constexpr long long limit = 1'000'000;
  if (!value || *value < -limit || *value > limit) refuse(name, "a whole number", text);
  return static_cast<int>(*value);
}

bool boolean_from(const std::string& name, const std::string& text)
{
  if (text != "true" && text != "false") refuse(name, "true or false", text);
  return text == "true";
}

template <class Value, class Parse>
std::vector<Value> list_from(const std::string& name, const std::string& text, const Parse& parse)
{
  std::vector<Value> values;
  for (const auto& part : base::split(text, ',')) values.push_back(parse(name, part));
  return values;
}

simulation::Naming naming_from(const std::string& name, const std::string& text)
{
  if (text == "current") return simulation::Naming::current;
  if (text == "older") return simulation::Naming::older;
  refuse(name, "current or older", text);
}

}  // namespace

std::vector<OptionRow> simulate_option_rows()
{
  const auto row = [](const std::string& name, const std::string& value, const std::string& standard,
                      const std::string& help, Form form = Form::single, bool is_path = false) {
    return OptionRow{"simulate." + name, form, value, standard, help, simulate_jobs, is_path};
  };
  return {
      row("participants", "N", "40", "participants, dealt out to the sites in turn"),
      row("sites", "N", "2", "sites, one derivatives folder each"),
      row("patient_fraction", "X", "0.5", "share of patients within each site"),
      row("group_by_site", "BOOL", "false", "patients at every second site only: a design that must be refused"),
      row("sessions", "N", "1", "sessions a participant"),
      row("runs", "N", "1", "runs a session"),
      row("missing_scans", "X", "0", "share of participants that were never scanned"),
      row("volumes", "N[,N...]", "200", "volumes a run; the k-th value for the k-th site, in turn"),
      row("tr_s", "S[,S...]", "2", "repetition time, seconds; the k-th value for the k-th site, in turn"),
      row("non_steady_volumes", "N", "1", "brighter volumes at the start"),
      row("grid_mm", "MM", "4", "2, 3 or 4"),
      row("space", "NAME", "MNI152NLin2009cAsym", "space that file names declare"),
      row("res_entity", "BOOL", "false", "write res-<grid_mm> into file names"),
      row("naming", "NAME", "current", "current or older fMRIPrep names"),
      row("effect", "SPEC", "DMN-Salience=0.15, age:DMN=-0.03, sex:DMN=0.03",
          "[VARIABLE:]A-B=Z or [VARIABLE:]A=Z: change of Fisher z a unit of group (patients), age (decades), sex, "
          "pain, depression, session, progress (session, patients only), neuropathic or persistent (patients so "
          "labelled); "
          "A, B: networks, subsystems, ROIs, or M1..M8; Zsd: in units of participant_sd",
          Form::list),
      row("participant_sd", "Z", "0.1", "SD of an edge's true Fisher z between participants"),
      row("reliability", "X", "0.8", "share of that variance that is the same in all sessions"),
      row("site_offset", "Z", "0.05", "SD between sites of a network pair's mean"),
      row("site_scale", "X", "0.15", "SD between sites of the logarithm of participant_sd"),
      row("site_gain", "X", "0.1", "SD between sites of the logarithms of image intensity and noise"),
      row("mean_fd_mm", "MM", "0.12", "median framewise displacement between jerks"),
      row("patient_motion", "X", "1.2", "patients move this many times as much"),
      row("motion_artefact", "X", "1", "multiplies what motion does to the image"),
      row("physiology", "X", "1", "multiplies global signal, tissue components and drift"),
      row("noise", "X", "0.01", "SD of a voxel's noise, as a share of its intensity"),
      row("clinical", "BOOL", "false",
          "the participants table also holds arm, pain_after, subtype, months and outcome, all with known truth"),
      row("arm_effect", "POINTS", "-1", "pain_after in the active less the usual arm"),
      row("prognosis", "MARKER=POINTS", "", "points of pain_after a SD of a marker, as in M4=0.5"),
      row("moderation", "MARKER=POINTS", "", "points a SD of a marker in the active arm only, as in M5=0.8"),
      row("write_series", "BOOL", "false", "also write the ROI signals before nuisance and noise"),
      row("from_series", "TSV", "", "instead: paint the series of this manifest into a label atlas", Form::single,
          true),
      row("atlas", "NIFTI", "", "label image for from_series; rois.labels names its regions", Form::single, true),
  };
}

SimulateOptions resolve_simulate_options(const OptionValues& values)
{
  SimulateOptions options;
  const auto read = [&values](const std::string& short_name, const auto& parse, auto& target) {
    const std::string name = "simulate." + short_name;
    const auto found = values.find(name);
    if (found != values.end()) target = parse(name, std::string(base::trim(found->second.front())));
  };
  const auto text = [](const std::string&, const std::string& value) { return value; };
  const auto integers = [](const std::string& name, const std::string& value) {
    return list_from<int>(name, value, integer_from);
  };
  const auto numbers = [](const std::string& name, const std::string& value) {
    return list_from<double>(name, value, number_from);
  };

  read("participants", integer_from, options.participants);
  read("sites", integer_from, options.sites);
  read("patient_fraction", number_from, options.patient_fraction);
  read("group_by_site", boolean_from, options.group_by_site);
  read("sessions", integer_from, options.sessions);
  read("runs", integer_from, options.runs);
  read("missing_scans", number_from, options.missing_scans);
  read("volumes", integers, options.volumes);
  read("tr_s", numbers, options.tr_s);
  read("non_steady_volumes", integer_from, options.non_steady_volumes);
  read("grid_mm", integer_from, options.grid_mm);
  read("space", text, options.space);
  read("res_entity", boolean_from, options.res_entity);
  read("naming", naming_from, options.naming);
  read("participant_sd", number_from, options.participant_sd);
  read("reliability", number_from, options.reliability);
  read("site_offset", number_from, options.site_offset);
  read("site_scale", number_from, options.site_scale);
  read("site_gain", number_from, options.site_gain);
  read("mean_fd_mm", number_from, options.mean_fd_mm);
  read("patient_motion", number_from, options.patient_motion);
  read("motion_artefact", number_from, options.motion_artefact);
  read("physiology", number_from, options.physiology);
  read("noise", number_from, options.noise);
  read("clinical", boolean_from, options.clinical);
  read("arm_effect", number_from, options.arm_effect);
  read("prognosis", text, options.prognosis);
  read("moderation", text, options.moderation);
  read("write_series", boolean_from, options.write_series);
  if (const auto effects = values.find("simulate.effect"); effects != values.end()) options.effects = effects->second;
  if (const auto task = values.find("input.task"); task != values.end()) options.task = task->second.front();
  simulation::require_sensible(options);
  return options;
}

}  // namespace dmn::jobs
