// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/records/distribution.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/study_record.hpp>
#include <hone/samplers/random.hpp>
#include <hone/samplers/sampler.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace hone {
inline namespace HONE_ABI {

/// The sequence that a QmcSampler follows.
enum class QmcType { sobol, halton };

/// Options of a QmcSampler. Names and defaults are Optuna 5's.
class QmcSamplerOptions {
 public:
  /// Default: QmcType::sobol.
  QmcSamplerOptions& qmc_type(QmcType type) {
    qmc_type_ = type;
    return *this;
  }
  /// Whether the seed randomizes the sequence. If not, all studies try the same points, and the
  /// first point is the lowest corner of the space. Default: false.
  QmcSamplerOptions& scramble(bool on) {
    scramble_ = on;
    return *this;
  }
  /// Default: the study's seed.
  QmcSamplerOptions& seed(uint64_t seed) {
    seed_ = seed;
    return *this;
  }

  QmcType qmc_type() const { return qmc_type_; }
  bool scramble() const { return scramble_; }
  const std::optional<uint64_t>& seed() const { return seed_; }

 private:
  QmcType qmc_type_ = QmcType::sobol;
  bool scramble_ = false;
  std::optional<uint64_t> seed_;
};

/// Spreads the trials over the space more evenly than random sampling does; ignores their values.
/// (Optuna: QMCSampler.)
///
///   hone::Study study(hone::StudyOptions().sampler(
///       hone::QmcSampler(hone::QmcSamplerOptions().scramble(true).seed(7))));
///   study.optimize(objective, 64);  // powers of two are the most even
///
/// The first trial is drawn at random and defines the parameters. From then on trial n is point
/// n - 1 of the sequence, with one dimension per parameter, in the first trial's order. So any
/// number of workers share one sequence, and a resumed study continues it. Parameters that the
/// first trial did not have are drawn at random. So are those beyond the 64th with QmcType::sobol,
/// whose table ends there. Not thread-safe.
class QmcSampler final : public Sampler {
 public:
  explicit QmcSampler(QmcSamplerOptions options = {})
      : options_(options), random_(options.seed()) {}

  Proposal sample_relative(const StudyRecord& study, const FrozenTrial& trial) override;

  double sample_independent(const StudyRecord& study, const FrozenTrial& trial,
                            const std::string& name, const Distribution& distribution) override;

  void leave_out(const std::set<std::string>& names) override {
    left_out_.insert(names.begin(), names.end());
  }

 private:
  static const FrozenTrial* first_finished(const StudyRecord& study);

  std::optional<double> part_of(const StudyRecord& study, uint32_t index, size_t dimension) const;

  QmcSamplerOptions options_;
  RandomSampler random_;
  std::set<std::string> left_out_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/samplers/impl/qmc.hpp>
#endif
