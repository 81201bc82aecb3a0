// A study, as somebody else's program has it.
#include <hone/study.hpp>

int main() {
  hone::Study study;
  study.optimize([](hone::Trial& trial) { return trial.suggest_float("x", 0.0, 1.0); }, 3);
  return study.trials().size() == 3 ? 0 : 1;
}
