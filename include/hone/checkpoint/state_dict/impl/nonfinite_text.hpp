// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/checkpoint/state_dict/nonfinite_text.hpp>

#include <ios>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

HONE_INLINE NonfiniteGet::iter_type NonfiniteGet::do_get(iter_type in, iter_type end,
                                                         std::ios_base& s,
                                                         std::ios_base::iostate& error,
                                                         float& number) const {
  return get(in, end, s, error, number);
}

HONE_INLINE NonfiniteGet::iter_type NonfiniteGet::do_get(iter_type in, iter_type end,
                                                         std::ios_base& s,
                                                         std::ios_base::iostate& error,
                                                         double& number) const {
  return get(in, end, s, error, number);
}

HONE_INLINE NonfiniteGet::iter_type NonfiniteGet::do_get(iter_type in, iter_type end,
                                                         std::ios_base& s,
                                                         std::ios_base::iostate& error,
                                                         long double& number) const {
  return get(in, end, s, error, number);
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
