#include <algorithm>

#include "methods.hpp"

namespace dmn::jobs {

void describe_measures(const std::vector<std::string>& measures, MethodsText& text)
{
  const auto holds = [&](const std::string& name) { return std::ranges::find(measures, name) != measures.end(); };
  if (holds("alff"))
    text.say(
        "As exploratory measures of regions, amplitudes of 0.01 to 0.08 Hz (also as a fraction of 0.01 to 0.2 Hz), "
        "0.01 to "
        "0.027 Hz and 0.12 to 0.20 Hz were computed from series with confounds and trend regressed, neither filtered "
        "nor "
        "censored [@zang2007; @zou2008].");
  if (holds("reho"))
    text.say(
        "As an exploratory measure of regions, regional homogeneity (ReHo), Kendall's coefficient of concordance over "
        "the voxels of a region [@zang2004], was computed from voxels denoised, filtered and censored as the region "
        "means were, with average ranks for ties. It is of whole regions, not of neighbourhoods of 27 voxels, and "
        "rises with the smoothness of the images.");
  if (holds("strength"))
    text.say(
        "As exploratory measures of the graph of positive Fisher z, strength, weighted clustering [@onnela2005], "
        "participation [@guimera2005], modularity (also of the best of 100 runs of Louvain's method [@blondel2008]), "
        "and "
        "degree and clustering at densities of 10 to 30 % were computed.");
}

}  // namespace dmn::jobs
