// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/detail/kept_epochs.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

BOOST_AUTO_TEST_SUITE(kept_epochs)

namespace {

using hone::Direction;
using hone::detail::KeptEpochs;
using Numbers = std::vector<int64_t>;

KeptEpochs keeping(int64_t best, int64_t last, Direction direction = Direction::minimize) {
  KeptEpochs kept;
  kept.best = best;
  kept.last = last;
  kept.direction = direction;
  return kept;
}

// Returns which of the epochs 1, 2, ... with these values have a file at the end.
Numbers left(KeptEpochs kept, const std::vector<double>& values) {
  Numbers numbers;
  for (size_t i = 0; i < values.size(); ++i) {
    const auto number = static_cast<int64_t>(i + 1);
    if (kept.last == 0 && !kept.is_among_best(values[i])) continue;
    numbers.push_back(number);
    for (const int64_t dropped : kept.add({number, values[i]}))
      numbers.erase(std::find(numbers.begin(), numbers.end(), dropped));
  }
  return numbers;
}

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

BOOST_AUTO_TEST_CASE(the_best_are_kept_by_the_direction_and_of_equals_the_earlier) {
  const std::vector<double> values = {5, 1, 4, 1, 3, kNan, -kInfinity, 2};
  BOOST_TEST(left(keeping(2, 0), values) == (Numbers{2, 4}), boost::test_tools::per_element());
  BOOST_TEST(left(keeping(3, 0), values) == (Numbers{2, 4, 8}), boost::test_tools::per_element());
  BOOST_TEST(left(keeping(2, 0, Direction::maximize), values) == (Numbers{1, 3}),
             boost::test_tools::per_element());
  BOOST_TEST(left(keeping(1, 0), {2, 2, 2}) == Numbers{1}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_newest_are_kept_whatever_their_values) {
  BOOST_TEST(left(keeping(0, 3), {1, kNan, 9, 8, kNan}) == (Numbers{3, 4, 5}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_epoch_that_is_among_either_is_kept) {
  BOOST_TEST(left(keeping(2, 2), {3, 1, 2, 9, 8, 7}) == (Numbers{2, 3, 5, 6}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_epoch_that_is_run_again_is_itself_and_not_another) {
  KeptEpochs kept = keeping(2, 0);
  kept.found({{1, 5.0}, {3, 1.0}, {4, 2.0}});  // one too many: killed before it was removed
  BOOST_TEST(kept.is_among_best(1.5));
  BOOST_TEST(kept.add({3, 9.0}) == Numbers{3}, boost::test_tools::per_element());
  BOOST_TEST(kept.add({5, 1.0}) == Numbers{1}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_epochs_file_is_known_by_its_name) {
  for (const int64_t epoch : {int64_t{0}, int64_t{17}, int64_t{-3}})
    BOOST_TEST(KeptEpochs::is_file_name(KeptEpochs::file_name(epoch)));
  for (const char* other : {"epoch-.pt", "epoch-1.ptx", "epoch-1x.pt", "epoch-1", "best.pt",
                            ".epoch-1.pt.tmp", "my-epoch-1.pt", "epoch--.pt", "epoch-1.5.pt"})
    BOOST_TEST_CONTEXT(other) BOOST_TEST(!KeptEpochs::is_file_name(other));
}

BOOST_AUTO_TEST_SUITE_END()
