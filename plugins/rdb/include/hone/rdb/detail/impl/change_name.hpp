// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/rdb/detail/change_name.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>

#include <string>
#include <variant>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string ChangeName::operator()(const SetParam& set) const {
  return "the parameter \"" + set.param.name + '"';
}

HONE_INLINE std::string names_of(const Changes& changes) {
  std::string text;
  for (const Change& change : changes)
    (text += text.empty() ? "" : ", ") += std::visit(ChangeName(), change);
  return text;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
