#include <fmt/format.h>

#include <algorithm>

#include "methods.hpp"
#include "store/result_file.hpp"

namespace dmn::jobs {

void describe_pool(const std::filesystem::path& out, MethodsText& text)
{
  const auto path = out / "pool" / "result.h5";
  if (!std::filesystem::exists(path)) return;
  const store::ResultReader file(path, "dmn-cohort-pool/1");
  const Eigen::VectorXd n = file.numbers("/edges/n");
  text.heading("Pooled sites");
  text.say(
      fmt::format("The contrast `{}` (`{}`) was estimated from the sums of {} sites alone, which gives the least "
                  "squares of all their rows ({:.0f} participants).",
                  file.attribute("contrast"), file.attribute("model"), file.strings("/sites/site").size(),
                  n.size() > 0 ? n.maxCoeff() : 0.0));
  if (file.has("/meta/estimate") && (file.numbers("/meta/k").array() > 1).any())
    text.say(
        "The sites' own effects were combined by random-effects meta-analysis (REML [@viechtbauer2010], intervals of "
        "Hartung and Knapp [@hartung2001]).");
}

}  // namespace dmn::jobs
