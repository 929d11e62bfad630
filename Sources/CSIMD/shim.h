// The one SIMD operation Swift's vector types lack: they compare 16 bytes at once, but their masks
// do not compile to the instruction that makes bits of the answers.
#pragma once

#include <stdint.h>

/// Sixteen bytes; Swift's `SIMD16<Int8>`.
typedef signed char csimd_chunk __attribute__((ext_vector_type(16)));

#if defined(__SSE2__)  // Every x86-64 processor has it.

#include <emmintrin.h>

/// The top bit of each byte, the first byte's lowest.
static inline uint64_t csimd_bits(csimd_chunk chunk) {
  return (uint32_t)_mm_movemask_epi8((__m128i)chunk);
}

#elif defined(__ARM_NEON)

#include <arm_neon.h>

/// The top bit of each byte, the first byte's lowest. NEON cannot gather bits: each byte keeps the
/// bit of its own place, and eight neighbours at a time are added up.
static inline uint64_t csimd_bits(csimd_chunk chunk) {
  static const uint8_t places[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t negative = vreinterpretq_u8_s8(vshrq_n_s8((int8x16_t)chunk, 7));
  uint8x16_t bits = vandq_u8(negative, vld1q_u8(places));
  uint8x8_t sums = vpadd_u8(vget_low_u8(bits), vget_high_u8(bits));
  sums = vpadd_u8(sums, sums);
  sums = vpadd_u8(sums, sums);
  return vget_lane_u8(sums, 0) | (uint64_t)vget_lane_u8(sums, 1) << 8;
}

#else  // What any compiler can do.

/// The top bit of each byte, the first byte's lowest.
static inline uint64_t csimd_bits(csimd_chunk chunk) {
  uint64_t bits = 0;
  for (int index = 0; index < 16; index++) bits |= (uint64_t)(chunk[index] < 0) << index;
  return bits;
}

#endif
