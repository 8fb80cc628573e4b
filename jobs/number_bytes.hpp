#pragma once

#include <Eigen/Core>
#include <cstring>
#include <string>

namespace dmn::jobs {

/// Numbers as the bytes of a message between ranks of one job.
inline std::string bytes_of(const Eigen::VectorXd& values)
{
  std::string bytes(static_cast<std::size_t>(values.size()) * sizeof(double), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

inline Eigen::VectorXd values_from(const std::string& bytes)
{
  Eigen::VectorXd values(static_cast<Eigen::Index>(bytes.size() / sizeof(double)));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

}  // namespace dmn::jobs
