#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "given_values.hpp"

namespace dmn::jobs {

/// Whom a personal card is written for.
enum class Cards {
  usual,  ///< everyone, unless there are more than most_usual_cards of them
  all,
  none,
  named
};

constexpr std::size_t most_usual_cards = 1000;

struct ProfileOptions {
  std::optional<std::filesystem::path> norm;  ///< a norm file to compare with; nothing: the controls of the data
  std::string controls = "control";           ///< label of the group column
  bool controls_given = false;
  std::optional<std::string> covariates = {};  ///< see markers::parse_covariates; nothing: the usual ones
  int permutations = 5000;                     ///< of p_Idiff, the identity counted
  Cards cards = Cards::usual;
  std::vector<std::string> named_cards = {};  ///< participants
};

/// @throws UsageError naming the option, what was expected and what was found
ProfileOptions resolve_profile_options(const GivenValues& given);

/// The rows of the option table.
std::vector<OptionRow> profile_option_rows();

}  // namespace dmn::jobs
