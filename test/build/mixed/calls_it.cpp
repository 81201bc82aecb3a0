// Another file of that program, compiled header-only: it calls the function, and must not link.
#include <hone/study.hpp>

size_t trials_of(const hone::Study& study);

int main() { return trials_of(hone::Study()) == 0 ? 0 : 1; }
