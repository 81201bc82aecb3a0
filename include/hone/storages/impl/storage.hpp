// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/error.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/storages/storage.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE void Storage::delete_study(const std::string& name) {
  throw StorageError("hone: study \"" + name +
                     "\" cannot be deleted: its storage does not do that");
}

HONE_INLINE void Storage::update_trial(int64_t study, int64_t number,
                                       detail::FunctionRef<Changes(const StudyRecord&)> decide,
                                       Durability durability) {
  static_cast<void>(number);
  update(study, decide, durability);
}

HONE_INLINE std::vector<int64_t> Storage::silent(int64_t study, const std::vector<int64_t>& numbers,
                                                 std::chrono::duration<double> grace) {
  static_cast<void>(study), static_cast<void>(numbers), static_cast<void>(grace);
  return {};
}

namespace detail {

HONE_INLINE void no_study_to_delete(const std::string& name) {
  throw StorageError("hone: there is no study \"" + name + "\" to delete; check its name");
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
