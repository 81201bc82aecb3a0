// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/state_dict/module.hpp>

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/any.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>

#include <boost/test/unit_test.hpp>

#include "test/checkpoint/state_dict/saved.hpp"
#include <memory>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(module_suite)

using hone_test::contains;
using hone_test::Saved;

namespace {

struct NetImpl : torch::nn::Module {
  explicit NetImpl(int64_t hidden = 4)
      : first(register_module("first", torch::nn::Linear(3, hidden))),
        norm(register_module("norm", torch::nn::BatchNorm1d(hidden))) {
    tied = register_parameter("tied", first->weight);
  }
  torch::nn::Linear first;
  torch::nn::BatchNorm1d norm;
  at::Tensor tied;
};
TORCH_MODULE(Net);

std::vector<at::Tensor> state(const torch::nn::Module& module) {
  std::vector<at::Tensor> tensors;
  for (const auto& item : hone::detail::named_tensors(module))
    tensors.push_back(item.second.detach().clone());
  return tensors;
}

bool is_equal(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b) {
  bool equal = a.size() == b.size();
  for (size_t i = 0; equal && i < a.size(); ++i) equal = a[i].equal(b[i]);
  return equal;
}

void spoil(torch::nn::Module& module) {
  for (const auto& item : hone::detail::named_tensors(module)) item.second.detach().fill_(7);
}

template <class T>
void check_round_trip(T& variable, torch::nn::Module& module) {
  const auto before = state(module);
  const Saved saved(variable);
  spoil(module);
  BOOST_TEST(!is_equal(state(module), before));
  saved.restore(variable);
  BOOST_TEST(is_equal(state(module), before));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_module_comes_back_however_it_is_held) {
  Net holder;
  check_round_trip(holder, *holder);
  NetImpl on_the_stack;
  check_round_trip(on_the_stack, on_the_stack);
  auto shared = std::make_shared<NetImpl>();
  check_round_trip(shared, *shared);
  std::shared_ptr<torch::nn::Module> base = shared;
  check_round_trip(base, *base);
  auto unique = std::make_unique<NetImpl>();
  check_round_trip(unique, *unique);
  NetImpl* raw = &on_the_stack;
  check_round_trip(raw, on_the_stack);
  torch::nn::Module& reference = on_the_stack;
  check_round_trip(reference, on_the_stack);
  torch::nn::Sequential sequential(torch::nn::Linear(2, 2), torch::nn::BatchNorm1d(2));
  check_round_trip(sequential, *sequential);
  torch::nn::AnyModule any(torch::nn::Linear(2, 2));
  check_round_trip(any, *any.ptr());
}

BOOST_AUTO_TEST_CASE(names_are_those_of_python) {
  Net net;
  const Saved saved(net);
  std::vector<std::string> names;
  const hone::Checkpoint checkpoint = saved.checkpoint();
  for (const auto& item : checkpoint.node("it").get<hone::detail::Dict>()->items)
    names.push_back(*item.key.get<std::string>());
  BOOST_TEST(names == (std::vector<std::string>{"tied", "first.weight", "first.bias", "norm.weight",
                                                "norm.bias", "norm.running_mean",
                                                "norm.running_var", "norm.num_batches_tracked"}));
}

BOOST_AUTO_TEST_CASE(parameters_stay_the_ones_that_optimizers_hold) {
  Net net;
  const Saved saved(net);
  const void* const data = net->first->weight.data_ptr();
  saved.restore(net);
  BOOST_TEST(net->first->weight.data_ptr() == data);
  BOOST_TEST(net->first->weight.requires_grad());
  BOOST_TEST(net->first->weight.is_leaf());
  BOOST_TEST(net->tied.data_ptr() == data);
}

BOOST_AUTO_TEST_CASE(a_pending_backward_notices_that_weights_were_replaced) {
  torch::nn::Linear net(2, 2);
  const Saved saved(net);
  const at::Tensor loss = net->weight.pow(2).sum();
  saved.restore(net);
  BOOST_CHECK_THROW(loss.backward(), c10::Error);
}

BOOST_AUTO_TEST_CASE(everything_that_does_not_fit_is_named_and_nothing_changes) {
  torch::nn::Sequential net(torch::nn::Linear(2, 4), torch::nn::BatchNorm1d(4));
  const Saved saved(net);
  torch::nn::Sequential other(torch::nn::Linear(3, 4), torch::nn::BatchNorm1d(5),
                              torch::nn::Linear(1, 1));
  other->ptr(1)->to(at::kDouble);
  const auto before = state(*other);
  const std::string text = saved.misfit(other);
  BOOST_TEST(contains(text, saved.path()));
  BOOST_TEST(contains(text, "it: 0.weight is [4, 2] in the file and [4, 3] in the module"));
  BOOST_TEST(contains(text, "it: 1.running_var is [4] in the file and [5] in the module"));
  BOOST_TEST(contains(text, "it: 1.weight is float32 in the file and float64 in the module"));
  BOOST_TEST(contains(text, "it: 2.weight is in the module and not in the file"));
  BOOST_TEST(!contains(text, "0.bias"));
  BOOST_TEST(is_equal(state(*other), before));

  torch::nn::Linear small(2, 4);
  BOOST_TEST(contains(saved.misfit(small), "0.weight is in the file and not in the module"));
}

BOOST_AUTO_TEST_CASE(what_is_no_module_in_the_file_is_said_to_be_none) {
  double number = 3;
  const Saved saved(number);
  torch::nn::Linear net(1, 1);
  BOOST_TEST(contains(saved.misfit(net), "it is no state_dict in the file"));
}

BOOST_AUTO_TEST_CASE(a_holder_is_looked_through_at_each_save) {
  torch::nn::Linear net(2, 2);
  const hone::detail::Part part("net", net);
  net = torch::nn::Linear(5, 5);
  hone::detail::TensorSink sink;
  const auto archive = sink.finish(part.save(sink));
  BOOST_TEST(archive.root.find("weight")->get<hone::detail::TensorNode>()->sizes[0] == 5);
}

BOOST_AUTO_TEST_CASE(empty_holders_and_null_pointers_are_named) {
  torch::nn::Linear empty{nullptr};
  std::shared_ptr<NetImpl> null;
  BOOST_CHECK_EXCEPTION(Saved{empty}, hone::CheckpointError, [](const auto& error) {
    return contains(error.what(), "\"it\" cannot be saved: the module holder is empty");
  });
  BOOST_CHECK_EXCEPTION(Saved{null}, hone::CheckpointError, [](const auto& error) {
    return contains(error.what(), "\"it\" cannot be saved: the pointer is null");
  });
  torch::nn::Linear net(1, 1);
  const Saved saved(net);
  BOOST_TEST(contains(saved.misfit(empty), "the module holder is empty"));
  BOOST_TEST(contains(saved.misfit(null), "the pointer is null"));
}

BOOST_AUTO_TEST_CASE(a_script_module_is_saved_by_the_same_names) {
  struct Script {  // looks like torch::jit::Module, whose header compiles slowly
    struct Named {
      std::string name;
      at::Tensor value;
    };
    std::vector<Named> parameters, buffers;
    std::vector<Named> named_parameters(bool) const { return parameters; }
    std::vector<Named> named_buffers(bool) const { return buffers; }
  };
  Script script;
  script.parameters.push_back({"weight", at::ones({1, 2})});
  script.parameters.push_back({"bias", at::ones({1})});
  const Saved saved(script);
  torch::nn::Linear net(2, 1);
  saved.restore(net);
  BOOST_TEST(net->weight.detach().equal(at::ones({1, 2})));
  script.parameters[0].value.zero_();
  saved.restore(script);
  BOOST_TEST(script.parameters[0].value.equal(at::ones({1, 2})));
}

BOOST_AUTO_TEST_SUITE_END()
