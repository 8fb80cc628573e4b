#include "profile_cards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "profile_tables.hpp"
#include "report/number_text.hpp"
#include "report/profile_card.hpp"
#include "store/atomic_file.hpp"
#include "store/digest.hpp"

namespace dmn::jobs {
namespace {

using markers::MeasureKind;

constexpr std::size_t longest_file_name = 150;
constexpr double z_95 = 1.96;

bool is_safe(char c)
{
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 && (std::isalnum(byte) != 0 || c == '.' || c == '_' || c == '-');
}

std::string replaced(std::string text, const std::string& what, const std::string& by)
{
  if (const auto at = text.find(what); at != std::string::npos) text.replace(at, what.size(), by);
  return text;
}

std::string without(std::string text, const std::string& what)
{
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what)) text.erase(at, what.size());
  return text;
}

/// Short enough for a figure: `mean between networks A and B` as `A – B`.
std::string label_of(const markers::Measure& measure)
{
  const std::string& description = measure.summary.description;
  std::string label = description;
  if (description.starts_with("mean between ")) label = replaced(description, " and ", " – ");
  if (measure.kind == MeasureKind::exploratory) label = replaced(description, " with ", " – ");
  for (const char* word :
       {"mean between ", "mean ", "networks ", "network ", "DMN subsystems ", "DMN subsystem ", "subsystem "})
    label = without(label, word);
  std::ranges::replace(label, '_', ' ');
  return connectivity::is_fixed_marker(measure.summary) ? measure.summary.name + "  " + label : label;
}

/// Network means on a card: within each network, and the default mode's with each; the tables hold all.
bool is_shown(const markers::Measure& measure)
{
  if (measure.summary.edges.size() < 2 && !connectivity::is_fixed_marker(measure.summary)) return false;
  if (measure.kind != MeasureKind::network) return true;
  const auto& text = measure.summary.description;
  return text.starts_with("mean within") || text.starts_with("mean between networks DMN and ") ||
         text.ends_with(" and DMN");
}

report::CardRow card_row(const markers::Measure& measure, const ProfileScore& score)
{
  return {.name = measure.summary.name,
          .description = measure.summary.description,
          .label = label_of(measure),
          .observed = score.observed,
          .expected = score.score.deviation.expected,
          .z = score.score.deviation.z,
          .z_low = score.z_low(),
          .z_high = score.z_high(),
          .status = markers::status_of(score.score),
          .note = score.score.note,
          .adjusted_for_site = score.score.standing != markers::Standing::site_unadjusted};
}

report::CardSection empty_section(MeasureKind kind)
{
  switch (kind) {
    case MeasureKind::confirmatory:
      return {"Where do the confirmatory markers lie?",
              "Fixed in advance; each is the mean connectivity of the pairs of regions named.",
              {}};
    case MeasureKind::network:
      return {"Where do the network means lie?",
              "Within each network, and between the default mode network (DMN) and each other one; those above are not "
              "repeated.",
              {}};
    case MeasureKind::subsystem:
      return {"Where do the subsystems of the DMN lie?", "Within and between them.", {}};
    case MeasureKind::exploratory:
      break;
  }
  return {"Exploratory: the DMN with regions of interest",
          "Not fixed in advance: to form hypotheses, not to test them.",
          {}};
}

bool is_exploratory_marker(const markers::Measure& measure)
{
  return connectivity::is_fixed_marker(measure.summary) && measure.kind == MeasureKind::exploratory;
}

/// Of measures that average the same edges (M1, and the mean within network DMN) the one that says more is shown.
std::vector<report::CardSection> sections_of(const ProfileValues& values, const std::vector<ProfileScore>& scores)
{
  std::map<MeasureKind, report::CardSection> by_kind;
  std::set<std::vector<Eigen::Index>> shown;
  for (const auto kind :
       {MeasureKind::confirmatory, MeasureKind::exploratory, MeasureKind::network, MeasureKind::subsystem}) {
    auto section = empty_section(kind);
    if (kind == MeasureKind::exploratory && std::ranges::any_of(values.measures, is_exploratory_marker))
      section.question = "Exploratory: markers M1 to M8 of this kind of connectivity, the DMN with regions of interest";
    for (std::size_t m = 0; m < scores.size(); ++m) {
      const auto& measure = values.measures[m];
      if (measure.kind == kind && is_shown(measure) && shown.insert(measure.summary.edges).second)
        section.rows.push_back(card_row(measure, scores[m]));
    }
    if (!section.rows.empty()) by_kind[kind] = std::move(section);
  }
  std::vector<report::CardSection> sections;
  for (auto& [kind, section] : by_kind) sections.push_back(std::move(section));
  return sections;
}

/// Counts over the first section: the confirmatory markers, or the network means where the ROI set has none.
std::vector<std::string> found_in_words(const std::vector<report::CardSection>& sections)
{
  if (sections.empty())
    return {"The ROI set has no marker and no network mean over more than one edge; single edges are not shown."};
  const auto& rows = sections.front().rows;
  const auto n = std::ranges::count_if(rows, [](const auto& row) { return !std::isnan(row.z); });
  const auto outside = std::ranges::count_if(rows, [](const auto& row) { return std::abs(row.z) > z_95; });
  const auto& question = sections.front().question;
  const char* what = question == empty_section(MeasureKind::confirmatory).question ? "confirmatory markers"
                     : question == empty_section(MeasureKind::network).question    ? "network means"
                                                                                   : "measures";
  if (n == 0)
    return {fmt::format("None of {} {} could be compared with controls: {}.", rows.size(), what,
                        replaced(rows.front().status, "withheld: ", ""))};
  return {fmt::format(
      "{} of {} {} could be compared with controls; {} of them {} outside the middle 95 % of controls. Among "
      "{} measures of a control, {} are expected outside by chance.",
      n, rows.size(), what, outside, outside == 1 ? "lies" : "lie", n,
      report::fixed(0.05 * static_cast<double>(n), 1))};
}

