#pragma once

#include <stdexcept>
#include <string>

namespace dmn::base {

/// What an error message must let the reader find: where it happened, what was expected and what was there.
/// Empty parts are left out of the sentence.
struct Facts {
  std::string file = {};         ///< path, with `:line` where a line is to blame
  std::string participant = {};  ///< `sub-0412`, `sub-0412 ses-2 run-1`
  std::string field = {};        ///< column, header field, option
  std::string expected = {};
  std::string found = {};
};

/// Base of all errors of this program. The sentence is built here and nowhere else:
/// `file: participant: problem: field "age" is "n/a"; expected years, 18 to 100`.
class Error : public std::runtime_error {
 public:
  explicit Error(std::string problem, Facts facts = {});

  const char* what() const noexcept override { return sentence_.c_str(); }
  const Facts& facts() const noexcept { return facts_; }
  const std::string& problem() const noexcept { return problem_; }

  /// Adds what an outer layer knows; never replaces what an inner layer said.
  void add_context(const Facts& outer);

  /// Makes a file below `folder` relative to it: stored text never depends on where a dataset lies.
  void name_files_below(const std::string& folder);

  /// True once every rank throws this same error: nobody waits for the others.
  bool shared() const noexcept { return shared_; }
  void mark_shared() noexcept { shared_ = true; }

 private:
  std::string problem_;
  Facts facts_;
  std::string sentence_;
  bool shared_ = false;
};

/// One run, file or table row cannot be used. In a cohort it becomes an exclusion with this reason.
class InputError : public Error {
 public:
  using Error::Error;
};

/// The command line or the config file is wrong: exit status 2, before any work.
class UsageError : public Error {
 public:
  using Error::Error;
};

/// The statistical design cannot answer the question: exit status 2, before any compute.
class DesignError : public Error {
 public:
  using Error::Error;
};

/// A numeric function was called with shapes it does not accept: a broken invariant of the program.
class ShapeError : public Error {
 public:
  using Error::Error;
};

/// The file system, HDF5 or MPI did not do what was asked.
class IoError : public Error {
 public:
  using Error::Error;
};

/// There is nothing to work on (no run found, every run excluded): exit status 3.
class NothingToDo : public Error {
 public:
  using Error::Error;
};

}  // namespace dmn::base
