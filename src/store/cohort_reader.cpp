#include <algorithm>
#include <utility>

#include "store/attributes.hpp"
#include "store/cohort_file.hpp"
#include "store/cohort_layout.hpp"
#include "store/cohort_tables.hpp"
#include "store/dataset_reader.hpp"
#include "store/hdf5_file.hpp"
#include "store/provenance.hpp"

namespace dmn::store {
namespace {

constexpr std::string_view diagonal_ending = "_diagonal";
constexpr const char* measures_path = "/measures";

std::string dataset_of(const std::string& kind)
{
  return "/connectivity/" + kind;
}

}  // namespace

class CohortReader::Impl {
 public:
  explicit Impl(const std::filesystem::path& path) : path_(path)
  {
    distrusting_file(path_, [&] {
      file_ = open_file(path_);
      require_schema(file_.id(), cohort_schema);
      cohort_ = read_cohort_tables(file_.id());
      read_kinds();
      if (has_group(file_.id(), measures_path)) measures_ = member_names(open_group(file_.id(), measures_path).id());
    });
  }

  const stats::Cohort& cohort() const noexcept { return cohort_; }
  const std::vector<KindInfo>& kinds() const noexcept { return kinds_; }
  const std::vector<std::string>& measures() const noexcept { return measures_; }
  Provenance provenance() const
  {
    return distrusting_file(path_, [&] { return read_provenance(file_.id()); });
  }

  Eigen::MatrixXd read_edges(const std::string& kind, Eigen::Index first, Eigen::Index n) const
  {
    info_of(kind);
    return distrusting_file(path_, [&] { return StoredDataset(file_.id(), dataset_of(kind)).columns(first, n); });
  }

  Eigen::MatrixXd read_diagonal(const std::string& kind) const
  {
    if (!info_of(kind).has_diagonal) {
      throw base::InputError("the cohort file holds no diagonal of this kind", {.file = path_.string(), .found = kind});
    }
    return distrusting_file(
        path_, [&] { return StoredDataset(file_.id(), dataset_of(kind) + std::string(diagonal_ending)).matrix(); });
  }

  Eigen::MatrixXd read_measure(const std::string& name) const
  {
    if (std::ranges::find(measures_, name) == measures_.end()) {
      throw base::InputError("the cohort file does not hold this measure", {.file = path_.string(), .found = name});
    }
    return distrusting_file(path_, [&] {
      const StoredDataset dataset(file_.id(), std::string(measures_path) + "/" + name);
      const hsize_t n_runs = cohort_.runs.size();
      const bool is_of_run = dataset.shape().size() == 2 && dataset.shape().back() == 1;
      return dataset.expect({n_runs, is_of_run ? 1 : cohort_.rois.size()}).matrix();
    });
  }

 private:
  void read_kinds()
  {
    const Handle group = open_group(file_.id(), "/connectivity");
    const auto names = member_names(group.id());
    const hsize_t n_runs = cohort_.runs.size();
    for (const auto& name : names) {
      const bool is_diagonal =
          name.ends_with(diagonal_ending) &&
          std::ranges::find(names, name.substr(0, name.size() - diagonal_ending.size())) != names.end();
      const StoredDataset dataset(file_.id(), dataset_of(name));
      const hsize_t columns = is_diagonal ? cohort_.rois.size() : static_cast<hsize_t>(cohort_.edges.size());
      dataset.expect({n_runs, columns});
      if (is_diagonal) continue;
      kinds_.push_back({name, read_text_attribute(dataset.id(), "transform"),
                        read_text_attribute(dataset.id(), "estimator"),
                        std::ranges::find(names, name + std::string(diagonal_ending)) != names.end()});
    }
  }

  const KindInfo& info_of(const std::string& kind) const
  {
    const auto found = std::ranges::find(kinds_, kind, &KindInfo::name);
    if (found != kinds_.end()) return *found;
    std::string held;
    for (const auto& known : kinds_) held += (held.empty() ? "" : ", ") + known.name;
    throw base::InputError(
        "the cohort file does not hold this kind",
        {.file = path_.string(), .field = "kind", .expected = held.empty() ? "none" : held, .found = kind});
  }

  std::filesystem::path path_;
  Handle file_;
  stats::Cohort cohort_;
  std::vector<KindInfo> kinds_;
  std::vector<std::string> measures_;
};

CohortReader::CohortReader(const std::filesystem::path& path) : impl_(std::make_unique<Impl>(path)) {}
CohortReader::~CohortReader() = default;

const stats::Cohort& CohortReader::cohort() const noexcept
{
  return impl_->cohort();
}
const std::vector<KindInfo>& CohortReader::kinds() const noexcept
{
  return impl_->kinds();
}
Provenance CohortReader::provenance() const
{
  return impl_->provenance();
}

Eigen::MatrixXd CohortReader::read_edges(const std::string& kind, Eigen::Index first, Eigen::Index n) const
{
  return impl_->read_edges(kind, first, n);
}

Eigen::MatrixXd CohortReader::read_diagonal(const std::string& kind) const
{
  return impl_->read_diagonal(kind);
}

const std::vector<std::string>& CohortReader::measures() const noexcept
{
  return impl_->measures();
}

Eigen::MatrixXd CohortReader::read_measure(const std::string& name) const
{
  return impl_->read_measure(name);
}

}  // namespace dmn::store
