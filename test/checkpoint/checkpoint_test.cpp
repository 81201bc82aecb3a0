// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/checkpoint.hpp>
#include <hone/checkpoint/safetensors.hpp>

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>
#include <torch/optim/schedulers/step_lr.h>

#include <boost/test/unit_test.hpp>

#include "test/checkpoint/faulty_ops.hpp"
#include "test/checkpoint/small_archive.hpp"
#include "test/checkpoint/state_dict/saved.hpp"
#include "test/temporary_directory.hpp"
#include <atomic>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(checkpoint_suite)

using namespace hone::detail;
using hone::Checkpoint;
using hone_test::contains;
using hone_test::read_file;
using hone_test::TemporaryDirectory;
using hone_test::write_file;

namespace {

const std::string kFixtures = std::string(HONE_TEST_FIXTURES) + "/checkpoints/";

struct Scaler {
  double mean = 0, scale = 1;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& mean& scale;
  }
};

// One of everything that a checkpoint can contain. The golden files are made of it.
struct Specimen {
  torch::nn::Sequential model{torch::nn::Linear(3, 2), torch::nn::BatchNorm1d(2)};
  torch::optim::Adam optimizer{model->parameters(), torch::optim::AdamOptions(0.125)};
  torch::optim::StepLR scheduler{optimizer, 2, 0.5};
  at::Tensor tensor = at::zeros({2, 2}, at::kHalf);
  Scaler scaler;
  int64_t number = 0;
  std::string text;
  std::vector<Part> parts{make_part("model", model),
                          make_part("optimizer", optimizer),
                          make_part("scheduler", scheduler),
                          make_part("tensor", tensor),
                          make_part("scaler", scaler),
                          make_part("number", number),
                          make_part("text", text)};

  void fill() {
    int64_t count = 0;
    for (const auto& item : named_tensors(*model)) {
      const at::Tensor tensor_of_model = item.second.detach();
      tensor_of_model.copy_(
          at::arange(count, count + tensor_of_model.numel()).view(tensor_of_model.sizes()));
      count += tensor_of_model.numel();
    }
    for (const at::Tensor& parameter : model->parameters()) {
      auto state = std::make_unique<torch::optim::AdamParamState>();
      state->step(3);
      state->exp_avg(at::full_like(parameter, 0.5));
      state->exp_avg_sq(at::full_like(parameter, 0.25));
      auto& states = optimizer.state();
      states[state_key(states, parameter)] = std::move(state);
    }
    SchedulerAccess::step_count(scheduler) = 3;
    tensor.fill_(1.5);
    scaler = {3.5, std::numeric_limits<double>::infinity()};
    number = -7;
    text = "h\xc3\xb6ne";
  }

  SavedFile save(const std::string& path) const {
    CheckpointContents contents;
    contents.info.epoch = 4;
    contents.info.value = 0.1;
    contents.info.trial = 12;
    contents.info.answer = 2;
    contents.info.params = {{"lr", 0.125}, {"batch", 32}, {"loss", "mse"}, {"bias", true}};
    contents.parts = parts;
    contents.random_state = true;
    contents.own.add("note", Bytes{"of the hooks"});
    return save_checkpoint({path}, contents);
  }

  // Everything in it as text, for comparison.
  std::string show() const {
    std::ostringstream out;
    for (const auto& item : named_tensors(*model)) out << item.first << ' ' << item.second << '\n';
    for (const at::Tensor& parameter : model->parameters()) {
      const auto& states = optimizer.state();
      const auto found = states.find(state_key(states, parameter));
      if (found == states.end()) continue;
      const auto& state = static_cast<const torch::optim::AdamParamState&>(*found->second);
      out << state.step() << ' ' << state.exp_avg() << ' ' << state.exp_avg_sq() << '\n';
    }
    auto& changeable = const_cast<Specimen&>(*this);
    out << optimizer.param_groups()[0].options().get_lr() << ' '
        << SchedulerAccess::step_count(changeable.scheduler) << ' ' << tensor << ' ' << scaler.mean
        << ' ' << scaler.scale << ' ' << number << ' ' << text;
    return out.str();
  }
};

std::string filled() {
  Specimen specimen;
  specimen.fill();
  return specimen.show();
}

