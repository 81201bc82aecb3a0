// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/state_dict/nonfinite_text.hpp>
#include <hone/detail/function_ref.hpp>
#include <hone/error.hpp>

#include <boost/archive/polymorphic_text_iarchive.hpp>
#include <boost/archive/polymorphic_text_oarchive.hpp>
#include <boost/serialization/serialization.hpp>

#include <locale>
#include <sstream>
#include <string>
#include <type_traits>

namespace hone {
inline namespace v0 {
namespace detail {

/// What Boost.Serialization writes, as text of every locale, in which a NaN and an infinity are
/// read back as what they were. Throws CheckpointError where the archive fails.
template <class = void>
inline std::string write_archive(FunctionRef<void(boost::archive::polymorphic_oarchive&)> write) {
  std::ostringstream stream;
  stream.imbue(std::locale(std::locale::classic(), new NonfinitePut));
  try {
    boost::archive::polymorphic_text_oarchive archive(stream, boost::archive::no_codecvt);
    write(archive);
  } catch (const boost::archive::archive_exception& error) {
    throw CheckpointError(std::string("hone: Boost.Serialization cannot write it: ") +
                          error.what());
  }
  return stream.str();
}

/// Reads what `write_archive` wrote.
template <class = void>
inline void read_archive(const std::string& text,
                         FunctionRef<void(boost::archive::polymorphic_iarchive&)> read) {
  std::istringstream stream(text);
  stream.imbue(std::locale(std::locale::classic(), new NonfiniteGet));
  try {
    boost::archive::polymorphic_text_iarchive archive(stream, boost::archive::no_codecvt);
    read(archive);
  } catch (const boost::archive::archive_exception& error) {
    throw CheckpointError(std::string("hone: Boost.Serialization cannot read it back: ") +
                          error.what());
  }
}

// Whether Boost can write a T. Its own templates accept everything and fail deep inside, so the two
// ways to teach it a type are looked for. The first: a member called serialize, private ones (with
// boost::serialization::access as a friend) included, as an ambiguous name shows.
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

// The second: a function, which must then be a better match than Boost's own and this one.
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
    return std::is_class_v<T>;  // of a final class it cannot be known; Boost will say
}

template <class T>
constexpr bool is_boost_serializable() {
  return free_serialize::Exists<T>::value || std::is_enum_v<T> || has_member_serialize<T>();
}

}  // namespace detail
}  // namespace v0
}  // namespace hone
