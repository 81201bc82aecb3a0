// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/optimizer_fields.hpp>
#include <hone/checkpoint/state_dict/optimizer_kinds.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/checkpoint/state_dict/tensor_sink.hpp>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE void FieldWriter::visit(const char* name, int64_t& field) {
  // In Python, steps are tensors of float32.
  dict_.add(name, std::strcmp(name, "step") == 0 ? sink_.add(at::full({}, field, at::kFloat), name)
                                                 : Node(field));
}

HONE_INLINE void FieldWriter::visit(const char* name, at::Tensor& field) {
  if (field.defined()) dict_.add(name, sink_.add(field, name));
}

HONE_INLINE void FieldWriter::visit(const char* name, OptionalInteger& field) {
  dict_.add(name, field ? Node(*field) : Node());
}

HONE_INLINE void FieldWriter::visit(const char* name, OptionalText& field) {
  dict_.add(name, field ? Node(*field) : Node());
}

HONE_INLINE void FieldWriter::visit(const char* name, OptionalTensors& field) {
  if (field) add_list(name, *field);
}

HONE_INLINE FieldReader::FieldReader(const Node& dict, Restoration& plan, std::string what,
                                     const at::Tensor& parameter, bool is_like_it)
    : dict_(dict),
      plan_(plan),
      what_(std::move(what)),
      device_(parameter.device()),
      like_(is_like_it ? &parameter : nullptr) {}

HONE_INLINE void FieldReader::visit(const char* name, bool& field) {
  double number = field;
  visit(name, number);
  field = number != 0;
}

HONE_INLINE void FieldReader::visit(const char* name, int64_t& field) {
  double number = static_cast<double>(field);
  visit(name, number);
  if (std::abs(number) <= 9007199254740992.0)
    field = static_cast<int64_t>(number);
  else
    plan_.misfit(what_ + name + " is no count in the file");
}

HONE_INLINE void FieldReader::visit(const char* name, std::tuple<double, double>& field) {
  const Node* node = find(name);
  if (!node) return;
  const auto* items = node->sequence();
  if (!items || items->size() != 2) return plan_.misfit(what_ + name + " is no pair in the file");
  read_number((*items)[0], name, std::get<0>(field));
  read_number((*items)[1], name, std::get<1>(field));
}

HONE_INLINE void FieldReader::visit(const char* name, at::Tensor& field) {
  const Node* node = find(name);
  if (!node) return absent_.emplace_back(name), void();
  field = read_tensor(*node, name);
  if (!like_ || !field.defined()) return;
  if (field.sizes() != like_->sizes())
    plan_.misfit(what_ + name + " is " + to_string_of_sizes(field.sizes()) +
                 " in the file and the parameter " + to_string_of_sizes(like_->sizes()));
  if (field.scalar_type() != like_->scalar_type())
    plan_.misfit(what_ + name + " is " + c10::toString(field.scalar_type()) +
                 " in the file and the parameter " + c10::toString(like_->scalar_type()));
}

HONE_INLINE void FieldReader::visit(const char* name, OptionalInteger& field) {
  const Node* node = dict_.find(name);
  if (!node) return;
  int64_t number = 0;
  if (!node->is_none()) visit(name, number);
  field = node->is_none() ? OptionalInteger() : OptionalInteger(number);
}

HONE_INLINE void FieldReader::visit(const char* name, OptionalText& field) {
  const Node* node = dict_.find(name);
  if (!node) return;
  const auto* text = node->get<std::string>();
  if (!text && !node->is_none()) return plan_.misfit(what_ + name + " is no text in the file");
  field = text ? OptionalText(*text) : OptionalText();
}

HONE_INLINE void FieldReader::visit(const char* name, OptionalTensors& field) {
  if (!find(name)) return;
  std::vector<at::Tensor> tensors;
  read_list(name, tensors);
  field = std::move(tensors);
}

HONE_INLINE const Node* FieldReader::find(const char* name) const {
  const Node* node = dict_.find(name);
  return node && node->is_none() ? nullptr : node;
}

HONE_INLINE void FieldReader::read_number(const Node& node, const char* name, double& field) {
  if (const auto number = plan_.number(node))
    field = *number;
  else
    plan_.misfit(what_ + name + " is no number in the file");
}

HONE_INLINE at::Tensor FieldReader::read_tensor(const Node& node, const char* name) {
  if (node.is_none()) return {};
  // Python's LBFGS has the number 1 at first, where libtorch has a tensor.
  if (const auto* integer = node.get<int64_t>()) return at::full({}, *integer, at::kLong);
  if (const auto* number = node.get<double>()) return at::full({}, *number, at::kDouble);
  return plan_.read_new(node, what_ + name, device_);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
