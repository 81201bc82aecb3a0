// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/format/pickler.hpp>
#include <hone/checkpoint/format/unpickler.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(pickle_suite)

using namespace hone::detail;
using namespace std::string_literals;

namespace {

// A tree as text, for comparison.
std::string show(const Node& node) {
  const auto all = [](const std::vector<Node>& items) {
    std::string text;
    for (const Node& item : items) text += show(item) + ",";
    return text;
  };
  if (const auto* flag = node.get<bool>()) return *flag ? "True" : "False";
  if (const auto* integer = node.get<int64_t>()) return std::to_string(*integer);
  if (const auto* number = node.get<double>()) {
    char text[40];
    std::snprintf(text, sizeof text, "%a", *number);
    return text;
  }
  if (const auto* text = node.get<std::string>()) return '"' + *text + '"';
  if (const auto* list = node.get<List>()) return "[" + all(*list) + "]";
  if (const auto* tuple = node.get<Tuple>()) return "(" + all(tuple->items) + ")";
  if (const auto* tensor = node.get<TensorNode>()) {
    std::string text = std::string(info_of(tensor->dtype).name) + "@" +
                       std::to_string(tensor->storage) + "+" + std::to_string(tensor->offset);
    for (const int64_t size : tensor->sizes) text += " " + std::to_string(size);
    text += " /";
    for (const int64_t stride : tensor->strides) text += " " + std::to_string(stride);
    return text;
  }
  if (const auto* dict = node.get<Dict>()) {
    std::string text = "{";
    for (const DictItem& item : dict->items) {
      if (const auto* key = item.key.get<std::string>())
        text += '"' + *key + '"';
      else
        text += std::to_string(*item.key.get<int64_t>());
      text += ":" + show(item.value) + ",";
    }
    return text + "}";
  }
  return "None";
}

Node read(const std::string& bytes) { return Unpickler::unpickle(bytes).root; }

// Everything that a tree can contain, and its storages.
Node specimen() {
  Dict dict;
  dict.add("none", nullptr);
  dict.add("flags", Tuple{{true, false}});
  dict.add("integers",
           List{0, 1, 255, 256, 65535, 65536, -1, -70000, std::numeric_limits<int32_t>::max(),
                std::numeric_limits<int32_t>::min(), int64_t{1} << 31,
                std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min()});
  dict.add("numbers", List{0.0, -0.0, 0.1, std::numeric_limits<double>::infinity(),
                           -std::numeric_limits<double>::infinity(), 5e-324, 1.7e308});
  dict.add("text", List{"", "plain", "\xc3\xa9\xf0\x9f\x98\x80", std::string("a\0b", 3)});
  dict.add("tuples",
           List{Tuple{}, Tuple{{1}}, Tuple{{1, 2}}, Tuple{{1, 2, 3}}, Tuple{{1, 2, 3, 4}}});
  Dict by_number;
  by_number.add(int64_t{0}, "zero");
  by_number.add(int64_t{-5}, List{});
  by_number.add("mixed", Dict{});
  dict.add("by number", std::move(by_number));
  dict.add("tensor", TensorNode{Dtype::float32, {2, 3}, {3, 1}, 0, 0});
  dict.add("view", TensorNode{Dtype::float32, {2}, {3}, 1, 0});
  dict.add("scalar", TensorNode{Dtype::int64, {}, {}, 0, 1});
  dict.add("empty", TensorNode{Dtype::boolean, {0, 5}, {5, 1}, 0, 2});
  return dict;
}

const std::vector<StorageInfo> kStorages = {
    {Dtype::float32, 24}, {Dtype::int64, 8}, {Dtype::boolean, 0}};

bool refuses(const std::string& bytes, const std::string& because) {
  try {
    read(bytes);
  } catch (const hone::CheckpointError& error) {
    if (std::string(error.what()).find(because) != std::string::npos) return true;
    BOOST_TEST_MESSAGE(error.what());
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  const Unpickled read = Unpickler::unpickle(Pickler::pickle(specimen(), kStorages));
  BOOST_TEST(show(read.root) == show(specimen()));
  BOOST_TEST(read.storages.size() == 3u);
  BOOST_TEST(read.storages[0].key == "0");
  BOOST_TEST(read.storages[0].info.bytes == 24u);
  BOOST_TEST((read.storages[1].info.dtype == Dtype::int64));
}

BOOST_AUTO_TEST_CASE(every_type_of_tensor_is_written_and_read) {
  for (size_t i = 0; i < kDtypes; ++i) {
    const auto dtype = static_cast<Dtype>(i);
    const TensorNode tensor{dtype, {3}, {1}, 0, 0};
    const Node node =
        read(Pickler::pickle(tensor, {{dtype, 3 * static_cast<uint64_t>(info_of(dtype).bytes)}}));
    BOOST_TEST(show(node) == show(tensor));
  }
}

BOOST_AUTO_TEST_CASE(a_NaN_stays_one) {
  const Node node = read(Pickler::pickle(std::numeric_limits<double>::quiet_NaN(), {}));
  BOOST_TEST(std::isnan(*node.get<double>()));
}

BOOST_AUTO_TEST_CASE(text_that_python_could_not_read_is_refused) {
  for (const char* text : {"\xff", "a\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80"})
    BOOST_CHECK_THROW(Pickler::pickle(text, {}), hone::CheckpointError);
}

BOOST_AUTO_TEST_CASE(of_equal_keys_the_last_counts_as_in_python) {
  BOOST_TEST(*read("\x80\x02}(X\x01\0\0\0aK\x01X\x01\0\0\0aK\x02u."s).find("a")->get<int64_t>() ==
             2);
}

BOOST_AUTO_TEST_CASE(what_is_shared_and_changed_later_is_read_as_python_does) {
  // l = []; outer = [l, l]; l.append(7): l is filled after it was put into the outer list.
  BOOST_TEST(show(read("\x80\x02]q\x01(]q\x02h\x02h\x02K\x07"
                       "ae."s)) == "[[7,],[7,],[7,],]");
}

BOOST_AUTO_TEST_CASE(an_ordered_dict_is_a_dict_with_or_without_attributes) {
  const std::string od = "ccollections\nOrderedDict\n"s;
  BOOST_TEST(show(read("\x80\x02" + od + ")RX\x01\0\0\0aK\x01s."s)) == "{\"a\":1,}");
  BOOST_TEST(show(read("\x80\x02" + od + "](]("s + "X\x01\0\0\0aK\x01"s + "ee\x85R."s)) ==
             "{\"a\":1,}");
  BOOST_TEST(show(read("\x80\x02" + od + ")RX\x01\0\0\0aK\x01s}X\x09\0\0\0_metadataK\x01sb."s)) ==
             "{\"a\":1,}");
}

BOOST_AUTO_TEST_CASE(every_foreign_name_is_refused_by_its_name) {
  BOOST_TEST(
      refuses("\x80\x02"
              "cos\nsystem\nX\x04\0\0\0true\x85R."s,
              "\"os.system\""));
  BOOST_TEST(
      refuses("\x80\x02"
              "c__builtin__\neval\n."s,
              "\"__builtin__.eval\""));
  BOOST_TEST(
      refuses("\x80\x02"
              "ctorch\nload\n."s,
              "\"torch.load\""));
  BOOST_TEST(
      refuses("\x80\x02"
              "ccollections\nOrderedDict\n."s,
              "a class"));
}

BOOST_AUTO_TEST_CASE(types_sizes_and_devices_are_data) {
  BOOST_TEST(show(read("\x80\x02"
                       "ctorch\nfloat32\n."s)) == "\"torch.float32\"");
  BOOST_TEST(show(read("\x80\x02"
                       "ctorch\nSize\nK\x01K\x02\x86\x85R."s)) == "(1,2,)");
  BOOST_TEST(show(read("\x80\x02"
                       "ctorch\ndevice\nX\x03\0\0\0cpu\x85R."s)) == "\"cpu\"");
}

BOOST_AUTO_TEST_CASE(integers_of_python_longs_are_read_to_64_bits) {
  BOOST_TEST(show(read("\x80\x02\x8a\x00."s)) == "0");
  BOOST_TEST(show(read("\x80\x02\x8a\x01\xff."s)) == "-1");
  BOOST_TEST(show(read("\x80\x02\x8a\x03\x00\x00\x80."s)) == "-8388608");
  BOOST_TEST(refuses("\x80\x02\x8a\x09\0\0\0\0\0\0\0\0\x01."s, "64 bits"));
}

BOOST_AUTO_TEST_CASE(a_tensor_beyond_its_storage_is_refused) {
  const auto tensor = [](TensorNode node) { return Pickler::pickle(node, {{Dtype::float32, 24}}); };
  const std::string because = "beyond its storage";
  BOOST_TEST(refuses(tensor({Dtype::float32, {7}, {1}, 0, 0}), because));
  BOOST_TEST(refuses(tensor({Dtype::float32, {6}, {1}, 1, 0}), because));
  BOOST_TEST(refuses(tensor({Dtype::float32, {2, 2}, {5, 1}, 0, 0}), because));
  BOOST_TEST(refuses(tensor({Dtype::float32, {}, {}, 6, 0}), because));
  BOOST_TEST(refuses(tensor({Dtype::float32, {}, {}, -1, 0}), because));
  BOOST_TEST(refuses(tensor({Dtype::float32, {INT64_MAX, 2}, {1, INT64_MAX}, 0, 0}), because));
  BOOST_TEST(refuses(tensor({Dtype::float32, {INT64_MAX, INT64_MAX}, {0, 0}, 0, 0}), because));
  BOOST_TEST(refuses(tensor({Dtype::float32, {-1}, {1}, 0, 0}), "natural number"));
  BOOST_TEST(refuses(tensor({Dtype::float32, {1, 1}, {1}, 0, 0}), "sizes and strides"));
  BOOST_TEST(show(read(tensor({Dtype::float32, {1000, 6}, {0, 1}, 0, 0}))) ==
             "float32@0+0 1000 6 / 0 1");
}

BOOST_AUTO_TEST_CASE(what_is_nested_too_deeply_is_neither_written_nor_read) {
  Node deep;
  for (int i = 0; i < 98; ++i) deep = List{std::move(deep)};
  BOOST_TEST(show(read(Pickler::pickle(deep, {}))).size() > 98u);
  for (int i = 0; i < 5; ++i) deep = List{std::move(deep)};
  BOOST_CHECK_THROW(Pickler::pickle(deep, {}), hone::CheckpointError);
  std::string lists = "\x80\x02";
  for (int i = 0; i < 100000; ++i) lists += "](";
  lists += 'N';
  for (int i = 0; i < 100000; ++i) lists += "e";
  BOOST_TEST(refuses(lists + ".", "nested too deeply"));
  BOOST_TEST(
      refuses("\x80\x02]q\x01h\x01"
              "a."s,
              "nested too deeply"));  // a list that contains itself
}

BOOST_AUTO_TEST_CASE(a_short_pickle_does_not_unfold_to_a_huge_tree) {
  std::string laughs = "\x80\x02]q"s + '\0' + "(NNNNNNNNNNe";
  for (char i = 1; i < 20; ++i) {
    laughs += "]q"s + i + "(";
    for (int j = 0; j < 10; ++j) laughs += "h"s + static_cast<char>(i - 1);
    laughs += 'e';
  }
  // Nineteen lists below the one that is left.
  std::string last = laughs;
  last.insert(2, "(");
  last += "t.";
  BOOST_TEST(refuses(last, "unfolds"));
  std::string copies = "\x80\x02("s;
  copies += "X\x00\x00\x10\x00"s + std::string(1 << 20, 'x') + "q\x01";
  for (int i = 0; i < 100000; ++i) copies += "h\x01";
  BOOST_TEST(refuses(copies + "t.", "unfolds"));
}

BOOST_AUTO_TEST_CASE(pickles_that_are_none_are_refused) {
  BOOST_TEST(refuses("", "ends early"));
  BOOST_TEST(refuses("\x80\x04N.", "protocol 4"));
  BOOST_TEST(refuses("\x80\x02.", "one object"));
  BOOST_TEST(refuses("\x80\x02NN.", "one object"));
  BOOST_TEST(refuses("\x80\x02(N.", "one object"));
  BOOST_TEST(refuses("\x80\x02t.", "no mark"));
  BOOST_TEST(refuses("\x80\x02(\x85.", "stack is empty"));
  BOOST_TEST(refuses("\x80\x02NNs.", "stack is empty"));
  BOOST_TEST(refuses("\x80\x02NNNs.", "no list or dictionary"));
  BOOST_TEST(refuses("\x80\x02}(Nu.", "no list or dictionary"));
  BOOST_TEST(refuses("\x80\x02h\x05.", "never remembered"));
  BOOST_TEST(refuses("\x80\x02}NNs.", "neither text nor an integer"));
  BOOST_TEST(refuses("\x80\x02N)R.", "cannot be called"));
  BOOST_TEST(refuses("\x80\x02\x95.", "opcode 149"));
  BOOST_TEST(refuses("\x80\x02X\xff\xff\xff\xffx.", "ends early"));
}

BOOST_AUTO_TEST_CASE(a_truncated_pickle_is_refused_at_every_length) {
  const std::string whole = Pickler::pickle(specimen(), kStorages);
  for (size_t bytes = 0; bytes < whole.size(); ++bytes)
    BOOST_CHECK_THROW(read(whole.substr(0, bytes)), hone::CheckpointError);
}

// Returns a tree or throws; the sanitizers check the rest.
BOOST_AUTO_TEST_CASE(garbled_pickles_do_no_harm) {
  const std::string whole = Pickler::pickle(specimen(), kStorages);
  int trees = 0, errors = 0;
  const auto attempt = [&](const std::string& bytes) {
    try {
      read(bytes);
      ++trees;
    } catch (const hone::CheckpointError&) {
      ++errors;
    }
  };
  for (size_t at = 0; at < whole.size(); ++at)
    for (int value = 0; value < 256; value += 3) {
      std::string garbled = whole;
      garbled[at] = static_cast<char>(value);
      attempt(garbled);
    }
  std::mt19937 random(11);
  const std::string opcodes = "(.0NKMJGXU]})te\x85\x86\x87suqhrjcQRb\x88\x89\x8a\x80\x02\x01\n"s;
  for (int i = 0; i < 20000; ++i) {
    std::string bytes = "\x80\x02";
    for (int j = 0; j < 60; ++j) bytes += opcodes[random() % opcodes.size()];
    attempt(bytes + ".");
    std::string cut = whole;
    cut.erase(random() % cut.size(), random() % 20);
    cut.insert(random() % cut.size(), cut.substr(random() % cut.size(), random() % 40));
    attempt(cut);
  }
  BOOST_TEST_MESSAGE(trees << " trees, " << errors << " errors");
  BOOST_TEST(trees > 0);
  BOOST_TEST(errors > 1000);
}

BOOST_AUTO_TEST_SUITE_END()
