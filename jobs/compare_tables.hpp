#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dmn::jobs {

/// True if two numbers agree to 1e-9 of a scale; NaN agrees with NaN.
bool agree(double found, double expected, double scale);

/// Adds a sentence for every column of the reference's table that is absent, or differs, naming the first row that
/// does.
/// @param name  what the sentences call the table
void compare_tsv(const std::string& name, const std::filesystem::path& found, const std::filesystem::path& reference,
                 std::vector<std::string>& differences);

/// The same for every number, truth value and list of two JSON files. Texts that differ are remarks.
void compare_json(const std::string& name, const std::filesystem::path& found, const std::filesystem::path& reference,
                  std::vector<std::string>& differences, std::vector<std::string>& remarks);

}  // namespace dmn::jobs
