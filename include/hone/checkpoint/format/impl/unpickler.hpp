// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/format/pickle_stack.hpp>
#include <hone/checkpoint/format/pickler.hpp>
#include <hone/checkpoint/format/unpickler.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE std::string_view Unpickler::take(uint64_t count) {
  if (count > bytes_.size() - at_) fail("it ends early");
  at_ += static_cast<size_t>(count);
  return bytes_.substr(at_ - static_cast<size_t>(count), static_cast<size_t>(count));
}

HONE_INLINE uint64_t Unpickler::number(int bytes) {
  const std::string_view from = take(static_cast<uint64_t>(bytes));
  uint64_t value = 0;
  for (int i = bytes; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(from[static_cast<size_t>(i)]);
  return value;
}

HONE_INLINE std::string Unpickler::line() {
  const size_t end = bytes_.find('\n', at_);
  if (end == std::string_view::npos) fail("it ends early");
  std::string text(bytes_.substr(at_, end - at_));
  at_ = end + 1;
  return text;
}

HONE_INLINE Unpickled Unpickler::run() {
  for (;;) switch (const auto opcode = static_cast<unsigned char>(take(1)[0])) {
      case 0x80: {  // PROTO
        const uint64_t protocol = number(1);
        if (protocol != 2)
          fail("it is a pickle of protocol " + std::to_string(protocol) +
               "; torch.save writes protocol 2 unless told otherwise");
        break;
      }
      case '.': {
        Unpickled result;
        result.root = stack_.finish();
        result.storages = std::move(storages_);
        return result;
      }
      case '(':
        stack_.push_mark();
        break;
      case 'N':
        stack_.push_leaf(nullptr);
        break;
      case 0x88:
        stack_.push_leaf(true);
        break;
      case 0x89:
        stack_.push_leaf(false);
        break;
      case 'K':
        stack_.push_leaf(static_cast<int64_t>(number(1)));
        break;
      case 'M':
        stack_.push_leaf(static_cast<int64_t>(number(2)));
        break;
      case 'J':
        stack_.push_leaf(int64_t{static_cast<int32_t>(static_cast<uint32_t>(number(4)))});
        break;
      case 0x8a:
        stack_.push_leaf(long_integer());
        break;
      case 'G':
        stack_.push_leaf(big_endian_double());
        break;
      case 'X':
        stack_.push_leaf(std::string(take(number(4))));
        break;
      case 'U':
        stack_.push_leaf(std::string(take(number(1))));
        break;
      case ']':
        stack_.push({PickleObject::list, {}, {}});
        break;
      case '}':
        stack_.push({PickleObject::dict, {}, {}});
        break;
      case ')':
        stack_.push_tuple(0);
        break;
      case 0x85:
      case 0x86:
      case 0x87:
        stack_.push_tuple(opcode - 0x84u);
        break;
      case 't':
        stack_.push({PickleObject::tuple, {}, stack_.pop_to_mark()});
        break;
      case 'a': {
        const uint32_t item = stack_.pop();
        stack_.extend(PickleObject::list, {item});
        break;
      }
      case 'e':
        stack_.extend(PickleObject::list, stack_.pop_to_mark());
        break;
      case 's': {
        const uint32_t value = stack_.pop();
        const uint32_t key = stack_.pop();
        stack_.extend(PickleObject::dict, {key, value});
        break;
      }
      case 'u':
        stack_.extend(PickleObject::dict, stack_.pop_to_mark());
        break;
      case 'q':
        stack_.remember(number(1));
        break;
      case 'r':
        stack_.remember(number(4));
        break;
      case 'h':
        stack_.recall(number(1));
        break;
      case 'j':
        stack_.recall(number(4));
        break;
      case 'c':
        push_global();
        break;
      case 'Q':
        push_storage();
        break;
      case 'R':
        reduce();
        break;
      case 'b':  // BUILD: an OrderedDict's attributes, such as a state_dict's _metadata; ignored
        stack_.pop();
        if (stack_.top().kind != PickleObject::dict)
          fail("it sets the attributes of what is no dictionary");
        break;
      default:
        fail("it has the opcode " + std::to_string(opcode) + ", which torch.save does not write");
    }
}

HONE_INLINE int64_t Unpickler::long_integer() {
  const uint64_t count = number(1);
  if (count > 8) fail("it holds an integer beyond 64 bits");
  const uint64_t bits = number(static_cast<int>(count));
  if (count == 0 || count == 8) return static_cast<int64_t>(bits);
  const uint64_t sign = uint64_t{1} << (count * 8 - 1);
  return static_cast<int64_t>((bits ^ sign) - sign);
}

HONE_INLINE double Unpickler::big_endian_double() {
  uint64_t bits = 0;
  for (const char byte : take(8)) bits = bits << 8 | static_cast<unsigned char>(byte);
  double value = 0;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

HONE_INLINE void Unpickler::push_global() {
  const std::string module = line();
  const std::string name = module + '.' + line();
  static const char* const kKnown[] = {"collections.OrderedDict", "torch.Size", "torch.device",
                                       "torch._utils._rebuild_tensor_v2",
                                       "torch._utils._rebuild_parameter"};
  for (const char* known : kKnown)
    if (name == known) return stack_.push({PickleObject::global, name, {}});
  if (module == "torch")
    for (size_t i = 0; i < kDtypes; ++i) {
      const DtypeInfo& dtype = info_of(static_cast<Dtype>(i));
      if (name == std::string("torch.") + dtype.storage)
        return stack_.push({PickleObject::global, name, {}});
      if (name == std::string("torch.") + dtype.name) return stack_.push_leaf(name);
    }
  fail("it asks for Python's \"" + name +
       "\", and hone reads data only; save a state_dict, plain values and tensors");
}

HONE_INLINE void Unpickler::push_storage() {
  const PickleObject& id = stack_[stack_.pop()];
  if (id.kind != PickleObject::tuple || id.items.size() != 5) fail("a storage has no proper name");
  const PickleObject& type = stack_[id.items[1]];
  const auto* key = stack_[id.items[2]].value.get<std::string>();
  const auto* count = stack_[id.items[4]].value.get<int64_t>();
  if (type.kind != PickleObject::global || !key || !count || *count < 0)
    fail("a storage has no proper name");
  const auto* name = type.value.get<std::string>();
  for (size_t i = 0; i < kDtypes; ++i) {
    const auto dtype = static_cast<Dtype>(i);
    const DtypeInfo& info = info_of(dtype);
    if (*name != std::string("torch.") + info.storage) continue;
    if (static_cast<uint64_t>(*count) > UINT64_MAX / 2 / info.bytes) fail("a storage is too big");
    const StorageInfo storage{dtype, static_cast<uint64_t>(*count) * info.bytes};
    const auto [found, is_new] = storage_index_.emplace(*key, storages_.size());
    if (is_new) {
      storages_.push_back({*key, storage});
    } else {
      const StorageInfo& first = storages_[found->second].info;
      if (first.dtype != dtype || first.bytes != storage.bytes)
        fail("storage " + *key + " is described in two ways");
    }
    return stack_.push({PickleObject::storage, static_cast<int64_t>(found->second), {}});
  }
  fail("a storage has no type");
}

HONE_INLINE void Unpickler::reduce() {
  const PickleObject& arguments = stack_[stack_.pop()];
  const PickleObject& callable = stack_[stack_.pop()];
  if (callable.kind != PickleObject::global || arguments.kind != PickleObject::tuple)
    fail("it calls what cannot be called");
  const std::string& name = *callable.value.get<std::string>();
  const std::vector<uint32_t>& items = arguments.items;
  if (name == "torch._utils._rebuild_tensor_v2") {
    stack_.push_leaf(tensor(items));
  } else if (name == "torch._utils._rebuild_parameter" && !items.empty()) {
    stack_.push_again(items[0]);
  } else if (name == "torch.Size" && items.size() == 1) {
    stack_.push_again(items[0]);
  } else if (name == "torch.device" && !items.empty()) {
    stack_.push_again(items[0]);
  } else if (name == "collections.OrderedDict" && items.empty()) {
    stack_.push({PickleObject::dict, {}, {}});
  } else if (name == "collections.OrderedDict" && items.size() == 1) {
    std::vector<uint32_t> pairs;
    for (const uint32_t pair : stack_[items[0]].items) {
      if (stack_[pair].items.size() != 2) fail("an OrderedDict is not made of pairs");
      stack_.spend(2);
      pairs.insert(pairs.end(), stack_[pair].items.begin(), stack_[pair].items.end());
    }
    stack_.push({PickleObject::dict, {}, std::move(pairs)});
  } else {
    fail("it calls " + name + " in an unknown way");
  }
}

HONE_INLINE TensorNode Unpickler::tensor(const std::vector<uint32_t>& items) const {
  if (items.size() < 4 || stack_[items[0]].kind != PickleObject::storage)
    fail("a tensor has no storage");
  TensorNode tensor;
  tensor.storage = static_cast<size_t>(*stack_[items[0]].value.get<int64_t>());
  const auto* offset = stack_[items[1]].value.get<int64_t>();
  if (!offset) fail("a tensor has no offset");
  tensor.offset = *offset;
  tensor.sizes = integers(stack_[items[2]]);
  tensor.strides = integers(stack_[items[3]]);
  const StorageInfo& storage = storages_[tensor.storage].info;
  tensor.dtype = storage.dtype;
  check_bounds(tensor, static_cast<int64_t>(storage.bytes / info_of(storage.dtype).bytes));
  return tensor;
}

HONE_INLINE std::vector<int64_t> Unpickler::integers(const PickleObject& object) const {
  if (object.kind != PickleObject::tuple && object.kind != PickleObject::list)
    fail("a tensor has no sizes");
  if (object.items.size() > 64) fail("a tensor has more than 64 dimensions");
  std::vector<int64_t> result;
  for (const uint32_t item : object.items) {
    const auto* integer = stack_[item].value.get<int64_t>();
    if (!integer || *integer < 0) fail("a tensor's size is no natural number");
    result.push_back(*integer);
  }
  return result;
}

HONE_INLINE void Unpickler::check_bounds(const TensorNode& tensor, int64_t elements) {
  if (tensor.sizes.size() != tensor.strides.size()) fail("a tensor's sizes and strides differ");
  int64_t last = tensor.offset, count = 1;
  bool is_empty = false, is_wrong = last < 0;
  for (size_t i = 0; i < tensor.sizes.size(); ++i) {
    int64_t step = 0;
    is_empty |= tensor.sizes[i] == 0;
    const int64_t size = tensor.sizes[i] == 0 ? 1 : tensor.sizes[i];
    is_wrong |= __builtin_mul_overflow(size - 1, tensor.strides[i], &step) ||
                __builtin_add_overflow(last, step, &last) ||
                __builtin_mul_overflow(count, size, &count);
  }
  if (is_wrong || count > INT64_MAX / 16 ||
      (is_empty ? tensor.offset > elements : last >= elements))
    fail("a tensor looks beyond its storage");
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
