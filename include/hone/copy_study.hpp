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
/// The copy has the same trials at the same numbers and the same seed, so it goes on as the
/// original would; what is RUNNING is taken up in the copy by whoever asks there first. Checkpoints
/// stay where they are. Both storages may be in use meanwhile: the copy is of one moment, whole or
/// not at all. Throws StorageError where there is no such study, or one of the new name. (Optuna:
/// copy_study.)
void copy_study(Storage& from, const std::string& name, Storage& to,
                const std::string& to_name = "");

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/study/impl/copy_study.hpp>
#endif
