// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Converts a sampler or pruner, given by value or by shared pointer, to a shared pointer to its
/// base class. Throws ArgumentError if the pointer is null.
template <class Base, class T>
std::shared_ptr<Base> shared_object(T&& object) {
  using Object = std::decay_t<T>;
  if constexpr (std::is_convertible_v<Object, std::shared_ptr<Base>>) {
    std::shared_ptr<Base> pointer = std::forward<T>(object);
    if (!pointer) throw ArgumentError("hone: a null sampler or pruner was given; pass an object");
    return pointer;
  } else {
    static_assert(std::is_base_of_v<Base, Object>,
                  "hone: this takes a sampler derived from hone::Sampler, or a pruner derived from "
                  "hone::Pruner");
    return std::make_shared<Object>(std::forward<T>(object));
  }
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
