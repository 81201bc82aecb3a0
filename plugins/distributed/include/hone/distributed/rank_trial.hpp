// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/distributed/detail/rank_group.hpp>
#include <hone/distributed/detail/replica_trial.hpp>
#include <hone/error.hpp>
#include <hone/records/direction.hpp>
#include <hone/records/frozen_trial.hpp>
#include <hone/records/value.hpp>
#include <hone/study/detail/trial_core.hpp>
#include <hone/trial.hpp>

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace hone {
inline namespace HONE_ABI {

/// A trial that several ranks run together: rank 0 asks the study, and every rank gets the same
/// values. (Optuna: TorchDistributedTrial.) RankStudy passes it to the objective. It converts to
/// Trial&, so hooks are created from it on every rank:
///
///   study.optimize([&](hone::RankTrial& trial) {
///     const double lr = trial.suggest_float("lr", 1e-5, 1e-1, hone::Scale::log);
///     auto hooks = ranks.hooks(hone::report(trial), hone::checkpoint(trial).with("model", model));
///     ...
///   }, 20);
///
/// Every rank must make the same calls in the same order. A rank that asks for another parameter
/// than rank 0 throws ArgumentError. On the other ranks the Trial& is a replica with the number,
/// the parameters and the directory of rank 0's trial; what is written to it is discarded.
class RankTrial {
 public:
  RankTrial(const RankTrial&) = delete;
  RankTrial& operator=(const RankTrial&) = delete;

  int64_t number() const { return trial().number(); }

  double suggest_float(const std::string& name, double low, double high,
                       Scale scale = Scale::linear);
  double suggest_float(const std::string& name, double low, double high, Step step);
  int64_t suggest_int(const std::string& name, int64_t low, int64_t high,
                      Scale scale = Scale::linear);
  int64_t suggest_int(const std::string& name, int64_t low, int64_t high, int64_t step);
  template <class T>
  auto suggest_categorical(const std::string& name, std::initializer_list<T> choices) {
    return suggest(name, [&] { return trial().suggest_categorical(name, choices); });
  }
  template <class T>
  auto suggest_categorical(const std::string& name, const std::vector<T>& choices) {
    return suggest(name, [&] { return trial().suggest_categorical(name, choices); });
  }

  /// Records rank 0's value.
  void report(double value, int64_t step);
  bool should_prune();
  void set_user_attr(const std::string& key, const Value& value);
  void set_constraint(const std::string& name, double value);

  Params params() const { return trial().params(); }
  Direction direction() const { return trial().direction(); }
  const std::string& study_name() const { return trial().study_name(); }
  /// A path on rank 0's machine.
  const std::string& study_directory() const { return trial().study_directory(); }

  operator Trial&() { return trial(); }

 private:
  friend class RankStudy;

  /// `trial` is rank 0's trial, and null on the other ranks.
  RankTrial(std::shared_ptr<detail::RankGroup> group, Trial* trial);

  Trial& trial() const { return *trial_; }

  /// Shares rank 0's value first. Then `call` gets it on every rank.
  template <class Call>
  std::invoke_result_t<Call> suggest(const std::string& name, Call call) {
    const std::string given = group_->share([&] {
      call();
      for (const Param& param : trial().core().params)
        if (param.name == name)
          return std::string(reinterpret_cast<const char*>(&param.internal), sizeof(double)) + name;
      return std::string();
    });
    if (replica_.sampler) {
      if (given.compare(sizeof(double), std::string::npos, name) != 0)
        throw ArgumentError("hone: rank 0 suggests \"" + given.substr(sizeof(double)) +
                            "\" where rank " + std::to_string(group_->rank()) + " asks for \"" +
                            name + "\"; every rank asks for the same parameters in the same order");
      std::memcpy(&replica_.sampler->internal.emplace(), given.data(), sizeof(double));
    }
    const auto value = call();
    if (replica_.sampler) replica_.sampler->internal.reset();
    return value;
  }

  std::shared_ptr<detail::RankGroup> group_;
  Trial* trial_;
  detail::ReplicaTrial replica_;
  std::optional<Trial> own_;
};

}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/distributed/impl/rank_trial.hpp>
#endif
