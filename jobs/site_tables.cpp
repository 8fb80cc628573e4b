#include "site_tables.hpp"

#include <cmath>
#include <set>

#include "store/atomic_file.hpp"

namespace dmn::jobs {
namespace {

bool counts(const std::string& name)
{
  static const std::set<std::string> whole{"n", "k", "boundary", "sign_change"};
  return whole.contains(name) || name.starts_with("n_");
}

std::vector<std::string> whole_numbers(const Eigen::VectorXd& values)
{
  std::vector<std::string> cells;
  for (const double value : values)
    cells.push_back(std::isnan(value) ? "" : std::to_string(static_cast<long long>(value)));
  return cells;
}

std::vector<std::string> model_words(const Eigen::VectorXd& values)
{
  std::vector<std::string> cells;
  for (const double value : values) cells.push_back(meta_model_words(value));
  return cells;
}

void add_column(report::TsvWriter& table, const std::string& name, const Eigen::VectorXd& values,
                const std::string& shown)
{
  if (name == "model") {
    table.strings(shown, model_words(values));
  } else if (counts(name)) {
    table.strings(shown, whole_numbers(values));
  } else {
    table.numbers(shown, values);
  }
}

void write_table(const std::filesystem::path& path, const OutcomeNames& names, const NamedColumns& columns)
{
  if (columns.empty()) {
    std::filesystem::remove(path);
    return;
  }
  report::TsvWriter table;
  names.begin(table);
  for (const auto& name : columns.names) add_column(table, name, columns.column(name), name);
  store::write_text_atomically(path, table.text());
}

/// `mixed_beta` from the mixed model's `beta`, and so on.
void add_some(report::TsvWriter& table, const NamedColumns& columns, const std::string& prefix,
              const std::vector<std::string>& names)
{
  if (columns.empty()) return;
  for (const auto& name : names) add_column(table, name, columns.column(name), prefix + name);
}

std::string beside_each_other(const OutcomeNames& names, const stats::TestStatistics& fixed, const SiteColumns& sites)
{
  report::TsvWriter table;
  names.begin(table);
  table.numbers("fixed_beta", fixed.beta).numbers("fixed_se", fixed.se).numbers("fixed_t", fixed.t);
  table.numbers("fixed_p", fixed.p).numbers("fixed_g", fixed.g);
  add_some(table, sites.mixed, "mixed_", {"beta", "se", "t", "df", "p", "boundary"});
  add_some(table, sites.meta, "meta_",
           {"k", "estimate", "se", "ci_low", "ci_high", "p", "I2", "pi_low", "pi_high", "model"});
  add_some(table, sites.leave_one_out, "without_a_site_", {"smallest", "largest", "sign_change"});
  return table.text();
}

}  // namespace

void write_site_tables(const std::filesystem::path& folder, const std::string& prefix, const OutcomeNames& names,
                       const stats::TestStatistics& fixed, const SiteColumns& sites)
{
  write_table(folder / (prefix + "leave_one_site_out.tsv"), names, sites.leave_one_out);
  write_table(folder / (prefix + "mixed.tsv"), names, sites.mixed);
  write_table(folder / (prefix + "meta.tsv"), names, sites.meta);
  write_table(folder / (prefix + "site_effects.tsv"), names, sites.effects);
  const auto beside = folder / (prefix + "sites.tsv");
  if (sites.mixed.empty() && sites.meta.empty() && sites.leave_one_out.empty()) {
    std::filesystem::remove(beside);
  } else {
    store::write_text_atomically(beside, beside_each_other(names, fixed, sites));
  }
}

}  // namespace dmn::jobs
