// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/state_dict/boost_archive.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>

#include <locale>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

// The standard library's random engines, such as std::mt19937, and its normal distribution (which
// caches every second number). Checkpoints hold the text that they write to streams. The standard's
// other engines are not supported, since they use what they read back as an index. The types are
// recognized by their members, since <random> takes long to compile.

template <class T, class = void>
struct IsMersenneTwister : std::false_type {};
template <class T>
struct IsMersenneTwister<T, std::void_t<decltype(T::tempering_l)>> : std::true_type {};

template <class T, class = void>
struct IsLinearCongruential : std::false_type {};
template <class T>
struct IsLinearCongruential<T, std::void_t<decltype(T::multiplier), decltype(T::modulus)>>
    : std::true_type {};

template <class T, class = void>
struct IsNormalDistribution : std::false_type {};
template <class T>
struct IsNormalDistribution<
    T, std::void_t<typename T::param_type, decltype(std::declval<const T&>().stddev())>>
    : std::true_type {};

/// If a type also has Boost's `serialize`, that is used instead.
template <class T>
constexpr bool is_random_engine() {
  if constexpr (IsMersenneTwister<T>::value || IsLinearCongruential<T>::value ||
                IsNormalDistribution<T>::value)
    return !is_boost_serializable<T>();
  else
    return false;
}

template <class T>
Node save_random_engine(const T& engine) {
  std::ostringstream stream;
  stream.imbue(std::locale::classic());
  stream << engine;
  return stream.str();
}

template <class T>
void restore_random_engine(T& into, const Node& node, Restoration& plan) {
  T engine = into;
  if (const auto* text = node.get<std::string>()) {
    std::istringstream stream(*text);
    stream.imbue(std::locale::classic());
    if (stream >> engine && (stream >> std::ws).eof())
      return plan.then([&into, engine] { into = engine; });
  }
  plan.misfit("it is no state of such a random engine in the file");
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
