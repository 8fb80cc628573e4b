#pragma once

#include <string>
#include <vector>

namespace dmn::report {

/// A publication behind a method.
struct Reference {
  std::string key;   ///< `power2012`
  std::string text;  ///< authors, year, title, journal, for people
  std::string doi;   ///< empty where there is none
};

/// Every publication that generated text may cite, by key.
const std::vector<Reference>& references();

/// @throws ShapeError for a key that is not there
const Reference& reference(const std::string& key);

/// BibTeX entries of these keys, in this order.
std::string bibtex(const std::vector<std::string>& keys);

}  // namespace dmn::report
