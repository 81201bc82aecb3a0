// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/distributed/detail/rank_group.hpp>
#include <hone/distributed/detail/replica_trial.hpp>
#include <hone/error.hpp>
#include <hone/files/worker.hpp>
#include <hone/pruners/nop.hpp>
#include <hone/records/detail/function_ref.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/storages/memory.hpp>
#include <hone/storages/storage.hpp>
#include <hone/study/detail/trial_core.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE TrialOrigin share(RankGroup& group, TrialOrigin origin) {
  origin.number = group.share([&] { return origin.number; });
  origin.study_name = group.share([&] { return origin.study_name; });
  origin.study_directory = group.share([&] { return origin.study_directory; });
  origin.directions.resize(static_cast<size_t>(
      group.share([&] { return static_cast<int64_t>(origin.directions.size()); })));
  for (Direction& direction : origin.directions) direction = group.share([&] { return direction; });
  return origin;
}

HONE_INLINE double GivenSampler::sample_independent(const StudyRecord&, const FrozenTrial&,
                                                    const std::string& name, const Distribution&) {
  if (internal) return *internal;
  throw ArgumentError("hone: \"" + name +
                      "\" was asked of a Trial that is not rank 0's; let the objective, and what "
                      "it calls to suggest, take a hone::RankTrial&");
}

HONE_INLINE ReplicaTrial make_replica(const TrialOrigin& origin) {
  ReplicaTrial replica;
  replica.sampler = std::make_shared<GivenSampler>();
  const auto study = std::make_shared<StudyCore>();
  study->storage = std::make_shared<MemoryStorage>();
  study->id = study->storage->open_study(origin.study_name, origin.directions);
  study->name = origin.study_name;
  study->directions = origin.directions;
  study->directory = origin.study_directory;
  study->sampler = replica.sampler;
  study->pruner = std::make_shared<NopPruner>();
  // Trials are indexed by number, so those before it must exist too; they are empty.
  study->storage->update(
      study->id,
      [&](const StudyRecord&) {
        Changes changes(static_cast<size_t>(origin.number) + 1);
        for (Change& change : changes) std::get<CreateTrial>(change).trial.state = TrialState::fail;
        FrozenTrial& trial = std::get<CreateTrial>(changes.back()).trial;
        trial.state = TrialState::running;
        trial.worker = worker_name();
        return changes;
      },
      Durability::appended);
  study->storage->read(study->id, [&](const StudyRecord& record) {
    replica.core = std::make_shared<TrialCore>(study, *record.find_trial(origin.number), Params{});
  });
  return replica;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
