// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: this hook's serialize cannot be called with Boost's archives, so its state would
// not be saved
#include <hone/hooks.hpp>

#include <boost/archive/text_oarchive.hpp>

struct Hook {
  void on_epoch_end(const hone::EpochEnd&) { ++seen; }
#ifdef FIXED
  template <class Archive>
  void serialize(Archive& archive, unsigned) {
#else
  void serialize(boost::archive::text_oarchive& archive, unsigned) {
#endif
    archive& seen;
  }
  int seen = 0;
};

int main() { auto hooks = hone::hooks(Hook()); }