std::vector<std::string> remarks_of(const ProfileScores& scores)
{
  std::vector<std::string> remarks{
      "z and percentile say where a measurement lies among controls of this cohort with the same covariates; 0 and the "
      "50th percentile are their middle. A control is compared with the others, not with themselves.",
      "High or low connectivity is neither activity nor a direction of influence, and a position among controls says "
      "nothing "
      "of what a person feels.",
      "Hollow discs: too few controls at the same site, so that differences between scanners are not taken into "
      "account."};
  remarks.push_back(
      scores.reliability_of().empty()
          ? std::string("Reliability unknown: this cohort has no repeated scans that tell how far z would move "
                        "in another scan of the same person.")
          : fmt::format("Lines and brackets: z ± 1.96 √(1 − ICC), ICC(2,1) of {}. They hold measurement noise, "
                        "not the uncertainty of the norm.",
                        scores.reliability_of()));
  if (scores.reliability_of().starts_with(split_halves))
    remarks.push_back("Split halves of one session share noise of that session: another session would move z further.");
  return remarks;
}

std::string adjusted_for(const std::vector<ProfileScore>& scores)
{
  std::set<std::string> ways;
  for (const auto& score : scores) {
    if (score.score.standing != markers::Standing::withheld)
      ways.insert(score.score.adjusted_for.empty() ? "nothing" : score.score.adjusted_for);
  }
  return ways.empty() ? "n/a" : base::join({ways.begin(), ways.end()}, "; ");
}

std::string counted_controls(const std::vector<ProfileScore>& scores)
{
  int least = 0;
  int most = 0;
  for (const auto& score : scores) {
    if (score.score.standing == markers::Standing::withheld) continue;
    least = least == 0 ? score.score.n_controls : std::min(least, score.score.n_controls);
    most = std::max(most, score.score.n_controls);
  }
  if (most == 0) return "none";
  return least == most ? fmt::format("{}", most) : fmt::format("{} to {}, by measure", least, most);
}

std::string shown(const std::string& text)
{
  return text.empty() ? "n/a" : text;
}

}  // namespace

std::string file_name_of(const std::string& text)
{
  std::string name;
  for (const char c : text) {
    const bool hidden = name.empty() && c == '.';
    name += is_safe(c) && !hidden ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  if (name.size() <= longest_file_name) return name.empty() ? "%" : name;
  return name.substr(0, longest_file_name) + "_" + store::sha256_hex(text).substr(0, 16);
}

CardWriter::CardWriter(const Options& options, const ProfilePlan& plan, const ProfileValues& values,
                       const ProfileScores& scores)
    : options_(options), plan_(plan), values_(values), scores_(scores), folder_(options.out / "profile" / "cards")
{
  std::filesystem::remove_all(folder_);
  left_out_ = options.profile.cards == Cards::usual && plan.rows.runs.size() > most_usual_cards;
}

bool CardWriter::is_asked_for(Eigen::Index row) const
{
  const auto& asked = options_.profile;
  if (asked.cards == Cards::none || left_out_) return false;
  if (asked.cards != Cards::named) return true;
  return std::ranges::find(asked.named_cards, plan_.rows.people.runs[static_cast<std::size_t>(row)].participant) !=
         asked.named_cards.end();
}

void CardWriter::write(Eigen::Index row, const std::vector<ProfileScore>& of_row)
{
  if (!is_asked_for(row)) return;
  const auto r = static_cast<std::size_t>(row);
  const auto& people = plan_.rows.people;
  const auto& id = people.runs[r];
  const std::string who = id.session.empty() ? id.participant : id.participant + ", session " + id.session;
  report::ProfileCard card{.title = "Connectivity profile: " + who, .sections = sections_of(values_, of_row)};
  card.sentences = found_in_words(card.sections);
  card.facts = {{"Participant", who},
                {"Group", shown(people.group[r])},
                {"Site", shown(people.site[r])},
                {"Controls behind it", counted_controls(of_row)},
                {"Adjusted for", adjusted_for(of_row)},
                {"Connectivity",
                 fmt::format("{} ({}), {}", plan_.source.kind, plan_.source.transform, shown(plan_.source.roi_set))},
                {"Reliability of", scores_.reliability_of().empty() ? "unknown" : scores_.reliability_of()},
                {"Program", "dmn-cohort " + scores_.norm().program_version},
                {"Hash of the ROI set", shown(plan_.source.roi_hash)}};
  card.remarks = remarks_of(scores_);
  const auto stem =
      folder_ / (file_name_of(id.participant) + (id.session.empty() ? "" : "_ses-" + file_name_of(id.session)));
  store::write_text_atomically(stem.string() + ".html", report::profile_card_html(card));
  store::write_text_atomically(stem.string() + ".tsv", profile_rows_tsv(plan_, values_, {row}, {of_row}));
  ++n_written_;
}

}  // namespace dmn::jobs
