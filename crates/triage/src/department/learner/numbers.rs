//! Logarithm and exponential by plain arithmetic: the standard library's may differ in the last bit between machines, and a memory
//! that was rebuilt elsewhere has to rank the same.

/// Natural logarithm of a positive, normal number; within 0.0002.
pub(super) fn ln(x: f32) -> f32 {
    let bits = x.to_bits();
    let exponent = f32::from(i16::try_from(bits >> 23).unwrap_or(i16::MAX)) - 127.0;
    // The mantissa in 1..2, and a polynomial of degree four for its binary logarithm.
    let m = f32::from_bits((bits & 0x007F_FFFF) | 0x3F80_0000);
    let log2 = (((-0.081_614_48 * m + 0.645_142_8) * m - 2.120_675) * m + 4.070_091) * m - 2.512_854_6;
    (exponent + log2) * std::f32::consts::LN_2
}

/// The exponential of a number not above 0; 0 below −80; within 0.02 %.
pub(super) fn exp(x: f32) -> f32 {
    if x < -80.0 {
        return 0.0;
    }
    let scaled = x * std::f32::consts::LOG2_E;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the argument lies between -116 and 0, and is cut towards 0 on purpose"
    )]
    let whole = scaled as i32;
    let part = scaled - whole as f32 + 1.0;
    let two_to_part =
        (((0.013_670_309 * part + 0.051_737_42) * part + 0.241_638_5) * part + 0.692_968_1) * part + 1.000_002_5;
    two_to_part * f32::from_bits((whole + 126).clamp(0, 255).cast_unsigned() << 23)
}

/// Spreads the bits of a number, so that neighbours fall far apart (the finaliser of SplitMix64, Steele, Lea and Flood 2014).
pub(super) const fn spread(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_and_the_exponential_are_near_the_true_ones() {
        for n in 1..20_000u16 {
            let x = f32::from(n) / 37.0;
            assert!((ln(x) - x.ln()).abs() < 4e-4, "ln {x}: {} {}", ln(x), x.ln());
            let y = -f32::from(n) / 250.0;
            assert!((exp(y) - y.exp()).abs() <= 2e-4 * y.exp() + 1e-30, "exp {y}: {} {}", exp(y), y.exp());
        }
        assert_eq!(exp(-1000.0), 0.0);
    }
}
