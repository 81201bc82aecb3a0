// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT

// The C++ side of checkpoint_interop.py.
//   checkpoint_writer write DIR     trains a little with each optimizer, and saves
//   checkpoint_writer read DIR      reads what Python saved there, and continues the training
//   checkpoint_writer large FILE    writes more than 4 GiB of zeros, as a hole
//   checkpoint_writer open FILE     opens one file; prints the error if it cannot
// Prints one line per check: "ok NAME" or "not ok NAME: why".
#include <hone/checkpoint/checkpoint.hpp>
#include <hone/checkpoint/detail/save_checkpoint.hpp>
#include <hone/checkpoint/safetensors.hpp>

#include <torch/nn/functional/loss.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>
#include <torch/optim/schedulers/step_lr.h>

#include <sys/mman.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using hone::detail::CheckpointContents;
using hone::detail::make_part;
using hone::detail::save_checkpoint;
using Parameters = std::vector<at::Tensor>;
using OptimizerPointer = std::unique_ptr<torch::optim::Optimizer>;

torch::nn::Sequential make_net() {
  const auto before = c10::get_default_dtype();
  c10::set_default_dtype(caffe2::TypeMeta::Make<double>());
  torch::nn::Sequential net(torch::nn::BatchNorm1d(3), torch::nn::Linear(3, 5),
                            torch::nn::Linear(5, 1));
  c10::set_default_dtype(before);
  return net;
}

void train(torch::nn::Sequential& net, torch::optim::Optimizer& optimizer, int steps) {
  const at::Tensor x = at::arange(24, at::kDouble).view({8, 3}).sin();
  const at::Tensor y = at::arange(8, at::kDouble).view({8, 1}).cos();
  for (int i = 0; i < steps; ++i)
    optimizer.step([&] {
      optimizer.zero_grad();
      const at::Tensor loss = at::mse_loss(net->forward(x), y);
      loss.backward();
      return loss;
    });
}

template <class Optimizer, class Options>
std::function<OptimizerPointer(const Parameters&)> maker(Options options) {
  return [options](const Parameters& parameters) {
    return std::make_unique<Optimizer>(parameters, options);
  };
}

// Must be the same as in checkpoint_interop.py.
std::vector<std::pair<std::string, std::function<OptimizerPointer(const Parameters&)>>> makers() {
  using namespace torch::optim;
  return {
      {"adam", maker<Adam>(AdamOptions(0.05).weight_decay(0.01).betas({0.8, 0.99}))},
      {"amsgrad", maker<Adam>(AdamOptions(0.05).amsgrad(true))},
      {"adamw", maker<AdamW>(AdamWOptions(0.05).weight_decay(0.1))},
      {"sgd", maker<SGD>(SGDOptions(0.02))},
      {"momentum", maker<SGD>(SGDOptions(0.02).momentum(0.9).weight_decay(0.1).nesterov(true))},
      {"rmsprop", maker<RMSprop>(RMSpropOptions(0.01).momentum(0.5).centered(true))},
      {"adagrad", maker<Adagrad>(AdagradOptions(0.1).lr_decay(0.01))},
      {"lbfgs", maker<LBFGS>(LBFGSOptions(0.5).max_iter(4).history_size(5))},
      {"wolfe", maker<LBFGS>(LBFGSOptions(1).max_iter(4).line_search_fn("strong_wolfe"))},
  };
}

template <class... Named>
void save(const std::string& path, Named... named) {
  CheckpointContents contents;
  contents.info.epoch = 3;
  contents.info.value = 0.25;
  contents.info.trial = 7;
  contents.info.params = {{"lr", 0.05}, {"batch", 32}, {"loss", "mse"}, {"flag", true}};
  contents.random_state = true;
  (contents.parts.push_back(std::move(named)), ...);
  save_checkpoint({path}, contents);
}

const std::pair<const char*, at::ScalarType> kTypes[] = {{"float32", at::kFloat},
                                                         {"float64", at::kDouble},
                                                         {"float16", at::kHalf},
                                                         {"bfloat16", at::kBFloat16},
                                                         {"int64", at::kLong},
                                                         {"int32", at::kInt},
                                                         {"int16", at::kShort},
                                                         {"int8", at::kChar},
                                                         {"uint8", at::kByte},
                                                         {"bool", at::kBool},
                                                         {"complex64", at::kComplexFloat},
                                                         {"complex128", at::kComplexDouble}};

