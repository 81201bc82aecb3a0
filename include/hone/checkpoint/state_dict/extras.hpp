// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/boost_archive.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/error.hpp>

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <type_traits>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

template <class T>
Node save_number(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value;
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<double>(value);
  } else {
    if constexpr (std::is_unsigned_v<T> && sizeof(T) == sizeof(int64_t))
      if (value > static_cast<T>(std::numeric_limits<int64_t>::max()))
        throw CheckpointError("hone: the integer " + std::to_string(value) +
                              " is above 2^63 - 1, the largest that a checkpoint holds");
    return static_cast<int64_t>(value);
  }
}

template <class T>
void restore_number(T& into, const Node& node, Restoration& plan) {
  T value{};
  if (const auto* integer = node.get<int64_t>(); integer && !std::is_same_v<T, bool>) {
    value = static_cast<T>(*integer);
    if (std::is_integral_v<T> &&
        (static_cast<int64_t>(value) != *integer || (value < T{}) != (*integer < 0)))
      return plan.misfit(std::to_string(*integer) + " in the file is beyond the variable's type");
  } else if (const auto* number = node.get<double>(); number && std::is_floating_point_v<T>) {
    value = static_cast<T>(*number);
  } else if (const auto* flag = node.get<bool>(); flag && std::is_same_v<T, bool>) {
    value = static_cast<T>(*flag);
  } else {
    return plan.misfit("it is something else than a number of the variable's type in the file");
  }
  plan.then([&into, value] { into = value; });
}

Node save_text(const std::string& text);

void restore_text(std::string& into, const Node& node, Restoration& plan);

template <class T>
std::string write_extra(const T& value) {
  return write_archive([&](boost::archive::polymorphic_oarchive& archive) { archive << value; });
}

template <class T>
Node save_extra(const T& value) {
  return Bytes{write_extra(value)};
}

/// Reads a Boost archive into the variable in place, because a copy could share data with it. If
/// that fails, restores the variable's previous state.
template <class T>
void restore_extra(T& into, const Node& node, Restoration& plan) {
  if (!node.get<TensorNode>()) return plan.misfit("it is no Boost archive in the file");
  const auto read = [&into](const std::string& text) {
    read_archive(text, [&](boost::archive::polymorphic_iarchive& archive) { archive >> into; });
  };
  const auto before = std::make_shared<std::string>();
  plan.attempt(
      [&into, before, read, text = plan.bytes(node)] {
        *before = write_extra(into);
        read(text);
      },
      [before, read] {
        if (!before->empty()) read(*before);
      });
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/state_dict/impl/extras.hpp>
#endif
