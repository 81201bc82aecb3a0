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

/// The CRC-32 of what `crc` covered, followed by these bytes. Start with 0. Any thread.
///
///   uint32_t crc = crc32(0, "123", 3);
///   crc = crc32(crc, "456789", 6);  // 0xcbf43926
uint32_t crc32(uint32_t crc, const void* data, size_t bytes);

/// The CRC-32 of two stretches of bytes in a row, from the CRC of each and the length of the
/// second.
uint32_t crc32_combine(uint32_t first, uint32_t second, uint64_t second_bytes);

// The implementations that `crc32` chooses from, by what the processor can do.

/// Eight bytes a step by tables: what every machine can do. `crc` is the register itself, that is,
/// inverted.
uint32_t crc32_table(uint32_t crc, const unsigned char* data, size_t bytes);

#ifdef HONE_HAS_PCLMUL
/// Folds 64 bytes a step by carry-less multiplication: faster than the bytes can be copied. The
/// constants are x^(512+64), x^512, x^(128+64) and x^128 modulo the polynomial, bits reflected.
uint32_t crc32_pclmul(uint32_t crc, const unsigned char* data, size_t bytes);

/// The same, 256 bytes a step: as fast as memory. The constants are x^(2048+32) and x^(2048-32).
uint32_t crc32_vpclmul(uint32_t crc, const unsigned char* data, size_t bytes);
#endif

}  // namespace detail
}  // namespace HONE_ABI
}  // namespace hone

#ifdef HONE_HEADER_ONLY
#include <hone/files/impl/crc32.hpp>
#endif
