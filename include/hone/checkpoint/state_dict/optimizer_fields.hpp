// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/optimizer_kinds.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/checkpoint/state_dict/tensor_sink.hpp>

#include <cstdint>
#include <deque>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Writes fields into a dictionary, in Python's form.
class FieldWriter final : public FieldVisitor {
 public:
  FieldWriter(Dict& dict, TensorSink& sink) : dict_(dict), sink_(sink) {}

  void visit(const char* name, double& field) override { dict_.add(name, field); }
  void visit(const char* name, bool& field) override { dict_.add(name, field); }
  void visit(const char* name, int64_t& field) override;
  void visit(const char* name, std::tuple<double, double>& field) override {
    dict_.add(name, Tuple{{std::get<0>(field), std::get<1>(field)}});
  }
  void visit(const char* name, at::Tensor& field) override;
  void visit(const char* name, std::deque<at::Tensor>& field) override { add_list(name, field); }
  void visit(const char* name, OptionalInteger& field) override;
  void visit(const char* name, OptionalText& field) override;
  void visit(const char* name, OptionalTensors& field) override;

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

/// Reads fields from a dictionary. A field that the dictionary does not have keeps its value.
/// Tensors are new ones, which the plan fills later. With `is_like_it`, a state's tensors must have
/// the size and type of the parameter.
class FieldReader final : public FieldVisitor {
 public:
  FieldReader(const Node& dict, Restoration& plan) : dict_(dict), plan_(plan) {}
  FieldReader(const Node& dict, Restoration& plan, std::string what, const at::Tensor& parameter,
              bool is_like_it);

  /// Returns the names of the tensors that the dictionary did not have.
  const std::vector<std::string>& absent() const { return absent_; }

  void visit(const char* name, double& field) override {
    if (const Node* node = find(name)) read_number(*node, name, field);
  }
  void visit(const char* name, bool& field) override;
  void visit(const char* name, int64_t& field) override;
  void visit(const char* name, std::tuple<double, double>& field) override;
  void visit(const char* name, at::Tensor& field) override;
  void visit(const char* name, std::deque<at::Tensor>& field) override { read_list(name, field); }
  void visit(const char* name, OptionalInteger& field) override;
  void visit(const char* name, OptionalText& field) override;
  void visit(const char* name, OptionalTensors& field) override;

 private:
  const Node* find(const char* name) const;
  void read_number(const Node& node, const char* name, double& field);
  at::Tensor read_tensor(const Node& node, const char* name);
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

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/state_dict/impl/optimizer_fields.hpp>
#endif
