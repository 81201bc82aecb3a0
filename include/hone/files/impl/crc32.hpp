// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/files/crc32.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef HONE_HAS_PCLMUL
#include <emmintrin.h>
#include <wmmintrin.h>
#endif

namespace hone {
inline namespace HONE_ABI {
namespace detail {

// The CRC-32 of zip files: polynomial 0x04c11db7, bits reflected.
constexpr uint32_t kCrcPolynomial = 0xedb88320u;

using CrcTables = std::array<std::array<uint32_t, 256>, 8>;

constexpr CrcTables make_crc_tables() {
  CrcTables tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) ? kCrcPolynomial : 0);
    tables[0][byte] = crc;
  }
  for (size_t slice = 1; slice < 8; ++slice)
    for (size_t byte = 0; byte < 256; ++byte) {
      const uint32_t before = tables[slice - 1][byte];
      tables[slice][byte] = (before >> 8) ^ tables[0][before & 0xff];
    }
  return tables;
}

inline constexpr CrcTables kCrcTables = make_crc_tables();

HONE_INLINE uint32_t crc32_table(uint32_t crc, const unsigned char* data, size_t bytes) {
  const CrcTables& t = kCrcTables;
  for (; bytes >= 8; data += 8, bytes -= 8) {
    const uint32_t low = crc ^ (uint32_t{data[0]} | uint32_t{data[1]} << 8 |
                                uint32_t{data[2]} << 16 | uint32_t{data[3]} << 24);
    crc = t[7][low & 0xff] ^ t[6][(low >> 8) & 0xff] ^ t[5][(low >> 16) & 0xff] ^ t[4][low >> 24] ^
          t[3][data[4]] ^ t[2][data[5]] ^ t[1][data[6]] ^ t[0][data[7]];
  }
  for (; bytes > 0; ++data, --bytes) crc = (crc >> 8) ^ t[0][(crc ^ *data) & 0xff];
  return crc;
}

#ifdef HONE_HAS_PCLMUL
__attribute__((target("pclmul,sse2"))) HONE_INLINE uint32_t crc32_pclmul(uint32_t crc,
                                                                         const unsigned char* data,
                                                                         size_t bytes) {
  if (bytes < 64) return crc32_table(crc, data, bytes);
  const auto* block = reinterpret_cast<const __m128i*>(data);
  const __m128i by_64 = _mm_set_epi64x(0x1c6e41596, 0x154442bd4);
  const __m128i by_16 = _mm_set_epi64x(0x0ccaa009e, 0x1751997d0);
  __m128i a = _mm_xor_si128(_mm_loadu_si128(block), _mm_cvtsi32_si128(static_cast<int>(crc)));
  __m128i b = _mm_loadu_si128(block + 1);
  __m128i c = _mm_loadu_si128(block + 2);
  __m128i d = _mm_loadu_si128(block + 3);
  // Unrolled by hand: a lambda would not inherit the target attribute.
  for (block += 4, bytes -= 64; bytes >= 64; block += 4, bytes -= 64) {
    a = _mm_xor_si128(
        _mm_xor_si128(_mm_clmulepi64_si128(a, by_64, 0x00), _mm_clmulepi64_si128(a, by_64, 0x11)),
        _mm_loadu_si128(block));
    b = _mm_xor_si128(
        _mm_xor_si128(_mm_clmulepi64_si128(b, by_64, 0x00), _mm_clmulepi64_si128(b, by_64, 0x11)),
        _mm_loadu_si128(block + 1));
    c = _mm_xor_si128(
        _mm_xor_si128(_mm_clmulepi64_si128(c, by_64, 0x00), _mm_clmulepi64_si128(c, by_64, 0x11)),
        _mm_loadu_si128(block + 2));
    d = _mm_xor_si128(
        _mm_xor_si128(_mm_clmulepi64_si128(d, by_64, 0x00), _mm_clmulepi64_si128(d, by_64, 0x11)),
        _mm_loadu_si128(block + 3));
  }
  const __m128i rest[] = {b, c, d};
  for (const __m128i& next : rest)
    a = _mm_xor_si128(
        _mm_xor_si128(_mm_clmulepi64_si128(a, by_16, 0x00), _mm_clmulepi64_si128(a, by_16, 0x11)),
        next);
  // The remaining 16 bytes have the CRC of all bytes folded into them.
  unsigned char folded[16];
  std::memcpy(folded, &a, sizeof(folded));
  crc = crc32_table(0, folded, sizeof(folded));
  return crc32_table(crc, reinterpret_cast<const unsigned char*>(block), bytes);
}

