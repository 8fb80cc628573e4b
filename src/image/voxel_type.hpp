#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

namespace dmn::image {

/// How a voxel is stored: the data types of NIfTI that are one real number.
enum class VoxelType { uint8, int8, int16, uint16, int32, uint32, int64, uint64, float32, float64 };

/// Calls `action(std::type_identity<T>{})` with the C++ type of a voxel type.
template <class Action>
decltype(auto) with_voxel_type(VoxelType type, Action&& action)
{
  switch (type) {
    case VoxelType::uint8:
      return action(std::type_identity<std::uint8_t>{});
    case VoxelType::int8:
      return action(std::type_identity<std::int8_t>{});
    case VoxelType::int16:
      return action(std::type_identity<std::int16_t>{});
    case VoxelType::uint16:
      return action(std::type_identity<std::uint16_t>{});
    case VoxelType::int32:
      return action(std::type_identity<std::int32_t>{});
    case VoxelType::uint32:
      return action(std::type_identity<std::uint32_t>{});
    case VoxelType::int64:
      return action(std::type_identity<std::int64_t>{});
    case VoxelType::uint64:
      return action(std::type_identity<std::uint64_t>{});
    case VoxelType::float32:
      return action(std::type_identity<float>{});
    case VoxelType::float64:
      break;
  }
  return action(std::type_identity<double>{});
}

/// Bytes of one voxel.
inline std::int64_t bytes_of(VoxelType type)
{
  return with_voxel_type(type,
                         [](auto tag) { return static_cast<std::int64_t>(sizeof(typename decltype(tag)::type)); });
}

}  // namespace dmn::image
