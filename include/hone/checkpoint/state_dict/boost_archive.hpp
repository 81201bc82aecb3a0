// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/detail/function_ref.hpp>

#include <boost/archive/polymorphic_iarchive.hpp>
#include <boost/archive/polymorphic_oarchive.hpp>
#include <boost/serialization/serialization.hpp>

#include <string>
#include <type_traits>
#include <utility>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Returns what Boost.Serialization writes, as text that does not depend on the locale and keeps
/// NaN and infinity. Throws CheckpointError if the archive fails.
std::string write_archive(FunctionRef<void(boost::archive::polymorphic_oarchive&)> write);

/// Reads what `write_archive` wrote. Throws CheckpointError if the archive fails.
void read_archive(const std::string& text,
                  FunctionRef<void(boost::archive::polymorphic_iarchive&)> read);

// Detects whether Boost can write a T. Boost's own templates accept every type and then fail to
// compile deep inside, so this checks the two ways to make a type serializable. The first is a
// member named serialize, which may be private (with boost::serialization::access as a friend): it
// makes the name in WithNamedSerialize ambiguous.
struct NamedSerialize {
  int serialize;
};
template <class T>
struct WithNamedSerialize : T, NamedSerialize {};
template <class T, class = void>
struct HasMemberSerialize : std::true_type {};
template <class T>
struct HasMemberSerialize<T, std::void_t<decltype(&WithNamedSerialize<T>::serialize)>>
    : std::false_type {};

// The second is a free function that is a better match than Boost's own and the one below.
namespace free_serialize {
template <class Archive, class T>
void serialize(Archive&, T&, unsigned);
template <class T, class = void>
struct Exists : std::false_type {};
template <class T>
struct Exists<T, std::void_t<decltype(serialize(
                     std::declval<boost::archive::polymorphic_oarchive&>(), std::declval<T&>(),
                     std::declval<boost::serialization::version_type>()))>> : std::true_type {};
}  // namespace free_serialize

template <class T>
constexpr bool has_member_serialize() {
  if constexpr (std::is_class_v<T> && !std::is_final_v<T>)
    return HasMemberSerialize<T>::value;
  else
    return std::is_class_v<T>;  // not detectable in a final class: left to Boost's errors
}

template <class T>
constexpr bool is_boost_serializable() {
  return free_serialize::Exists<T>::value || std::is_enum_v<T> || has_member_serialize<T>();
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/state_dict/impl/boost_archive.hpp>
#endif
