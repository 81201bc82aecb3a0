// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/study_record.hpp>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// The changes as a database stores them. It has no column for a trial's worker, so the system
/// attribute "hone:owner" names the worker.
Changes with_owners(Changes changes);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/rdb/detail/impl/with_owners.hpp>
#endif
