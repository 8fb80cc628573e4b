#pragma once

#include <string>
#include <utility>
#include <vector>

namespace dmn::report {

/// The sentence that every page about persons carries (METHODS.md section 8).
extern const char* const research_use_banner;

/// One measure of a person.
struct CardRow {
  std::string name;         ///< as the tables call it: `M1`, `within_Salience`
  std::string description;  ///< `within network DMN`
  std::string label;        ///< `M1 within network DMN`, short enough for a figure
  double observed = 0;
  double expected = 0;
  double z = 0;
  double z_low = 0;  ///< NaN where the reliability is unknown
  double z_high = 0;
  std::string status;  ///< `scored`, or the standing with its reason
  std::string note;
  bool adjusted_for_site = true;
};

/// Measures under one question.
struct CardSection {
  std::string question;
  std::string explanation;
  std::vector<CardRow> rows;
};

/// A person against the norm.
struct ProfileCard {
  std::string title;                                       ///< `Connectivity profile: sub-01, session 2`
  std::vector<std::string> sentences;                      ///< what was found, in words
  std::vector<std::pair<std::string, std::string>> facts;  ///< who, against whom, adjusted for what
  std::vector<CardSection> sections;
  std::vector<std::string> remarks;  ///< how to read it
};

/// One self-contained page: figures as SVG, light and dark, no script, no request to anywhere.
std::string profile_card_html(const ProfileCard& card);

}  // namespace dmn::report