void check_specimen(const std::string& path) {
  const Checkpoint checkpoint = Checkpoint::open(path);
  checkpoint.archive().verify_all();
  BOOST_TEST(checkpoint.path() == path);
  BOOST_TEST(checkpoint.epoch() == 4);
  BOOST_TEST(checkpoint.value() == 0.1);
  BOOST_TEST(checkpoint.trial().value() == 12);
  BOOST_TEST(static_cast<int>(checkpoint.answer()) == 2);
  BOOST_TEST(checkpoint.params().at("lr").as<double>() == 0.125);
  BOOST_TEST(checkpoint.params().at("batch").as<int>() == 32);
  BOOST_TEST(checkpoint.params().at("loss").as<std::string>() == "mse");
  BOOST_TEST(checkpoint.params().at("bias").as<bool>());
  BOOST_TEST(checkpoint.names() ==
             (std::vector<std::string>{"model", "optimizer", "scheduler", "tensor", "scaler",
                                       "number", "text"}));
  BOOST_TEST(checkpoint.archive().bytes(*checkpoint.node("hone").find("note")) == "of the hooks");
  Specimen all, one_by_one;
  restore_all(checkpoint, all.parts, /*random_state=*/true);
  BOOST_TEST(all.show() == filled());
  checkpoint.restore("model", one_by_one.model)
      .restore("optimizer", one_by_one.optimizer)
      .restore("scheduler", one_by_one.scheduler)
      .restore("tensor", one_by_one.tensor)
      .restore("scaler", one_by_one.scaler)
      .restore("number", one_by_one.number)
      .restore("text", one_by_one.text);
  BOOST_TEST(one_by_one.show() == filled());
}

std::string error_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const hone::CheckpointError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_checkpoint_gives_back_what_it_was_given) {
  const TemporaryDirectory directory;
  Specimen specimen;
  specimen.fill();
  const SavedFile saved = specimen.save(directory / "a.pt");
  BOOST_TEST((std::make_pair(saved.bytes, saved.crc32) == file_crc32(directory / "a.pt")));
  check_specimen(directory / "a.pt");
}

BOOST_AUTO_TEST_CASE(a_file_of_format_1_is_read_for_ever) {
  check_specimen(kFixtures + "format1.pt");
}

BOOST_AUTO_TEST_CASE(the_random_state_goes_with_it) {
  const TemporaryDirectory directory;
  Specimen specimen;
  specimen.save(directory / "a.pt");
  const at::Tensor expected = at::rand({3});
  at::rand({10});
  const Checkpoint checkpoint = Checkpoint::open(directory / "a.pt");
  restore_all(checkpoint, specimen.parts);
  BOOST_TEST(!at::rand({3}).equal(expected));
  restore_all(checkpoint, specimen.parts, /*random_state=*/true);
  BOOST_TEST(at::rand({3}).equal(expected));
}

BOOST_AUTO_TEST_CASE(where_one_part_does_not_fit_none_changes) {
  const TemporaryDirectory directory;
  Specimen specimen;
  specimen.fill();
  specimen.save(directory / "a.pt");
  const Checkpoint checkpoint = Checkpoint::open(directory / "a.pt");

  Specimen other;
  torch::nn::Linear wrong(5, 2);
  other.parts[0] = make_part("model", wrong);
  const at::Tensor random_state = state_of(default_generator());
  const std::string before = other.show();
  const std::string text =
      error_of([&] { restore_all(checkpoint, other.parts, /*random_state=*/true); });
  BOOST_TEST(contains(text, "a.pt does not fit: model: weight is in the module"));
  BOOST_TEST(other.show() == before);
  BOOST_TEST(state_of(default_generator()).equal(random_state));

  // Nor if the misfit is found only while reading.
  other.parts[0] = make_part("model", other.model);
  other.parts.pop_back();
  const std::string broken = error_of([&] {
    restore_all(checkpoint, other.parts, true, [](Restoration& plan) {
      plan.enter("hook");
      plan.attempt([] { throw std::runtime_error("not today"); }, [] {});
    });
  });
  BOOST_TEST(contains(broken, "hook: not today"));
  BOOST_TEST(other.show() == before);
}

