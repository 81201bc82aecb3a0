// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/state_dict/boost_archive.hpp>
#include <hone/checkpoint/state_dict/nonfinite_text.hpp>
#include <hone/error.hpp>
#include <hone/records/detail/function_ref.hpp>

#include <boost/archive/polymorphic_text_iarchive.hpp>
#include <boost/archive/polymorphic_text_oarchive.hpp>
#include <boost/serialization/serialization.hpp>

#include <locale>
#include <sstream>
#include <string>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string write_archive(
    FunctionRef<void(boost::archive::polymorphic_oarchive&)> write) {
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

HONE_INLINE void read_archive(const std::string& text,
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

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
