#pragma once

#include <string>
#include <vector>

namespace dmn::report {

/// A publication behind a method.
struct Reference {
  std::string key;       ///< `power2012`
  std::string text;      ///< authors, year, title, journal (`In: ` and proceedings), for people
  std::string doi;       ///< empty where there is none
  std::string url = {};  ///< a stable address where there is no DOI
};

/// Every publication that generated text may cite, by key.
const std::vector<Reference>& references();

/// @throws ShapeError for a key that is not there
const Reference& reference(const std::string& key);

/// The text with its DOI, else its address.
std::string sentence(const Reference& reference);

/// BibTeX entries of these keys, in this order.
std::string bibtex(const std::vector<std::string>& keys);

}  // namespace dmn::report
