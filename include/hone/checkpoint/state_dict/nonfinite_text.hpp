// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cmath>
#include <ios>
#include <limits>
#include <locale>

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Stream facets that write nan, -nan, inf and -inf and read them back; the standard facets cannot
/// read them. (Like Boost.Math's nonfinite facets, whose header takes longer to compile than all of
/// hone's hooks.)
///
///   stream.imbue(std::locale(std::locale::classic(), new NonfinitePut));
class NonfinitePut : public std::num_put<char> {
  template <class T>
  iter_type put(iter_type out, std::ios_base& stream, char fill, T number) const {
    if (std::isfinite(number)) return std::num_put<char>::do_put(out, stream, fill, number);
    if (std::signbit(number)) *out++ = '-';
    for (const char* c = std::isnan(number) ? "nan" : "inf"; *c != '\0'; ++c) *out++ = *c;
    return out;
  }
  iter_type do_put(iter_type out, std::ios_base& s, char fill, double number) const override {
    return put(out, s, fill, number);
  }
  iter_type do_put(iter_type out, std::ios_base& s, char fill, long double number) const override {
    return put(out, s, fill, number);
  }
  using std::num_put<char>::do_put;
};

class NonfiniteGet : public std::num_get<char> {
  template <class T>
  iter_type get(iter_type in, iter_type end, std::ios_base& stream, std::ios_base::iostate& error,
                T& number) const {
    const bool is_negative = in != end && *in == '-';
    if (is_negative) ++in;
    if (is_negative && in != end && (*in == '-' || *in == '+')) {
      error |= std::ios_base::failbit;
      return in;
    }
    if (in != end && (*in == 'n' || *in == 'i')) {
      const bool is_nan = *in == 'n';
      number = is_nan ? std::numeric_limits<T>::quiet_NaN() : std::numeric_limits<T>::infinity();
      for (const char* c = is_nan ? "nan" : "inf"; *c != '\0'; ++c, ++in)
        if (in == end || *in != *c) {
          error |= std::ios_base::failbit;
          return in;
        }
      if (in == end) error |= std::ios_base::eofbit;
    } else {
      in = std::num_get<char>::do_get(in, end, stream, error, number);
    }
    if (is_negative) number = -number;
    return in;
  }
  iter_type do_get(iter_type in, iter_type end, std::ios_base& s, std::ios_base::iostate& error,
                   float& number) const override;
  iter_type do_get(iter_type in, iter_type end, std::ios_base& s, std::ios_base::iostate& error,
                   double& number) const override;
  iter_type do_get(iter_type in, iter_type end, std::ios_base& s, std::ios_base::iostate& error,
                   long double& number) const override;
  using std::num_get<char>::do_get;
};

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/checkpoint/state_dict/impl/nonfinite_text.hpp>
#endif