BOOST_AUTO_TEST_CASE(a_name_that_it_does_not_hold_is_answered_with_those_it_does) {
  const TemporaryDirectory directory;
  Specimen specimen;
  specimen.save(directory / "a.pt");
  const Checkpoint checkpoint = Checkpoint::open(directory / "a.pt");
  const std::string text = error_of([&] { checkpoint.restore("critic", specimen.model); });
  BOOST_TEST(contains(text, "a.pt holds no \"critic\"; it holds \"model\", \"optimizer\""));
  BOOST_TEST(contains(error_of([&] { checkpoint.restore("model/x", specimen.model); }), "model/x"));
  BOOST_TEST(contains(error_of([&] { checkpoint.restore("number/x", specimen.number); }), "holds"));
}

BOOST_AUTO_TEST_CASE(tensors_that_grow_as_the_loop_goes_are_given_back_to_one_that_begins) {
  at::Tensor history = at::arange(3), undefined;
  std::vector<at::Tensor> best = {at::ones({2}), at::Tensor(), at::full({1}, 5)};
  const TemporaryDirectory directory;
  hone::detail::CheckpointContents contents;
  contents.parts.push_back(hone::detail::make_part("history", history));
  contents.parts.push_back(hone::detail::make_part("best", best));
  hone::detail::save_checkpoint({directory / "a.pt"}, contents);

  at::Tensor empty = at::empty({0});
  std::vector<at::Tensor> none, two(2);
  const Checkpoint checkpoint = Checkpoint::open(directory / "a.pt");
  checkpoint.restore("history", empty).restore("best", none);
  BOOST_TEST(empty.equal(history));
  BOOST_REQUIRE(none.size() == 3u);
  BOOST_TEST(none[0].equal(best[0]));
  BOOST_TEST(!none[1].defined());
  BOOST_TEST(none[2].equal(best[2]));
  BOOST_CHECK_EXCEPTION(
      checkpoint.restore("best", two), hone::CheckpointError, [](const auto& error) {
        return contains(error.what(),
                        "3 tensors in the file and 2 in the variable; give it as many");
      });
  at::Tensor other = at::zeros({2});
  BOOST_CHECK_THROW(checkpoint.restore("history", other), hone::CheckpointError);
  std::vector<at::Tensor> numbers;
  BOOST_CHECK_EXCEPTION(checkpoint.restore("history", numbers), hone::CheckpointError,
                        [](const auto& error) {
                          return contains(error.what(), "it is no list of tensors in the file");
                        });

  hone::detail::Dict root;
  root.add("numbers", hone::detail::List{hone::detail::Node(0.5)});
  hone::detail::TensorSink sink;
  hone::detail::save_archive({directory / "b.pt"}, sink.finish(std::move(root)));
  BOOST_CHECK_EXCEPTION(Checkpoint::open(directory / "b.pt").restore("numbers", numbers),
                        hone::CheckpointError, [](const auto& error) {
                          return contains(error.what(), "tensor 0 is no tensor in the file");
                        });
  BOOST_TEST(numbers.empty());
}

BOOST_AUTO_TEST_CASE(every_problem_is_named_in_one_error) {
  const TemporaryDirectory directory;
  torch::nn::Linear critic(2, 1);
  int64_t number = 1;
  CheckpointContents contents;
  contents.parts = {make_part("critic", critic), make_part("number", number)};
  save_checkpoint({directory / "a.pt"}, contents);
  torch::nn::Linear other(3, 1);
  std::string text = "kept";
  const std::string what = error_of([&] {
    restore_all(Checkpoint::open(directory / "a.pt"),
                {make_part("critic", other), make_part("number", text)});
  });
  BOOST_TEST(contains(what, "critic: weight is [1, 2] in the file and [1, 3] in the module"));
  BOOST_TEST(contains(what, "number: it is no text in the file"));
  BOOST_TEST(text == "kept");
}