// Uses builtins: <immintrin.h> takes longer to compile than all of hone's zip code.
#ifdef __clang__
#define HONE_CLMUL512 __builtin_ia32_pclmulqdq512
#else
#define HONE_CLMUL512 __builtin_ia32_vpclmulqdq_v8di
#endif

__attribute__((target("avx512f,vpclmulqdq"))) HONE_INLINE uint32_t
crc32_vpclmul(uint32_t crc, const unsigned char* data, size_t bytes) {
  using Block = long long __attribute__((vector_size(64)));
  constexpr size_t kStep = 4 * sizeof(Block);
  if (bytes < 2 * kStep) return crc32_pclmul(crc, data, bytes);
  const Block by_256 = {0x11542778a, 0x1322d1430, 0x11542778a, 0x1322d1430,
                        0x11542778a, 0x1322d1430, 0x11542778a, 0x1322d1430};
  Block folded[4], next[4];
  std::memcpy(folded, data, kStep);
  folded[0][0] ^= crc;
  for (data += kStep, bytes -= kStep; bytes >= kStep; data += kStep, bytes -= kStep) {
    std::memcpy(next, data, kStep);
    for (int i = 0; i < 4; ++i)
      folded[i] =
          HONE_CLMUL512(folded[i], by_256, 0x00) ^ HONE_CLMUL512(folded[i], by_256, 0x11) ^ next[i];
  }
  // The remaining 256 bytes have the CRC of all bytes folded into them.
  unsigned char left[kStep];
  std::memcpy(left, folded, kStep);
  return crc32_pclmul(crc32_pclmul(0, left, kStep), data, bytes);
}
#undef HONE_CLMUL512
#endif

HONE_INLINE uint32_t crc32(uint32_t crc, const void* data, size_t bytes) {
  const auto* begin = static_cast<const unsigned char*>(data);
#ifdef HONE_HAS_PCLMUL
  if (__builtin_cpu_supports("vpclmulqdq") && __builtin_cpu_supports("avx512f"))
    return ~crc32_vpclmul(~crc, begin, bytes);
  if (__builtin_cpu_supports("pclmul")) return ~crc32_pclmul(~crc, begin, bytes);
#endif
  return ~crc32_table(~crc, begin, bytes);
}

// Multiplies two polynomials modulo the CRC polynomial; bit 31 is x^0.
constexpr uint32_t crc_multiply(uint32_t a, uint32_t b) {
  uint32_t product = 0;
  for (uint32_t bit = 0x80000000u; bit != 0; bit >>= 1) {
    if (a & bit) product ^= b;
    b = (b >> 1) ^ ((b & 1) ? kCrcPolynomial : 0);
  }
  return product;
}

HONE_INLINE uint32_t crc32_combine(uint32_t first, uint32_t second, uint64_t second_bytes) {
  uint32_t power = 0x80000000u;   // x^0
  uint32_t square = 0x00800000u;  // x^8: one byte
  for (; second_bytes != 0; second_bytes >>= 1) {
    if (second_bytes & 1) power = crc_multiply(square, power);
    square = crc_multiply(square, square);
  }
  return crc_multiply(power, first) ^ second;
}

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone
