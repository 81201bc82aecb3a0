// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
// expect: hone: this hook's serialize cannot be called with Boost's archives, so its state would
// not be saved
#include <hone/hooks.hpp>

class Hook {
 public:
  void on_epoch_end(const hone::EpochEnd&) { ++seen_; }

#ifndef FIXED
 private:
#endif
  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    archive& seen_;
  }

 private:
  int seen_ = 0;
};

int main() { auto hooks = hone::hooks(Hook()); }
