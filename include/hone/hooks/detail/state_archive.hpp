// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

namespace boost {
namespace archive {
class polymorphic_iarchive;
class polymorphic_oarchive;
}  // namespace archive
namespace serialization {
template <class T>
struct version;
}  // namespace serialization
}  // namespace boost

namespace hone {
inline namespace HONE_ABI {
namespace detail {

// Boost's archives take half a second to compile in every file with a hook, and most states are a
// few numbers. So a hook's `serialize` gets these classes, which pass numbers and text to the
// checkpoint code by one virtual call, and need Boost's archives only for other types.

template <class... Ts>
struct PlainTypes {
  template <class T>
  static constexpr bool kHas = (std::is_same_v<T, Ts> || ...);
  template <class T>
  static constexpr size_t index() {
    size_t index = 0;
    (void)((std::is_same_v<T, Ts> || (++index, false)) || ...);
    return index;
  }
  /// Calls `use(Ts*)` with the pointer, cast to the type of that index.
  template <class Use, class Void>
  static void with(size_t index, Void* value, const Use& use) {
    size_t at = 0;
    ((index == at++ ? use(static_cast<Pointer<Ts, Void>>(value)) : void()), ...);
  }

 private:
  template <class T, class Void>
  using Pointer = std::conditional_t<std::is_const_v<Void>, const T*, T*>;
};
using Plain =
    PlainTypes<bool, char, signed char, unsigned char, short, unsigned short, int, unsigned, long,
               unsigned long, long long, unsigned long long, float, double, std::string>;

template <class Archive, class ForT, class = void>
struct IsComplete : std::false_type {};
template <class Archive, class ForT>
struct IsComplete<Archive, ForT, std::enable_if_t<(sizeof(Archive) > 0)>> : std::true_type {};

template <class Archive, class T>
Archive& archive_for(Archive& archive) {
  static_assert(IsComplete<Archive, T>::value,
                "hone: a hook's state beyond numbers and text is written by Boost: include "
                "<hone/hooks/checkpoint.hpp>, or <boost/archive/polymorphic_iarchive.hpp> and "
                "<boost/archive/polymorphic_oarchive.hpp>");
  return archive;
}

/// Passed to a hook's `serialize` to save it; used like a Boost archive.
class StateWriter {
 public:
  using is_saving = std::true_type;
  using is_loading = std::false_type;

  template <class T>
  StateWriter& operator&(const T& value) {
    if constexpr (Plain::kHas<T>)
      write(Plain::index<T>(), &value);
    else
      archive_for<boost::archive::polymorphic_oarchive, T>(archive_) & value;
    return *this;
  }
  template <class T>
  StateWriter& operator<<(const T& value) {
    return *this & value;
  }

 protected:
  explicit StateWriter(boost::archive::polymorphic_oarchive& archive) : archive_(archive) {}
  ~StateWriter() = default;

 private:
  virtual void write(size_t type, const void* value) = 0;

  boost::archive::polymorphic_oarchive& archive_;
};

/// Passed to a hook's `serialize` to load it.
class StateReader {
 public:
  using is_saving = std::false_type;
  using is_loading = std::true_type;

  template <class T>
  StateReader& operator&(T&& value) {
    using Value = std::remove_reference_t<T>;
    if constexpr (Plain::kHas<Value>)
      read(Plain::index<Value>(), &value);
    else
      archive_for<boost::archive::polymorphic_iarchive, Value>(archive_) & std::forward<T>(value);
    return *this;
  }
  template <class T>
  StateReader& operator>>(T&& value) {
    return *this & std::forward<T>(value);
  }

 protected:
  explicit StateReader(boost::archive::polymorphic_iarchive& archive) : archive_(archive) {}
  ~StateReader() = default;

 private:
  virtual void read(size_t type, void* value) = 0;

  boost::archive::polymorphic_iarchive& archive_;
};

/// Created in code that includes Boost's archives.
template <class Archive>
class StateWriterOf final : public StateWriter {
 public:
  explicit StateWriterOf(Archive& archive) : StateWriter(archive), archive_(archive) {}

 private:
  void write(size_t type, const void* value) override {
    Plain::with(type, value, [this](const auto* number) { archive_&* number; });
  }

  Archive& archive_;
};
template <class Archive>
class StateReaderOf final : public StateReader {
 public:
  explicit StateReaderOf(Archive& archive) : StateReader(archive), archive_(archive) {}

 private:
  void read(size_t type, void* value) override {
    Plain::with(type, value, [this](auto* number) { archive_&* number; });
  }

  Archive& archive_;
};

/// A class's version: the one given to Boost, or 0.
template <class T, class = void>
struct StateVersion : std::integral_constant<unsigned, 0> {};
template <class T>
struct StateVersion<T, std::enable_if_t<(sizeof(boost::serialization::version<T>) > 0)>>
    : std::integral_constant<unsigned, boost::serialization::version<T>::value> {};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
