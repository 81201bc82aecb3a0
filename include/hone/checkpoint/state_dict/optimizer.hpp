// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/detail/torch.hpp>
#include <hone/checkpoint/format/node.hpp>
#include <hone/checkpoint/state_dict/optimizer_kinds.hpp>
#include <hone/checkpoint/state_dict/restoration.hpp>
#include <hone/checkpoint/state_dict/tensor_sink.hpp>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Returns an optimizer's state_dict, as in Python: {"state": {0: {...}}, "param_groups": [{...}]}.
Node save_optimizer(torch::optim::Optimizer& optimizer, TensorSink& sink);

/// Plans to restore one optimizer.
class OptimizerRestoration {
 public:
  OptimizerRestoration(torch::optim::Optimizer& optimizer, Restoration& plan)
      : optimizer_(optimizer), plan_(plan), kind_(kind_of(optimizer)) {}

  void restore(const Node& node);

 private:
  struct Change {
    std::vector<std::unique_ptr<OptimizerOptions>> options;
    std::vector<std::pair<at::Tensor, std::unique_ptr<OptimizerParamState>>> states;
  };

  bool restore_group(const Node& node, const Node& states,
                     const torch::optim::OptimizerParamGroup& group, size_t index);

  bool is_of_kind(const Node& group) const;

  void restore_state(const Node* node, const OptimizerOptions& options,
                     const at::Tensor& parameter);

  torch::optim::Optimizer& optimizer_;
  Restoration& plan_;
  OptimizerKind kind_;
  size_t number_ = 0;
  std::shared_ptr<Change> change_ = std::make_shared<Change>();
};

void restore_optimizer(torch::optim::Optimizer& optimizer, const Node& node, Restoration& plan);

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/state_dict/impl/optimizer.hpp>
#endif
