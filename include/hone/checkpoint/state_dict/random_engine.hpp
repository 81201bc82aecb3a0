// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/state_dict/boost_archive.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>

#include <cstddef>
#include <locale>
#include <random>
#include <sstream>
#include <string>
#include <type_traits>

namespace hone {
inline namespace v0 {
namespace detail {

// The standard library's random engines, such as std::mt19937, and its normal distribution, which
// keeps every second number for the next time: checkpoints hold the text that they write to
// streams. The standard's other engines are left out, since what they read back they take for an
// index.

template <class T>
struct IsRandomEngine : std::false_type {};
template <class U, size_t w, size_t n, size_t m, size_t r, U a, size_t u, U d, size_t s, U b,
          size_t t, U c, size_t l, U f>
struct IsRandomEngine<std::mersenne_twister_engine<U, w, n, m, r, a, u, d, s, b, t, c, l, f>>
    : std::true_type {};
template <class U, U a, U c, U m>
struct IsRandomEngine<std::linear_congruential_engine<U, a, c, m>> : std::true_type {};
template <class Real>
struct IsRandomEngine<std::normal_distribution<Real>> : std::true_type {};

/// Boost's `serialize`, where there is one, goes before.
template <class T>
constexpr bool is_random_engine() {
  if constexpr (IsRandomEngine<T>::value)
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
}  // namespace v0
}  // namespace hone
