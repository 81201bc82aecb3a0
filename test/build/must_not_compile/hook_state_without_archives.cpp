// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: a hook's state beyond numbers and text is written by Boost: include
#include <hone/hooks.hpp>

#ifdef FIXED
#include <boost/archive/polymorphic_iarchive.hpp>
#include <boost/archive/polymorphic_oarchive.hpp>
#endif
#include <boost/serialization/vector.hpp>

#include <string>
#include <vector>

struct Hook {
  void on_epoch_end(const hone::EpochEnd& event) { seen.push_back(event.value); }
  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    archive& label& seen;
  }
  std::string label;
  std::vector<double> seen;
};

int main() { auto hooks = hone::hooks(Hook()); }
