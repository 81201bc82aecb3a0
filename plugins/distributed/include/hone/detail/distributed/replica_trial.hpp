// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/detail/distributed/rank_group.hpp>
#include <hone/pruners/nop.hpp>
#include <hone/storages/memory.hpp>
#include <hone/trial.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// What the other ranks know of rank 0's trial.
struct TrialOrigin {
  int64_t number = 0;
  std::string study_name;
  std::string study_directory;
  std::vector<Direction> directions;
};

/// Rank 0's, on every rank.
inline TrialOrigin share(RankGroup& group, TrialOrigin origin) {
  origin.number = group.share([&] { return origin.number; });
  origin.study_name = group.share([&] { return origin.study_name; });
  origin.study_directory = group.share([&] { return origin.study_directory; });
  origin.directions.resize(static_cast<size_t>(
      group.share([&] { return static_cast<int64_t>(origin.directions.size()); })));
  for (Direction& direction : origin.directions) direction = group.share([&] { return direction; });
  return origin;
}

/// Answers what rank 0 did.
class GivenSampler final : public Sampler {
 public:
  std::optional<double> internal;

  double sample_independent(const StudyRecord&, const FrozenTrial&, const std::string& name,
                            const Distribution&) override {
    if (internal) return *internal;
    throw ArgumentError("hone: \"" + name +
                        "\" was asked of a Trial that is not rank 0's; let the objective, and what "
                        "it calls to suggest, take a hone::RankTrial&");
  }
};

/// A trial of rank 0's as another rank has it: of a study in memory, which touches no file.
struct ReplicaTrial {
  std::shared_ptr<TrialCore> core;
  std::shared_ptr<GivenSampler> sampler;
};

inline ReplicaTrial make_replica(const TrialOrigin& origin) {
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
  // Trials stand at their number, so those before it are there too, and say nothing.
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
}  // namespace v0
}  // namespace hone
