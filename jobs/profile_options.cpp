#include "profile_options.hpp"

#include "base/text.hpp"

namespace dmn::jobs {
namespace {

constexpr long long most_permutations = 10'000'000;

void resolve_cards(const GivenValues& given, ProfileOptions& profile)
{
  if (!given.has("profile.cards")) return;
  const auto text = given.text("profile.cards");
  if (text == "all") {
    profile.cards = Cards::all;
  } else if (text == "none") {
    profile.cards = Cards::none;
  } else {
    profile.cards = Cards::named;
    for (const auto& name : base::split(text, ',')) {
      if (base::trim(name).empty())
        GivenValues::refuse("profile.cards", "all, none, or participants separated by commas", text);
      profile.named_cards.emplace_back(base::trim(name));
    }
  }
}

}  // namespace

ProfileOptions resolve_profile_options(const GivenValues& given)
{
  ProfileOptions profile;
  profile.norm = given.path("profile.norm");
  profile.controls = given.text("profile.controls", profile.controls);
  profile.controls_given = given.has("profile.controls");
  if (given.has("profile.covariates")) profile.covariates = given.text("profile.covariates");
  profile.permutations =
      static_cast<int>(given.integer("profile.permutations", 1, most_permutations, profile.permutations));
  if (profile.norm && (profile.controls_given || profile.covariates))
    GivenValues::refuse("profile.norm", "without profile.controls and profile.covariates, which the norm file fixes",
                        profile.norm->string());
  resolve_cards(given, profile);
  return profile;
}

std::vector<OptionRow> profile_option_rows()
{
  using Form = OptionRow::Form;
  const std::vector<std::string> jobs = {"profile"};
  return {
      {"profile.controls", Form::single, "LABEL", "control", "label of the group column that makes the norm", jobs},
      {"profile.covariates", Form::single, "NAME[^K],...", "age, age^2, sex, mean_fd, site, as far as known",
       "what the norm adjusts for", jobs},
      {"profile.norm", Form::single, "FILE", "",
       "compare with the controls of this norm file (profile/norm.h5 of another run) instead of those of the data",
       jobs, true},
      {"profile.permutations", Form::single, "J", "5000",
       "relabellings of session-2 identities behind p_Idiff, the identity counted", jobs},
      {"profile.cards", Form::single, "all|none|ID,...", "all, up to 1000 people",
       "whom a card (HTML and TSV) is written for", jobs},
  };
}

}  // namespace dmn::jobs
