// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/storages/storage.hpp>

#include <string>

namespace hone {
inline namespace HONE_ABI {

/// Copies the records of study `name` from one storage to another, or to another name.
///
///   hone::JournalStorage runs("runs/fashion/journal.log");
///   hone::MemoryStorage memory;
///   hone::copy_study(runs, "fashion", memory);
///
/// The copy has the same trial numbers and the same seed, so it continues as the original would; a
/// RUNNING trial is resumed by the first worker that asks for it in the copy. Checkpoints are not
/// copied. Both storages may be in use meanwhile: the copy is an atomic snapshot. Throws
/// StorageError if `from` has no such study, or `to` already has one with the new name. (Optuna:
/// copy_study.)
void copy_study(Storage& from, const std::string& name, Storage& to,
                const std::string& to_name = "");

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/impl/copy_study.hpp>
#endif
