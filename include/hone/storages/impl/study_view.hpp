// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/storages/study_view.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

HONE_INLINE StudyView::StudyView(std::shared_ptr<Storage> storage, int64_t id, std::string name,
                                 std::vector<Direction> directions, std::string directory)
    : storage_(std::move(storage)),
      id_(id),
      name_(std::move(name)),
      directions_(std::move(directions)),
      directory_(std::move(directory)) {}

}  // namespace HONE_ABI
}  // namespace hone