// Restoring from a damaged file throws an error that names it and leaves the model unchanged, or
// restores the correct weights if the damaged byte carries no meaning.
BOOST_AUTO_TEST_CASE(no_damage_gives_wrong_weights) {
  const TemporaryDirectory directory;
  const std::string path = directory / "a.pt";
  torch::nn::Linear model(3, 2);
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(0.5).momentum(0.9));
  model->forward(at::ones({1, 3})).sum().backward();
  optimizer.step();
  CheckpointContents contents;
  contents.info.epoch = 1;
  contents.parts = {make_part("model", model), make_part("optimizer", optimizer)};
  save_checkpoint({path}, contents);
  const std::string whole = read_file(path);
  const at::Tensor weight = model->weight.detach().clone();

  int errors = 0, right = 0;
  const auto attempt = [&](const std::string& bytes) {
    write_file(path, bytes);
    torch::nn::Linear other(3, 2);
    torch::optim::SGD other_optimizer(other->parameters(), torch::optim::SGDOptions(9));
    const at::Tensor before = other->weight.detach().clone();
    try {
      restore_all(Checkpoint::open(path),
                  {make_part("model", other), make_part("optimizer", other_optimizer)});
      BOOST_REQUIRE(other->weight.detach().equal(weight));
      BOOST_REQUIRE(other->bias.detach().equal(model->bias.detach()));
      BOOST_REQUIRE(other_optimizer.param_groups()[0].options().get_lr() == 0.5);
      ++right;
    } catch (const hone::CheckpointError& error) {
      BOOST_REQUIRE(contains(error.what(), path));
      BOOST_REQUIRE(other->weight.detach().equal(before));
      BOOST_REQUIRE(other_optimizer.state().empty());
      ++errors;
    }
  };
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 8));
    attempt(flipped);
  }
  const int flips = errors;
  for (size_t bytes = 0; bytes < whole.size(); ++bytes) attempt(whole.substr(0, bytes));
  BOOST_TEST_MESSAGE(whole.size() << " bytes flipped: " << flips << " errors, " << right
                                  << " with the right weights, 0 wrong; cut at every length: "
                                  << errors - flips << " errors");
  BOOST_TEST(errors - flips == static_cast<int>(whole.size()));
  BOOST_TEST(flips > 500);
}

// Fails every read operation in turn: restores everything or nothing.
BOOST_AUTO_TEST_CASE(where_reading_fails_nothing_changes) {
  const TemporaryDirectory directory;
  const std::string path = directory / "a.pt";
  torch::nn::Sequential saved(torch::nn::Linear(3, 4), torch::nn::Linear(4, 2));
  CheckpointContents contents;
  contents.parts = {make_part("model", saved)};
  save_checkpoint({path}, contents);
  int faults = 0;
  for (const int error : {EIO, EINTR, 0})  // 0: reads half of the bytes
    for (int64_t n = 0;; ++n) {
      hone_test::FaultyOps ops;
      ops.fail_at = n, ops.error = error;
      torch::nn::Sequential model(torch::nn::Linear(3, 4), torch::nn::Linear(4, 2));
      const at::Tensor before = at::cat({model->parameters()[0].view({-1}).detach().clone(),
                                         model->parameters()[3].view({-1}).detach().clone()});
      const auto holds = [&](const at::Tensor& first, const at::Tensor& last) {
        return at::cat({first.view({-1}).detach(), last.view({-1}).detach()});
      };
      bool threw = false;
      try {
        const ArchiveReader archive(path, ops);
        Restoration plan(archive);
        restore_state(model, *archive.root().find("model"), plan);
        plan.run();
      } catch (const hone::CheckpointError& thrown) {
        threw = true;
        BOOST_REQUIRE(contains(thrown.what(), path));
      }
      const at::Tensor now = holds(model->parameters()[0], model->parameters()[3]);
      const at::Tensor expected = holds(saved->parameters()[0], saved->parameters()[3]);
      BOOST_REQUIRE(now.equal(threw ? before : expected));
      if (ops.calls <= n) {
        BOOST_TEST(!threw);
        break;
      }
      if (error != EIO) BOOST_TEST(!threw);
      ++faults;
    }
  BOOST_TEST_MESSAGE(faults << " faults while reading, 0 half restored models");
  BOOST_TEST(faults > 30);
}

