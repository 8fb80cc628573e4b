#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace dmn::simulation {

/// What random numbers are for. Streams of different purposes never overlap.
enum class Purpose : std::uint8_t {
  site,
  participant,
  trait,
  state,
  latent,
  motion,
  physiology,
  anatomy,
  noise,
  missing,
  course
};

/// Address of one stream of random numbers. Every number of a simulated cohort is a pure function of the seed, such an
/// address and its position in the stream, never of ranks, order of work or clock.
struct StreamAddress {
  Purpose purpose = Purpose::site;
  std::uint32_t participant = 0;  ///< 0-based number in the cohort, or the site's number
  std::uint16_t session = 0;      ///< 0-based
  std::uint8_t run = 0;           ///< 0-based
  std::uint32_t item = 0;         ///< volume, map, ...
};

/// Counter-based random numbers (Philox 4x32, ten rounds; Salmon et al. 2011, Proc. SC11).
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, const StreamAddress& address);

  double uniform();  ///< in (0, 1), 32 bits
  double normal();   ///< standard normal (Box-Muller)
  Eigen::MatrixXd normal_matrix(Eigen::Index rows, Eigen::Index columns);

 private:
  std::uint32_t next_word();

  std::uint64_t seed_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> words_{};
  std::size_t used_ = 4;
  double spare_ = 0;
  bool has_spare_ = false;
};

/// Standard normal numbers for many voxels at once: 16 random bits a number, looked up in a table of the 65,536 normal
/// quantiles (largest magnitude 4.3). Good for measurement noise, not for inference.
class NoiseTable {
 public:
  NoiseTable();
  /// Number n of the stream goes to `noise[n]`.
  void fill(std::uint64_t seed, const StreamAddress& address, std::span<float> noise) const;

 private:
  std::vector<float> quantiles_;
};

}  // namespace dmn::simulation
