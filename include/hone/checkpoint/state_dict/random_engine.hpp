// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/state_dict/boost_archive.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>

#include <istream>
#include <locale>
#include <ostream>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>

namespace hone {
inline namespace v0 {
namespace detail {

// The standard library's random engines, such as std::mt19937, and its distributions, which may
// keep a number for the next time. Checkpoints hold the text that they write to streams.

template <class T, class = void>
struct IsEngine : std::false_type {};
template <class T>
struct IsEngine<T, std::void_t<typename T::result_type, decltype(std::declval<T&>().discard(1))>>
    : std::true_type {};

template <class T, class = void>
struct IsRandomDistribution : std::false_type {};
template <class T>
struct IsRandomDistribution<
    T, std::void_t<typename T::param_type, decltype(std::declval<T&>().reset())>> : std::true_type {
};

template <class T, class = void>
struct IsStreamed : std::false_type {};
template <class T>
struct IsStreamed<T,
                  std::void_t<decltype(std::declval<std::ostream&>() << std::declval<const T&>()),
                              decltype(std::declval<std::istream&>() >> std::declval<T&>())>>
    : std::true_type {};

/// Boost's `serialize`, where there is one, goes before.
template <class T>
constexpr bool is_random_engine() {
  if constexpr (IsEngine<T>::value || IsRandomDistribution<T>::value)
    return IsStreamed<T>::value && !is_boost_serializable<T>();
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
}  // namespace v0
}  // namespace hone
