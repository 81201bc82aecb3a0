// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/worker.hpp>
#include <hone/records/study_record.hpp>

#include <chrono>
#include <cmath>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace hone_test {

inline hone::TimePoint at(int64_t microseconds) {
  return hone::TimePoint(std::chrono::duration_cast<hone::TimePoint::duration>(
      std::chrono::microseconds(microseconds)));
}

/// Draws updates such as studies make, and some that are invalid. `plain`: only what a database can
/// store too, which is names in UTF-8, values that are not NaN, and times in full seconds.
class Generator {
 public:
  explicit Generator(unsigned seed, bool plain = false) : random_(seed), plain_(plain) {
    using namespace hone;
    for (const Distribution& distribution :
         {Distribution(FloatDistribution{-1, 1, false, {}}),
          Distribution(FloatDistribution{0, 2, false, 0.25}),
          Distribution(FloatDistribution{1e-5, 0.1, true, {}}),
          Distribution(IntDistribution{1, 9, false, 2}),
          Distribution(CategoricalDistribution{{"a", 1, 1.5, nullptr, true}})})
      distributions_.push_back(std::make_shared<const Distribution>(distribution));
  }

  hone::Changes changes(const hone::StudyRecord& record) {
    hone::Changes changes;
    const int64_t trials = static_cast<int64_t>(record.trials.size());
    for (int64_t count = pick(4); count >= 0; --count) {
      const int64_t number = trials == 0 ? 0 : pick(trials + 1) - (pick(10) == 0);
      switch (pick(9)) {
        case 0:
          changes.push_back(hone::CreateTrial{running()});
          break;
        case 1:
          changes.push_back(hone::CreateTrial{any()});
          break;
        case 2:
          changes.push_back(hone::SetParam{number, param()});
          break;
        case 3:
          changes.push_back(hone::SetState{number, static_cast<hone::TrialState>(pick(4)), values(),
                                           time(), hone::detail::worker_name()});
          break;
        case 4:
          changes.push_back(hone::SetIntermediateValue{number, pick(20), real()});
          break;
        case 5:
          changes.push_back(hone::SetTrialUserAttr{number, text(), value()});
          break;
        case 6:
          changes.push_back(hone::SetTrialSystemAttr{number, text(), value()});
          break;
        case 7:
          changes.push_back(hone::SetStudyUserAttr{text(), value()});
          break;
        default:
          changes.push_back(hone::SetStudySystemAttr{text(), value()});
          break;
      }
    }
    return changes;
  }

 private:
  int64_t pick(int64_t below) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(below));
  }

  double real() {
    switch (pick(8)) {
      case 0:
        return std::nan("");
      case 1:
        return INFINITY;
      case 2:
        return -INFINITY;
      case 3:
        return static_cast<double>(pick(10));
      default: {
        const uint64_t bits = random_();
        double number;
        std::memcpy(&number, &bits, sizeof number);
        return number;
      }
    }
  }
  std::vector<double> values() {
    std::vector<double> values(static_cast<size_t>(pick(3)));
    for (double& value : values)
      while (std::isnan(value = real()) && plain_) {
      }
    return values;
  }
  hone::TimePoint time() {
    const int64_t seconds = pick(4000000000) * 1000000;
    return at(plain_ ? seconds : seconds + pick(1000000));
  }
  std::string text() {
    std::string text;
    for (int64_t size = pick(6); size > 0; --size)
      text += pick(3) != 0 ? std::string(1, static_cast<char>('a' + pick(26)))
              : plain_     ? std::string("\u00e9")
                           : std::string(1, static_cast<char>(pick(256)));
    return text;
  }
  hone::Value value() {
    switch (pick(7)) {
      case 0:
        return nullptr;
      case 1:
        return pick(2) == 0;
      case 2:
        return static_cast<int64_t>(random_());
      case 3:
        return real();
      case 4:
        return hone::Json{R"({"a":[1,2.5,null,"\n"],"b":{}})"};
      default:
        return text();
    }
  }
  hone::Param param() {
    const size_t kind = static_cast<size_t>(pick(static_cast<int64_t>(distributions_.size())));
    const double internal = kind == 3   ? 1.0 + 2.0 * static_cast<double>(pick(5))
                            : kind == 4 ? static_cast<double>(pick(5))
                                        : 0.125 * static_cast<double>(pick(8));
    return {std::string("p") + std::to_string(kind), distributions_[kind], internal};
  }
  hone::FrozenTrial running() {
    hone::FrozenTrial trial;
    trial.datetime_start = time();
    trial.worker = hone::detail::worker_name();
    if (pick(4) == 0) trial.user_attrs[text()] = value();
    if (pick(4) == 0) trial.system_attrs[text()] = value();
    return trial;
  }
  hone::FrozenTrial any() {
    hone::FrozenTrial trial = running();
    trial.state = static_cast<hone::TrialState>(pick(5));
    if (trial.state != hone::TrialState::running) trial.worker.clear();
    if (pick(2) == 0) trial.datetime_start.reset();
    if (pick(2) == 0) trial.datetime_complete = time();
    trial.values = values();
    for (size_t kind = 0; kind < distributions_.size(); ++kind)
      if (pick(2) == 0)
        trial.params.push_back({"p" + std::to_string(kind), distributions_[kind], 1});
    for (int64_t step = pick(4); step > 0; --step)
      trial.intermediate_values[pick(100) - 10] = real();
    return trial;
  }

  std::mt19937_64 random_;
  const bool plain_;
  std::vector<std::shared_ptr<const hone::Distribution>> distributions_;
};

}  // namespace hone_test
