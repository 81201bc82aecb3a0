// Another file of that program, compiled header-only, that shares no type of hone's with it: the two do not meet.
#include <hone/study.hpp>

int main() {
  hone::Study study;
  study.optimize([](hone::Trial& trial) { return trial.suggest_float("x", 0.0, 1.0); }, 3);
  return study.trials().size() == 3 ? 0 : 1;
}
