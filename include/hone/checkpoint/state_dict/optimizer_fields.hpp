// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/state_dict/optimizer_kinds.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/checkpoint/state_dict/tensor_sink.hpp>

#include <cmath>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace hone {
inline namespace v0 {
namespace detail {

/// Writes fields into a dictionary, as Python has them.
template <class = void>
class FieldWriterOf final : public FieldVisitor {
 public:
  FieldWriterOf(Dict& dict, TensorSink& sink) : dict_(dict), sink_(sink) {}

  void visit(const char* name, double& field) override { dict_.add(name, field); }
  void visit(const char* name, bool& field) override { dict_.add(name, field); }
  void visit(const char* name, int64_t& field) override {
    // Python's steps are tensors of float32.
    dict_.add(name, std::strcmp(name, "step") == 0
                        ? sink_.add(at::full({}, field, at::kFloat), name)
                        : Node(field));
  }
  void visit(const char* name, std::tuple<double, double>& field) override {
    dict_.add(name, Tuple{{std::get<0>(field), std::get<1>(field)}});
  }
  void visit(const char* name, at::Tensor& field) override {
    if (field.defined()) dict_.add(name, sink_.add(field, name));
  }
  void visit(const char* name, std::deque<at::Tensor>& field) override { add_list(name, field); }
  void visit(const char* name, OptionalInteger& field) override {
    dict_.add(name, field ? Node(*field) : Node());
  }
  void visit(const char* name, OptionalText& field) override {
    dict_.add(name, field ? Node(*field) : Node());
  }
  void visit(const char* name, OptionalTensors& field) override {
    if (field) add_list(name, *field);
  }

 private:
  template <class Tensors>
  void add_list(const char* name, const Tensors& tensors) {
    List items;
    for (const at::Tensor& tensor : tensors) items.push_back(sink_.add(tensor, name));
    dict_.add(name, std::move(items));
  }

  Dict& dict_;
  TensorSink& sink_;
};
using FieldWriter = FieldWriterOf<>;

/// Reads fields out of a dictionary. What the dictionary does not have stays as it is; tensors are
/// new ones, which the plan will fill. A state's are to be like its parameter.
template <class = void>
class FieldReaderOf final : public FieldVisitor {
 public:
  FieldReaderOf(const Node& dict, Restoration& plan) : dict_(dict), plan_(plan) {}
  FieldReaderOf(const Node& dict, Restoration& plan, std::string what, const at::Tensor& parameter,
                bool is_like_it)
      : dict_(dict),
        plan_(plan),
        what_(std::move(what)),
        device_(parameter.device()),
        like_(is_like_it ? &parameter : nullptr) {}

  /// The tensors that the dictionary did not have.
  const std::vector<std::string>& absent() const { return absent_; }

  void visit(const char* name, double& field) override {
    if (const Node* node = find(name)) read_number(*node, name, field);
  }
  void visit(const char* name, bool& field) override {
    double number = field;
    visit(name, number);
    field = number != 0;
  }
  void visit(const char* name, int64_t& field) override {
    double number = static_cast<double>(field);
    visit(name, number);
    if (std::abs(number) <= 9007199254740992.0)
      field = static_cast<int64_t>(number);
    else
      plan_.misfit(what_ + name + " is no count in the file");
  }
  void visit(const char* name, std::tuple<double, double>& field) override {
    const Node* node = find(name);
    if (!node) return;
    const auto* items = node->sequence();
    if (!items || items->size() != 2) return plan_.misfit(what_ + name + " is no pair in the file");
    read_number((*items)[0], name, std::get<0>(field));
    read_number((*items)[1], name, std::get<1>(field));
  }
  void visit(const char* name, at::Tensor& field) override {
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
  void visit(const char* name, std::deque<at::Tensor>& field) override { read_list(name, field); }
  void visit(const char* name, OptionalInteger& field) override {
    const Node* node = dict_.find(name);
    if (!node) return;
    int64_t number = 0;
    if (!node->is_none()) visit(name, number);
    field = node->is_none() ? OptionalInteger() : OptionalInteger(number);
  }
  void visit(const char* name, OptionalText& field) override {
    const Node* node = dict_.find(name);
    if (!node) return;
    const auto* text = node->get<std::string>();
    if (!text && !node->is_none()) return plan_.misfit(what_ + name + " is no text in the file");
    field = text ? OptionalText(*text) : OptionalText();
  }
  void visit(const char* name, OptionalTensors& field) override {
    if (!find(name)) return;
    std::vector<at::Tensor> tensors;
    read_list(name, tensors);
    field = std::move(tensors);
  }

 private:
  const Node* find(const char* name) const {
    const Node* node = dict_.find(name);
    return node && node->is_none() ? nullptr : node;
  }
  void read_number(const Node& node, const char* name, double& field) {
    if (const auto number = plan_.number(node))
      field = *number;
    else
      plan_.misfit(what_ + name + " is no number in the file");
  }
  at::Tensor read_tensor(const Node& node, const char* name) {
    if (node.is_none()) return {};
    // Python's LBFGS begins with the number 1 where libtorch has a tensor.
    if (const auto* integer = node.get<int64_t>()) return at::full({}, *integer, at::kLong);
    if (const auto* number = node.get<double>()) return at::full({}, *number, at::kDouble);
    return plan_.read_new(node, what_ + name, device_);
  }
  template <class Tensors>
  void read_list(const char* name, Tensors& tensors) {
    const Node* node = find(name);
    if (!node) return;
    const auto* items = node->sequence();
    if (!items) return plan_.misfit(what_ + name + " is no list in the file");
    for (const Node& item : *items) tensors.push_back(read_tensor(item, name));
  }

  const Node& dict_;
  Restoration& plan_;
  std::string what_;
  at::Device device_ = at::kCPU;
  const at::Tensor* like_ = nullptr;
  std::vector<std::string> absent_;
};
using FieldReader = FieldReaderOf<>;

}  // namespace detail
}  // namespace v0
}  // namespace hone
