#pragma once

#include <string>
#include <vector>

#include "report/findings.hpp"
#include "report/page_parts.hpp"
#include "report/study_results.hpp"

namespace dmn::report {

/// The parts of the page, each HTML; empty where the files it needs are not there. Figures that also become files are
/// added to `figures`.
/// @param tag  prefix of ids and figure names: `c1-`

/// ` of session 1`, or ` of sessions 1 and 2`, where the runs shown are not all of the file, escaped; else nothing.
std::string session_words(const CohortPicture& cohort);

/// What was found of one contrast: HTML of sentences, effect with interval before p.
std::string found_paragraph(const ContrastResults& contrast);
/// What was found, in sentences and five numbers.
std::string found_section(const StudyResults& study);
/// Who was compared: participants and exclusions by site and group.
std::string people_section(const StudyResults& study);

/// Is there a difference, and does it hold at every site?
std::string sites_section(const ContrastResults& contrast, const std::string& tag, std::vector<NamedDrawing>& figures);
/// What do the pooled sums of sites say?
std::string pool_section(const StudyResults& study);
/// What does connectivity look like in each group?
std::string matrices_section(const StudyResults& study, const ContrastResults& contrast, const Findings& findings,
                             const std::string& tag, std::vector<NamedDrawing>& figures);
/// The mean matrices of the groups where no comparison was made.
std::string cohort_matrices_section(const StudyResults& study, std::vector<NamedDrawing>& figures);
/// Where are the edges that differ?
std::string brain_section(const StudyResults& study, const ContrastResults& contrast, const Findings& findings,
                          const std::string& tag, std::vector<NamedDrawing>& figures);
/// Which edges exactly?
std::string edges_section(const StudyResults& study, const ContrastResults& contrast, const Findings& findings,
                          const std::string& tag);
/// How do single participants lie?
std::string markers_section(const StudyResults& study, const ContrastResults& contrast, const std::string& tag,
                            std::vector<NamedDrawing>& figures);
/// Does another pipeline find the same?
std::string robustness_section(const ContrastResults& contrast, const std::string& tag,
                               std::vector<NamedDrawing>& figures);
/// Could motion explain it?
std::string motion_section(const StudyResults& study, std::vector<NamedDrawing>& figures);
/// What did harmonisation change?
std::string harmonisation_section(const StudyResults& study, std::vector<NamedDrawing>& figures);
/// Does it carry over to people and sites not seen?
std::string prediction_section(const StudyResults& study, std::vector<NamedDrawing>& figures);
/// Does the difference go with other symptoms?
std::string symptoms_section(const StudyResults& study);
/// Was a marker associated with the outcome of treatment?
std::string treatment_section(const StudyResults& study);
/// Did connectivity change between sessions?
std::string change_section(const StudyResults& study);
/// Where do the groups lie among the controls? Nobody is shown by themselves.
std::string profile_section(const StudyResults& study, std::vector<NamedDrawing>& figures);
/// How was it made, and what limits it?
std::string trust_section(const StudyResults& study);

}  // namespace dmn::report