// What does not fit in memory is read twice, and the second read may fail.
BOOST_AUTO_TEST_CASE(where_the_second_reading_fails_the_error_says_so) {
  struct Dying : FileOps {
    mutable std::atomic<int64_t> left{INT64_MAX};
    ssize_t pread(int file, void* into, size_t bytes, int64_t offset) const override {
      errno = EIO;
      return left.fetch_sub(static_cast<int64_t>(bytes)) < 0
                 ? -1
                 : FileOps::pread(file, into, bytes, offset);
    }
  };
  const TemporaryDirectory directory;
  const std::string path = directory / "a.pt";
  std::vector<at::Tensor> tensors = {at::ones({9, 1000, 1000}), at::ones({9, 1000, 1000})};
  CheckpointContents contents;
  contents.parts = {make_part("it", tensors)};
  save_checkpoint({path}, contents);
  const int64_t bytes = 72000000;
  for (const int64_t readable : {bytes / 2, bytes + bytes / 2, bytes * 3}) {
    std::vector<at::Tensor> into = {at::zeros_like(tensors[0]), at::zeros_like(tensors[1])};
    Dying ops;
    const ArchiveReader archive(path, ops);
    const std::string text = error_of([&] {
      Restoration plan(archive);
      restore_state(into, *archive.root().find("it"), plan);
      ops.left = readable;
      plan.run();
    });
    if (readable < bytes) {
      BOOST_TEST((into[0].eq(0).all().item<bool>() && into[1].eq(0).all().item<bool>()));
      BOOST_TEST((contains(text, path) && !contains(text, "half restored")));
    } else if (readable < 2 * bytes) {
      BOOST_TEST((contains(text, path) && contains(text, "half restored")));
    } else {
      BOOST_TEST(text == "");
      BOOST_TEST((into[0].equal(tensors[0]) && into[1].equal(tensors[1])));
    }
  }
}

BOOST_AUTO_TEST_CASE(without_strictness_what_does_not_match_is_reported) {
  const TemporaryDirectory directory;
  torch::nn::Sequential saved(torch::nn::Linear(3, 4), torch::nn::Linear(4, 2));
  CheckpointContents contents;
  contents.parts = {make_part("model", saved)};
  save_checkpoint({directory / "a.pt"}, contents);
  const Checkpoint checkpoint = Checkpoint::open(directory / "a.pt");

  torch::nn::Sequential other;
  other->push_back("0", torch::nn::Linear(3, 4));
  other->push_back("2", torch::nn::Linear(4, 9));
  const at::Tensor head = other->parameters()[2].detach().clone();
  const hone::IncompatibleKeys keys = checkpoint.restore("model", other, hone::Strict::no);
  BOOST_TEST((keys.missing_keys == std::vector<std::string>{"2.weight", "2.bias"}));
  BOOST_TEST((keys.unexpected_keys == std::vector<std::string>{"1.bias", "1.weight"}));
  BOOST_TEST(other->parameters()[0].equal(saved->parameters()[0]));
  BOOST_TEST(other->parameters()[2].equal(head));
  BOOST_TEST(checkpoint.restore("model", *saved, hone::Strict::yes).empty());

  // By default, and if sizes differ, nothing changes.
  BOOST_TEST(contains(error_of([&] { checkpoint.restore("model", other, hone::Strict::yes); }),
                      "1.bias is in the file and not in the module"));
  torch::nn::Sequential wider(torch::nn::Linear(3, 5));
  BOOST_TEST(contains(error_of([&] { checkpoint.restore("model", wider, hone::Strict::no); }),
                      "0.weight is [4, 3] in the file and [5, 3] in the module"));
}

