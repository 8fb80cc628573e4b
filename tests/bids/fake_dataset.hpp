#pragma once

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>

#include "base/error.hpp"
#include "base/text.hpp"
#include "bids/index.hpp"
#include "files/delimited.hpp"
#include "files/temporary_folder.hpp"

namespace dmn::test {

/// What one fake run holds. Its image is text that `fake_image_facts` understands; no NIfTI is written.
struct FakeRun {
  std::string participant = "01";
  std::string session = {};  ///< bare, empty: no session folder
  std::string task = "rest";
  std::string run = {};    ///< bare, empty: no run entity
  std::string extra = {};  ///< further entities of the raw scan, e.g. `_acq-short`
  std::string space = "_space-MNI152NLin2009cAsym";
  std::string image = "dims=4 volumes=5 voxels=1000 tr=2";
  std::string extension = ".nii.gz";
  std::string json = R"({"RepetitionTime": 2.0})";  ///< empty: no sidecar
  std::string confounds_suffix = "timeseries";      ///< `regressors` before fMRIPrep 20.2; empty: no confounds
  std::string columns = "trans_x\tcsf\twhite_matter";
  int rows = 5;
  bool mask = true;
};

/// A small tree of files named as fMRIPrep names them.
class FakeDataset {
 public:
  explicit FakeDataset(std::string name = "fmriprep") : name_(std::move(name))
  {
    std::filesystem::create_directories(path());
  }

  std::filesystem::path path() const { return folder_.path() / name_; }
  const std::filesystem::path& parent() const { return folder_.path(); }

  std::filesystem::path write(const std::filesystem::path& file, std::string_view content) const
  {
    return folder_.write(std::filesystem::path(name_) / file, content);
  }

  /// `sub-01/ses-2/func`, relative to the dataset.
  static std::filesystem::path func(const FakeRun& run)
  {
    std::filesystem::path folder = "sub-" + run.participant;
    if (!run.session.empty()) folder /= "ses-" + run.session;
    return folder / "func";
  }

  /// `sub-01/ses-2/func/sub-01_ses-2_task-rest_run-1`, relative to the dataset.
  static std::string stem(const FakeRun& run)
  {
    std::string name = "sub-" + run.participant;
    if (!run.session.empty()) name += "_ses-" + run.session;
    name += "_task-" + run.task + run.extra;
    if (!run.run.empty()) name += "_run-" + run.run;
    return (func(run) / name).string();
  }

  void add(const FakeRun& run) const
  {
    const auto stem_name = stem(run);
    write(stem_name + run.space + "_desc-preproc_bold" + run.extension, run.image);
    if (!run.json.empty()) write(stem_name + run.space + "_desc-preproc_bold.json", run.json);
    if (run.mask) write(stem_name + run.space + "_desc-brain_mask.nii.gz", "mask");
    if (run.confounds_suffix.empty()) return;
    write(stem_name + "_desc-confounds_" + run.confounds_suffix + ".tsv", confounds_text(run));
    write(stem_name + "_desc-confounds_" + run.confounds_suffix + ".json", "{}");
  }

  static std::string confounds_text(const FakeRun& run)
  {
    const auto n_columns = 1 + std::ranges::count(run.columns, '\t');
    std::string row = "0.5";
    for (int column = 1; column < n_columns; ++column) row += "\t0.5";
    std::string text = run.columns + "\n";
    for (int i = 0; i < run.rows; ++i) text += row + "\n";
    return text;
  }

 private:
  TemporaryFolder folder_;
  std::string name_;
};

/// Reads the text that FakeRun::image puts in place of an image, refusing what is none as the real reader does.
inline bids::ImageFacts fake_image_facts(const std::filesystem::path& path)
{
  const std::string text = files::read_text(path);
  if (text.empty())
    throw base::InputError("is empty", {.file = path.string(), .expected = "a NIfTI header", .found = "0 bytes"});
  std::map<std::string, double> said;
  for (const auto& word : base::split(text, ' ')) {
    const auto parts = base::split(word, '=');
    const auto number = parts.size() == 2 ? base::parse_double(parts[1]) : std::nullopt;
    if (!number) throw base::InputError("is not a NIfTI image", {.file = path.string()});
    said[parts[0]] = *number;
  }
  bids::ImageFacts facts{.n_volumes = static_cast<std::int64_t>(said["volumes"]),
                         .n_voxels = static_cast<std::int64_t>(said["voxels"]),
                         .n_dimensions = static_cast<int>(said["dims"]),
                         .repetition_time = std::nullopt};
  if (said.contains("tr")) facts.repetition_time = base::Seconds(said["tr"]);
  return facts;
}

inline bids::IndexOptions fake_options(const FakeDataset& dataset, const std::string& site = {})
{
  bids::IndexOptions options;
  options.derivatives = {{.site = site, .path = dataset.path()}};
  options.read_image_facts = fake_image_facts;
  return options;
}

}  // namespace dmn::test
