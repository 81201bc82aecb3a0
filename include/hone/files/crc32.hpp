// Copyright (c) 2026 the hone authors
// SPDX-License-Identifier: MIT
#pragma once

#include <hone/fwd.hpp>

#include <cstddef>
#include <cstdint>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define HONE_HAS_PCLMUL 1
#endif

namespace hone {
inline namespace HONE_ABI {
namespace detail {

/// Returns the CRC-32 of the bytes covered by `crc` followed by these bytes. Start with 0.
/// Thread-safe.
///
///   uint32_t crc = crc32(0, "123", 3);
///   crc = crc32(crc, "456789", 6);  // 0xcbf43926
uint32_t crc32(uint32_t crc, const void* data, size_t bytes);

/// Returns the CRC-32 of two consecutive blocks of bytes, from the CRC of each and the length of
/// the second.
uint32_t crc32_combine(uint32_t first, uint32_t second, uint64_t second_bytes);

// The implementations that `crc32` chooses from at run time by CPU features.

/// Table lookups, eight bytes per step; portable. `crc` is the raw register, that is, inverted.
uint32_t crc32_table(uint32_t crc, const unsigned char* data, size_t bytes);

#ifdef HONE_HAS_PCLMUL
/// Carry-less multiplication, 64 bytes per step: faster than copying the bytes. The constants are
/// x^(512+64), x^512, x^(128+64) and x^128 modulo the polynomial, bits reflected.
uint32_t crc32_pclmul(uint32_t crc, const unsigned char* data, size_t bytes);

/// The same, 256 bytes per step: limited by memory bandwidth. The constants are x^(2048+32) and
/// x^(2048-32).
uint32_t crc32_vpclmul(uint32_t crc, const unsigned char* data, size_t bytes);
#endif

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/files/impl/crc32.hpp>
#endif
