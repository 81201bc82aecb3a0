// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/distributed/detail/rank_group.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/sampler.hpp>
#include <hone/study/detail/trial_core.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// What the other ranks know about rank 0's trial.
struct TrialOrigin {
  int64_t number = 0;
  std::string study_name;
  std::string study_directory;
  std::vector<Direction> directions;
};

/// Returns rank 0's origin on every rank.
TrialOrigin share(RankGroup& group, TrialOrigin origin);

/// Returns the value that rank 0 got.
class GivenSampler final : public Sampler {
 public:
  std::optional<double> internal;

  double sample_independent(const StudyRecord&, const FrozenTrial&, const std::string& name,
                            const Distribution&) override;
};

/// Rank 0's trial as another rank has it: in a study in memory, without any file.
struct ReplicaTrial {
  std::shared_ptr<TrialCore> core;
  std::shared_ptr<GivenSampler> sampler;
};

ReplicaTrial make_replica(const TrialOrigin& origin);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/distributed/detail/impl/replica_trial.hpp>
#endif