// Tensors of this type: [2, 3], transposed, empty, without dimensions, expanded.
std::vector<at::Tensor> tensors_of(at::ScalarType type) {
  const at::Tensor base = at::arange(6).view({2, 3}).to(type);
  return {base,
          base.t(),
          at::zeros({0, 5}, type),
          base[1][2].clone(),
          base.select(1, 1).clone().view({2, 1}).expand({2, 4}),
          base.select(1, 2)};
}

struct Extra {
  double infinite = std::numeric_limits<double>::infinity();
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& infinite;
  }
};

void write(const std::string& directory) {
  at::Generator generator = hone::detail::default_generator();
  generator.set_current_seed(5);
  for (const auto& [name, make] : makers()) {
    torch::nn::Sequential net = make_net();
    OptimizerPointer optimizer = make(net->parameters());
    train(net, *optimizer, 3);
    save(directory + "/" + name + ".pt", make_part("model", net),
         make_part("optimizer", optimizer));
    train(net, *optimizer, 2);
    save(directory + "/" + name + ".then.pt", make_part("model", net));
  }
  for (int stop = 0; stop < 6; ++stop) {
    torch::nn::Sequential net = make_net();
    torch::optim::SGD optimizer(net->parameters(), 0.5);
    torch::optim::StepLR scheduler(optimizer, 2, 0.5);
    for (int i = 0; i < stop; ++i) scheduler.step();
    at::Tensor rates = at::zeros({6}, at::kDouble);
    const std::string path = directory + "/schedule" + std::to_string(stop);
    save(path + ".pt", make_part("optimizer", optimizer), make_part("scheduler", scheduler));
    for (int i = 0; i < 6; ++i) {
      scheduler.step();
      rates[i] = optimizer.param_groups()[0].options().get_lr();
    }
    save(path + ".then.pt", make_part("rates", rates));
  }
  for (const auto& [name, type] : kTypes) {
    std::vector<at::Tensor> tensors = tensors_of(type);
    save(directory + "/" + name + ".pt", make_part("tensors", tensors));
  }
  std::map<std::string, at::Tensor> shared;
  for (const auto& [name, type] : kTypes) {
    const std::vector<at::Tensor> tensors = tensors_of(type);
    for (size_t i = 0; i < tensors.size() && !at::isComplexType(type); ++i)
      shared[std::string(name) + '.' + std::to_string(i)] = tensors[i];
  }
  hone::save_safetensors(directory + "/weights.safetensors", shared, {{"made by", "hone"}});
  Extra extra;
  std::string text = "\xc3\xa9";
  double nan = std::nan("");
  int64_t large = std::numeric_limits<int64_t>::min();
  at::Tensor undefined;
  save(directory + "/plain.pt", make_part("extra", extra), make_part("text", text),
       make_part("nan", nan), make_part("large", large), make_part("undefined", undefined));
  at::Tensor drawn = at::rand({5});
  save(directory + "/drawn.pt", make_part("drawn", drawn));
}

