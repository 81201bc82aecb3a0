// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#include <hone/checkpoint/state_dict/tensor_sink.hpp>

#include <boost/test/unit_test.hpp>

#include "test/checkpoint/state_dict/saved.hpp"
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(tensor_sink_suite)

using namespace hone::detail;
using hone_test::contains;
using hone_test::Saved;

namespace {

// Returns the bytes of storage in an archive of these tensors.
size_t stored_bytes(const std::vector<at::Tensor>& tensors, size_t* storages = nullptr) {
  TensorSink sink;
  const Archive archive = sink.finish(save_tensors(tensors, sink));
  size_t bytes = 0;
  for (const StorageSource& storage : archive.storages) bytes += storage.info.bytes;
  if (storages) *storages = archive.storages.size();
  return bytes;
}

// Saves, overwrites and restores tensors of the same kind, and undefined ones.
void check_round_trip(const std::vector<at::Tensor>& tensors) {
  std::vector<at::Tensor> live = tensors;
  const Saved saved(live);
  std::vector<at::Tensor> expected, undefined(live.size());
  for (at::Tensor& tensor : live) expected.push_back(tensor.clone());
  for (at::Tensor& tensor : live) tensor = at::zeros_like(tensor);
  saved.restore(live);
  saved.restore(undefined);
  for (size_t i = 0; i < live.size(); ++i) {
    BOOST_TEST(live[i].equal(expected[i]));
    BOOST_TEST((undefined[i].scalar_type() == expected[i].scalar_type()));
    BOOST_TEST(undefined[i].equal(expected[i]));
  }
}

at::Tensor numbers(at::IntArrayRef sizes, at::ScalarType type = at::kFloat) {
  int64_t count = 1;
  for (const int64_t size : sizes) count *= size;
  return at::arange(count, at::kFloat).add(1).view(sizes).to(type);
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_type_of_tensor_comes_back) {
  for (const at::ScalarType type :
       {at::kFloat, at::kDouble, at::kHalf, at::kBFloat16, at::kLong, at::kInt, at::kShort,
        at::kChar, at::kByte, at::kBool, at::kComplexFloat, at::kComplexDouble})
    check_round_trip({numbers({2, 3}, type), numbers({}, type), at::zeros({0}, type),
                      at::zeros({0, 5}, type), numbers({70000}, type)});
}

BOOST_AUTO_TEST_CASE(every_layout_of_a_tensor_comes_back) {
  const at::Tensor base = numbers({4, 6});
  check_round_trip({base.t(), base.select(0, 2), base.select(1, 3), base.narrow(0, 1, 2),
                    base.narrow(1, 1, 2), numbers({5, 1}).expand({5, 7}),
                    numbers({2, 3, 4, 5}).contiguous(at::MemoryFormat::ChannelsLast),
                    base.slice(1, 0, 6, 2), numbers({3, 1}).t()});
}

BOOST_AUTO_TEST_CASE(a_restored_tensor_keeps_its_own_strides) {
  at::Tensor tensor = numbers({4, 6});
  const Saved saved(tensor);
  at::Tensor transposed = at::zeros({6, 4}).t();
  saved.restore(transposed);
  BOOST_TEST(transposed.equal(tensor));
  BOOST_TEST(transposed.stride(1) == 4);
}

BOOST_AUTO_TEST_CASE(what_stands_between_a_view_s_elements_stays) {
  const at::Tensor base = numbers({4, 6});
  at::Tensor column = base.select(1, 2);
  std::vector<at::Tensor> parts = {base, column};
  const Saved saved(parts);
  const at::Tensor live = at::zeros({4, 6});
  std::vector<at::Tensor> views = {at::zeros({4, 6}), live.select(1, 2)};
  saved.restore(views);
  BOOST_TEST(live.select(1, 2).equal(column));
  BOOST_TEST(live.sum().item<float>() == column.sum().item<float>());
}

BOOST_AUTO_TEST_CASE(expanded_tensors_are_restored_where_that_is_possible) {
  at::Tensor expanded = numbers({3, 1}).expand({3, 4});
  const Saved saved(expanded);
  at::Tensor same = at::zeros({3, 1}).expand({3, 4});
  saved.restore(same);
  BOOST_TEST(same.equal(expanded));
  at::Tensor full = at::zeros({3, 4});
  saved.restore(full);
  BOOST_TEST(full.equal(expanded));
  const Saved dense(full);
  at::Tensor other = at::zeros({1, 4}).expand({3, 4});
  BOOST_TEST(contains(dense.misfit(other), "expanded or overlapping view in the variable"));
  BOOST_TEST(other.sum().item<float>() == 0.0f);
}

BOOST_AUTO_TEST_CASE(what_a_view_does_not_show_is_not_written) {
  const at::Tensor large = numbers({1000, 1000});
  BOOST_TEST(stored_bytes({large.select(0, 5)}) == 4000u);
  BOOST_TEST(stored_bytes({large.select(1, 5)}) == 4000u);
  BOOST_TEST(stored_bytes({large.narrow(1, 5, 10)}) == 40000u);
  BOOST_TEST(stored_bytes({numbers({5, 1}).expand({5, 1000})}) == 20u);
  check_round_trip(
      {large.select(0, 5), large.select(1, 5), large.select(1, 6), large.select(1, 5)});
}

BOOST_AUTO_TEST_CASE(what_tensors_share_is_written_once) {
  const at::Tensor tensor = numbers({10, 10});
  size_t storages = 0;
  BOOST_TEST(stored_bytes({tensor, tensor, tensor.t(), tensor.view({100}), tensor.select(0, 3)},
                          &storages) == 400u);
  BOOST_TEST(storages == 1u);
  BOOST_TEST(stored_bytes({tensor.narrow(0, 0, 6), tensor.narrow(0, 4, 6)}, &storages) == 400u);
  BOOST_TEST(storages == 1u);
  // Neighbors in one storage, as in a flattened parameter, share no bytes.
  BOOST_TEST(stored_bytes({tensor.narrow(0, 0, 5), tensor.narrow(0, 5, 5)}, &storages) == 400u);
  BOOST_TEST(storages == 2u);
  // Overlapping columns of a large tensor: equal ones are stored once.
  const at::Tensor large = numbers({1000, 1000});
  BOOST_TEST(stored_bytes({large.select(1, 5), large.select(1, 6), large.select(1, 5)},
                          &storages) == 8000u);
  BOOST_TEST(storages == 2u);
  check_round_trip({tensor, tensor.t(), tensor.narrow(0, 4, 3)});
}

BOOST_AUTO_TEST_CASE(tied_tensors_are_tied_again_where_they_are_new) {
  const at::Tensor weight = numbers({3, 3});
  std::vector<at::Tensor> tied = {weight, weight.t(), weight.select(0, 1), weight.clone()};
  const Saved saved(tied);
  std::vector<at::Tensor> read(4);
  saved.restore(read);
  for (size_t i = 0; i < 4; ++i) BOOST_TEST(read[i].equal(tied[i]));
  read[1].fill_(8);
  BOOST_TEST(read[0].equal(read[1]));
  BOOST_TEST(read[2].equal(read[1].select(0, 1)));
  BOOST_TEST(read[3].equal(weight));
}

namespace {

boost::test_tools::assertion_result has_gpu(boost::unit_test::test_unit_id) {
  return at::hasCUDA();
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_a_gpu_changes_after_a_save_in_the_background_is_not_in_it,
                     *boost::unit_test::precondition(has_gpu)) {
  at::Tensor large = at::ones({64, 1 << 20}, at::kCUDA), columns = large.narrow(1, 3, 100).t();
  const hone_test::TemporaryDirectory directory;
  hone::detail::CheckpointContents contents;
  contents.parts.push_back(hone::detail::make_part("large", large));
  contents.parts.push_back(hone::detail::make_part("columns", columns));
  hone::detail::BackgroundWriter writer(hone::WhenBusy::wait);
  for (int save = 1; save <= 3; ++save) {
    hone::detail::save_checkpoint({directory / "it.pt"}, contents, writer, false);
    large.add_(1);  // queued behind the copies
    writer.wait();
    at::Tensor read, columns_read;
    const auto checkpoint = hone::Checkpoint::open(directory / "it.pt");
    checkpoint.restore("large", read).restore("columns", columns_read);
    BOOST_TEST(read.eq(save).all().item<bool>());
    BOOST_TEST(columns_read.eq(save).all().item<bool>());
  }
}

BOOST_AUTO_TEST_CASE(the_same_bytes_under_two_types_are_two_records) {
  const at::Tensor tensor = numbers({4});
  check_round_trip({tensor, tensor.view(at::kInt)});
}

BOOST_AUTO_TEST_CASE(conjugate_and_negative_views_come_back_as_what_they_show) {
  const at::Tensor tensor = at::complex(numbers({4}), numbers({4}));
  check_round_trip({tensor.conj(), at::imag(tensor.conj())});
}

BOOST_AUTO_TEST_CASE(undefined_tensors_are_none) {
  std::vector<at::Tensor> tensors = {at::Tensor(), numbers({2})};
  const Saved saved(tensors);
  std::vector<at::Tensor> read(2);
  saved.restore(read);
  BOOST_TEST(!read[0].defined());
  BOOST_TEST(read[1].equal(tensors[1]));
}

BOOST_AUTO_TEST_CASE(tensors_without_plain_numbers_are_refused_by_name) {
  at::Tensor sparse = numbers({2, 2}).to_sparse();
  BOOST_CHECK_EXCEPTION(Saved{sparse}, hone::CheckpointError, [](const auto& error) {
    return contains(error.what(), "\"it\"") && contains(error.what(), "sparse");
  });
  at::Tensor meta = at::empty({2}, at::TensorOptions(at::kMeta));
  BOOST_CHECK_THROW(Saved{meta}, hone::CheckpointError);
}

BOOST_AUTO_TEST_SUITE_END()
