// One file of a program, compiled against hone's libraries: a function that takes a hone::Study.
#include <hone/study.hpp>

size_t trials_of(const hone::Study& study) { return study.trials().size(); }