// Writes more than 4 GiB of zeros, which need neither memory nor disk space.
void write_large(const std::string& path) {
  struct SparseOps : hone::detail::FileOps {
    int allocate(int, int64_t) const override { return 0; }
    ssize_t pwrite(int file, const void* from, size_t bytes, int64_t offset) const override {
      const char* data = static_cast<const char*>(from);
      if (bytes >= 4096 && data[0] == 0 && std::memcmp(data, data + 1, bytes - 1) == 0)
        return static_cast<ssize_t>(bytes);  // a hole
      return FileOps::pwrite(file, from, bytes, offset);
    }
  };
  const int64_t bytes = (int64_t{1} << 32) + 4096;
  void* zeros = ::mmap(nullptr, static_cast<size_t>(bytes), PROT_READ,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (zeros == MAP_FAILED) throw std::runtime_error("no address space");
  at::Tensor large = at::from_blob(zeros, {bytes}, at::kByte), far = at::arange(7, 10, at::kFloat);
  CheckpointContents contents;
  contents.parts = {make_part("large", large), make_part("far", far)};
  save_checkpoint({path}, contents, SparseOps());
  ::munmap(zeros, static_cast<size_t>(bytes));
}

class Checks {
 public:
  void check(const std::string& name, const std::function<std::string()>& body) {
    std::string why;
    try {
      why = body();
    } catch (const std::exception& error) {
      why = error.what();
    }
    std::printf("%s %s%s\n", why.empty() ? "ok" : "not ok", name.c_str(),
                why.empty() ? "" : (": " + why).c_str());
    is_good_ &= why.empty();
  }
  bool is_good() const { return is_good_; }

 private:
  bool is_good_ = true;
};

std::string compare(torch::nn::Sequential& a, torch::nn::Sequential& b) {
  const auto left = hone::detail::named_tensors(*a), right = hone::detail::named_tensors(*b);
  for (size_t i = 0; i < left.size(); ++i)
    if (!at::allclose(left[i].second.to(at::kDouble), right[i].second.to(at::kDouble), 1e-9, 1e-11))
      return left[i].first + " differs";
  return {};
}

bool read(const std::string& directory) {
  Checks checks;
  for (const auto& [name, make] : makers())
    for (const char* made_by : {"continued", "python"})
      checks.check(name + " from Python, " + made_by, [&, &name = name, &make = make] {
        const std::string path = directory + "/" + name + "." + made_by;
        torch::nn::Sequential net = make_net(), then = make_net();
        OptimizerPointer optimizer = make(net->parameters());
        const auto checkpoint = hone::Checkpoint::open(path + ".pt");
        checkpoint.restore("model", net).restore("optimizer", optimizer);
        train(net, *optimizer, 2);
        if (std::string(made_by) == "python")
          save(directory + "/" + name + ".back.pt", make_part("model", net),
               make_part("optimizer", optimizer));
        hone::Checkpoint::open(path + ".then.pt").restore("", then);
        return compare(net, then);
      });
  for (int stop = 0; stop < 6; ++stop)
    checks.check("schedule of Python, " + std::to_string(stop), [&] {
      const std::string path = directory + "/schedule" + std::to_string(stop) + ".python";
      torch::nn::Sequential net = make_net();
      torch::optim::SGD optimizer(net->parameters(), 9);
      torch::optim::StepLR scheduler(optimizer, 2, 0.5);
      const auto checkpoint = hone::Checkpoint::open(path + ".pt");
      checkpoint.restore("optimizer", optimizer).restore("scheduler", scheduler);
      at::Tensor rates = at::zeros({6}, at::kDouble), expected = at::zeros({6}, at::kDouble);
      checkpoint.restore("rates", expected);
      for (int i = 0; i < 6; ++i) {
        scheduler.step();
        rates[i] = optimizer.param_groups()[0].options().get_lr();
      }
      return rates.equal(expected) ? "" : "other learning rates";
    });
  for (const auto& [name, type] : kTypes)
    checks.check(std::string("tensors of ") + name, [&, &name = name, &type = type] {
      const auto checkpoint = hone::Checkpoint::open(directory + "/" + name + ".python.pt");
      std::vector<at::Tensor> read(6), expected = tensors_of(type);
      checkpoint.restore("tensors", read);
      for (size_t i = 0; i < read.size(); ++i)
        if (read[i].scalar_type() != type || !read[i].equal(expected[i]) ||
            (i < 2 && read[i].strides() != expected[i].strides()))
          return "tensor " + std::to_string(i) + " differs";
      return std::string();
    });
  checks.check("safetensors from Python", [&] {
    const auto checkpoint = hone::Checkpoint::open(directory + "/python.safetensors");
    for (const auto& [name, type] : kTypes)
      for (size_t i = 0; i < 6 && !at::isComplexType(type); ++i) {
        at::Tensor read;
        checkpoint.restore(std::string(name) + '.' + std::to_string(i), read);
        if (read.scalar_type() != type || !read.equal(tensors_of(type)[i]))
          return std::string(name) + " differs";
      }
    return std::string();
  });
  checks.check("a nested file with views, ties and parameters", [&] {
    const auto checkpoint = hone::Checkpoint::open(directory + "/nested.python.pt");
    torch::nn::Linear linear(3, 2);
    checkpoint.restore("models/critic", linear);
    if (!linear->weight.detach().equal(at::arange(6, at::kFloat).view({2, 3}))) return "weight";
    at::Tensor column, tied;
    checkpoint.restore("column", column).restore("tied", tied);
    if (!column.equal(at::arange(1, 6, 3, at::kFloat))) return "column";
    if (!tied.equal(linear->weight.detach().t())) return "tied";
    if (checkpoint.epoch() != 12 || checkpoint.value() != 0.5) return "epoch or value";
    at::Generator generator = at::detail::createCPUGenerator(1);
    at::Tensor drawn = at::zeros({5});
    checkpoint.restore("generator", generator).restore("drawn", drawn);
    if (!at::rand({5}, generator).equal(drawn)) return "generator";
    return "";
  });
  return checks.is_good();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::string command = argv[1], path = argv[2];
  try {
    if (command == "write") return write(path), 0;
    if (command == "large") return write_large(path), 0;
    if (command == "read") return read(path) ? 0 : 1;
    hone::Checkpoint::open(path);
  } catch (const std::exception& error) {
    std::printf("%s\n", error.what());
    return 1;
  }
}
