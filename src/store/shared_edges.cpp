#include "store/shared_edges.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "store/attributes.hpp"
#include "store/verified_dataset.hpp"

namespace dmn::store {

void write_shared_edges(ResultWriter& file, const sites::SharedEdges& shared)
{
  file.attribute("kind", shared.kind);
  file.attribute("transform", shared.transform);
  file.attribute("estimator", shared.estimator);
  file.attribute("pipeline", shared.pipeline);
  file.attribute("roi_set", shared.roi_set);
  file.attribute("roi_hash", shared.roi_hash);
  std::vector<std::int64_t> i;
  std::vector<std::int64_t> j;
  for (const auto& edge : shared.edges) {
    i.push_back(edge.i);
    j.push_back(edge.j);
  }
  file.strings("/rois/label", shared.roi_labels, "regions of interest");
  file.integers("/edges/roi_i", i, "row of /rois, from 0", "first ROI");
  file.integers("/edges/roi_j", j, "row of /rois, from 0", "second ROI");
}

sites::SharedEdges read_shared_edges(hid_t file)
{
  sites::SharedEdges shared{.kind = read_text_attribute(file, "kind"),
                            .transform = read_text_attribute(file, "transform"),
                            .estimator = read_text_attribute(file, "estimator"),
                            .pipeline = read_text_attribute(file, "pipeline"),
                            .session = {},
                            .roi_set = read_text_attribute(file, "roi_set"),
                            .roi_hash = read_text_attribute(file, "roi_hash"),
                            .roi_labels = verified(file, "/rois/label").texts(),
                            .edges = {}};
  const Eigen::VectorXi i = verified_counts(file, "/edges/roi_i");
  const Eigen::VectorXi j = verified_counts(file, "/edges/roi_j");
  if (i.size() != j.size())
    throw base::IoError(
        "edges lack an end",
        {.field = "/edges/roi_j", .expected = std::to_string(i.size()), .found = std::to_string(j.size())});
  for (Eigen::Index e = 0; e < i.size(); ++e) shared.edges.push_back({i[e], j[e]});
  return shared;
}

}  // namespace dmn::store