BOOST_AUTO_TEST_CASE(safetensors_give_back_the_weights) {
  const TemporaryDirectory directory;
  const std::string path = directory / "a.safetensors";
  torch::nn::Sequential saved(torch::nn::Linear(3, 4), torch::nn::BatchNorm1d(4)), other;
  other->push_back(torch::nn::Linear(3, 4));
  other->push_back(torch::nn::BatchNorm1d(4));
  saved->buffers()[0].fill_(0.5);
  hone::save_safetensors(path, saved, {{"epoch", "3"}});
  const Checkpoint checkpoint = Checkpoint::open(path);
  checkpoint.restore("", other);
  const auto left = named_tensors(*saved), right = named_tensors(*other);
  for (size_t i = 0; i < left.size(); ++i) BOOST_TEST(left[i].second.equal(right[i].second));
  BOOST_TEST(checkpoint.names().size() == left.size());

  // A view, an empty tensor, one without dimensions, every type.
  std::map<std::string, at::Tensor> tensors;
  for (size_t i = 0; i < kDtypes; ++i)
    if (safetensors_name(static_cast<Dtype>(i)))
      tensors[info_of(static_cast<Dtype>(i)).name] =
          at::arange(6).view({2, 3}).to(scalar_type_of(static_cast<Dtype>(i))).t();
  tensors["empty"] = at::zeros({0, 5});
  tensors["scalar"] = at::full({}, 2.5);
  hone::save_safetensors(path, tensors);
  for (const auto& [name, tensor] : tensors) {
    at::Tensor read;
    Checkpoint::open(path).restore(name, read);
    BOOST_TEST((read.scalar_type() == tensor.scalar_type() && read.equal(tensor)), name);
  }
  tensors["wide"] = at::zeros({2}, at::kComplexDouble);
  BOOST_TEST(contains(error_of([&] { hone::save_safetensors(path, tensors); }), "wide"));
  BOOST_TEST(Checkpoint::open(path).names().size() == tensors.size() - 1);
}

// hone's own files have checksums: each flipped byte is an error or changes no weight.
BOOST_AUTO_TEST_CASE(no_flipped_byte_of_safetensors_gives_wrong_weights) {
  const TemporaryDirectory directory;
  const std::string path = directory / "a.safetensors";
  torch::nn::Linear saved(3, 2);
  hone::save_safetensors(path, saved);
  const std::string whole = read_file(path);
  int errors = 0, right = 0;
  for (size_t at = 8; at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 8));
    write_file(path, flipped);
    torch::nn::Linear other(3, 2);
    const at::Tensor before = other->weight.detach().clone();
    try {
      Checkpoint::open(path).restore("", other);
      BOOST_REQUIRE((other->weight.equal(saved->weight) && other->bias.equal(saved->bias)));
      ++right;
    } catch (const hone::CheckpointError& error) {
      BOOST_REQUIRE(contains(error.what(), path));
      BOOST_REQUIRE(other->weight.detach().equal(before));
      ++errors;
    }
  }
  BOOST_TEST_MESSAGE(errors << " errors, " << right << " with the right weights, 0 wrong");
  BOOST_TEST(errors > 150);
}

BOOST_AUTO_TEST_CASE(files_of_python_s_torch_save_are_read) {
  // torch.save(torch.nn.Linear(3, 2).state_dict()) with weight arange(6), bias arange(2)
  torch::nn::Linear linear(3, 2);
  const Checkpoint whole = Checkpoint::open(kFixtures + "python_state_dict.pt");
  whole.restore("", linear);
  BOOST_TEST(linear->weight.detach().equal(at::arange(6, at::kFloat).view({2, 3})));
  BOOST_TEST(linear->bias.detach().equal(at::arange(2, at::kFloat)));
  BOOST_TEST(whole.names() == (std::vector<std::string>{"weight", "bias"}));
  BOOST_CHECK_THROW(whole.epoch(), hone::CheckpointError);
  BOOST_TEST(std::isnan(whole.value()));

  // {"models": {"critic": the same, as an OrderedDict}, "optimizer": Adam after one step, "epoch":
  // 12}
  const Checkpoint training = Checkpoint::open(kFixtures + "python_training.pt");
  torch::nn::Linear critic(3, 2);
  torch::optim::Adam optimizer(critic->parameters(), 9);
  training.restore("models/critic", critic).restore("optimizer", optimizer);
  BOOST_TEST(training.epoch() == 12);
  BOOST_TEST(optimizer.param_groups()[0].options().get_lr() == 0.5);
  auto& states = optimizer.state();
  const auto& state =
      static_cast<const torch::optim::AdamParamState&>(*states.at(state_key(states, critic->bias)));
  BOOST_TEST(state.step() == 1);
  BOOST_TEST(at::allclose(state.exp_avg(), at::full({2}, 0.1f)));
  BOOST_TEST(contains(error_of([&] { training.restore("", critic); }), "weight is in the module"));
}

BOOST_AUTO_TEST_SUITE_END()
