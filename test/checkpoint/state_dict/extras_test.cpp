// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/state_dict/extras.hpp>

#include <boost/serialization/access.hpp>
#include <boost/serialization/map.hpp>
#include <boost/serialization/split_member.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>
#include <boost/test/unit_test.hpp>

#include "test/checkpoint/state_dict/saved.hpp"
#include <cmath>
#include <cstdint>
#include <limits>
#include <locale>
#include <map>
#include <memory>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(extras_suite)

using hone_test::contains;
using hone_test::Saved;

namespace {

struct Scaler {
  double mean = 0, scale = 1;
  std::string note;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& mean& scale& note;
  }
};

class Hidden {
 public:
  int value = 0;

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& value;
  }
};

struct Outside {
  int value = 0;
};
template <class Archive>
void serialize(Archive& archive, Outside& outside, unsigned /*version*/) {
  archive& outside.value;
}

// Can be neither copied nor moved. If `refuses`, loading the value 5 throws.
struct Stubborn {
  Stubborn() = default;
  Stubborn(const Stubborn&) = delete;
  Stubborn& operator=(const Stubborn&) = delete;
  int value = 0;
  bool refuses = false;
  template <class Archive>
  void save(Archive& archive, unsigned) const {
    archive << value;
  }
  template <class Archive>
  void load(Archive& archive, unsigned) {
    archive >> value;
    if (refuses && value == 5) throw std::runtime_error("not five");
  }
  BOOST_SERIALIZATION_SPLIT_MEMBER()
};

enum class Color { red, green };
struct Nothing {
  int value = 0;
};

static_assert(hone::detail::is_savable<Scaler>());
static_assert(hone::detail::is_savable<Hidden>());
static_assert(hone::detail::is_savable<Outside>());
static_assert(hone::detail::is_savable<Stubborn>());
static_assert(hone::detail::is_savable<Color>());
static_assert(hone::detail::is_savable<std::vector<Scaler>>());
static_assert(hone::detail::is_savable<std::map<std::string, double>>());
static_assert(!hone::detail::is_savable<Nothing>());
static_assert(!hone::detail::is_savable<long double>());
static_assert(!hone::detail::is_savable<Nothing*>());
static_assert(!hone::detail::is_savable<const char*>());
static_assert(!hone::detail::is_savable<void (*)()>());

template <class T>
T come_back(T value) {
  const Saved saved(value);
  T other{};
  saved.restore(other);
  return other;
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

BOOST_AUTO_TEST_CASE(numbers_and_text_come_back) {
  BOOST_TEST(come_back(true));
  BOOST_TEST(come_back(3) == 3);
  BOOST_TEST(come_back(std::numeric_limits<int64_t>::min()) == std::numeric_limits<int64_t>::min());
  BOOST_TEST(come_back(uint64_t{7}) == 7u);
  BOOST_TEST(come_back('x') == 'x');
  BOOST_TEST(come_back(0.1) == 0.1);
  BOOST_TEST(come_back(0.1f) == 0.1f);
  BOOST_TEST(come_back(-kInfinity) == -kInfinity);
  BOOST_TEST(std::isnan(come_back(std::nan(""))));
  BOOST_TEST(come_back(std::string("\xc3\xa9")) == "\xc3\xa9");
  BOOST_TEST(come_back(std::string("no \xff UTF-8\0", 10)) == std::string("no \xff UTF-8\0", 10));
  uint64_t large = std::numeric_limits<uint64_t>::max();
  BOOST_CHECK_THROW(Saved{large}, hone::CheckpointError);
}

BOOST_AUTO_TEST_CASE(a_number_of_another_type_is_refused) {
  int64_t large = 300;
  const Saved saved(large);
  int8_t small = 1;
  BOOST_TEST(contains(saved.misfit(small), "300 in the file is beyond the variable's type"));
  BOOST_TEST(small == 1);
  uint16_t fits = 0;
  saved.restore(fits);
  BOOST_TEST(fits == 300u);
  double number = 0;
  saved.restore(number);
  BOOST_TEST(number == 300.0);
  bool flag = false;
  BOOST_TEST(contains(saved.misfit(flag), "something else"));
  std::string text = "kept";
  BOOST_TEST(contains(saved.misfit(text), "no text"));
  BOOST_TEST(text == "kept");
  double half = 0.5;
  const Saved fraction(half);
  BOOST_TEST(contains(fraction.misfit(large), "something else"));
}

BOOST_AUTO_TEST_CASE(whatever_Boost_can_write_comes_back) {
  const Scaler scaler = come_back(Scaler{3.5, 0.1, "two words"});
  BOOST_TEST(scaler.mean == 3.5);
  BOOST_TEST(scaler.scale == 0.1);
  BOOST_TEST(scaler.note == "two words");
  Hidden hidden;
  hidden.value = 4;
  BOOST_TEST(come_back(hidden).value == 4);
  BOOST_TEST(come_back(Outside{5}).value == 5);
  BOOST_TEST((come_back(Color::green) == Color::green));
  BOOST_TEST((come_back(std::vector<double>{1, 2.5}) == std::vector<double>{1, 2.5}));
  const std::map<std::string, double> map = {{"a", 1}, {"b", 2}};
  BOOST_TEST((come_back(map) == map));
}

BOOST_AUTO_TEST_CASE(what_is_not_finite_comes_back) {
  const std::vector<double> numbers =
      come_back(std::vector<double>{std::nan(""), kInfinity, -kInfinity, 5e-324, 1.0 / 3, -0.0});
  BOOST_TEST(std::isnan(numbers[0]));
  BOOST_TEST(numbers[1] == kInfinity);
  BOOST_TEST(numbers[2] == -kInfinity);
  BOOST_TEST(numbers[3] == 5e-324);
  BOOST_TEST(numbers[4] == 1.0 / 3);
  BOOST_TEST(std::signbit(numbers[5]));
}

BOOST_AUTO_TEST_CASE(the_program_s_locale_does_not_matter) {
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const std::locale before = std::locale::global(std::locale(std::locale(), new Comma));
  const Scaler scaler = come_back(Scaler{1234567.5, 0.25, "n"});
  std::locale::global(before);
  BOOST_TEST(scaler.mean == 1234567.5);
  BOOST_TEST(scaler.scale == 0.25);
}

BOOST_AUTO_TEST_CASE(an_archive_that_cannot_be_read_changes_nothing) {
  Stubborn stubborn;
  stubborn.value = 5;
  const Saved saved(stubborn);
  stubborn.value = 3;
  saved.restore(stubborn);
  BOOST_TEST(stubborn.value == 5);
  stubborn.value = 3;
  stubborn.refuses = true;
  BOOST_TEST(contains(saved.misfit(stubborn), "it: not five"));
  BOOST_TEST(stubborn.value == 3);

  std::vector<double> numbers = {1, 2, 3};
  const Saved vector(numbers);
  std::map<std::string, double> map = {{"kept", 1}};
  BOOST_TEST(contains(vector.misfit(map), "Boost.Serialization cannot read it back"));
  BOOST_TEST(map.at("kept") == 1.0);
  double number = 1;
  const Saved plain(number);
  BOOST_TEST(contains(plain.misfit(map), "no Boost archive in the file"));
}

BOOST_AUTO_TEST_CASE(pointers_to_what_Boost_can_write_are_refused_at_compile_time) {
  static_assert(!hone::detail::is_savable<std::unique_ptr<Nothing>>());
  static_assert(!hone::detail::is_savable<Scaler*>());
  BOOST_TEST(true);
}

BOOST_AUTO_TEST_SUITE_END()
