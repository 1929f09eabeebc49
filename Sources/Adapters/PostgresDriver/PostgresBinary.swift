/// The binary forms of PostgreSQL's values.
extension UnsafeRawBufferPointer {
    /// The whole number in network byte order at `offset`.
    func bigEndian<T: FixedWidthInteger>(_ type: T.Type, at offset: Int = 0) -> T {
        T(bigEndian: loadUnaligned(fromByteOffset: offset, as: T.self))
    }
}

/// A `numeric`: digits to the base of 10,000, the first of which counts 10,000 to the power of `weight`.
struct PostgresNumeric {
    private let digits: [Int]
    private let weight: Int
    private let sign: UInt16

    private static let negative: UInt16 = 0x4000
    private static let special: UInt16 = 0xC000

    init(_ value: UnsafeRawBufferPointer) {
        let count = Int(value.bigEndian(UInt16.self))
        weight = Int(value.bigEndian(Int16.self, at: 2))
        sign = value.bigEndian(UInt16.self, at: 4)
        digits = (0..<count).map { Int(value.bigEndian(UInt16.self, at: 8 + 2 * $0)) }
    }

    /// The value when it is a whole number that fits.
    var whole: Int? {
        guard sign & Self.special != Self.special, digits.count <= weight + 1 || digits.isEmpty else { return nil }
        var result = 0
        for position in 0..<max(0, weight + 1) {
            let digit = position < digits.count ? digits[position] : 0
            let (product, overflow) = result.multipliedReportingOverflow(by: 10_000)
            let (sum, carry) = product.addingReportingOverflow(digit)
            guard !overflow, !carry else { return nil }
            result = sum
        }
        return sign == Self.negative ? -result : result
    }

    /// The nearest double; NaN and the infinities as they are.
    var real: Double {
        switch sign {
        case 0xD000: return .infinity
        case 0xF000: return -.infinity
        case _ where sign & Self.special == Self.special: return .nan
        default: break
        }
        // Swift reads a decimal text to the nearest double; summing the digits would round several times.
        var text = sign == Self.negative ? "-0" : "0"
        for digit in digits { text += String(10_000 + digit).dropFirst() }
        return Double("\(text)e\((weight + 1 - digits.count) * 4)") ?? .nan
    }
}

/// Arrays of one dimension.
enum PostgresArray {
    /// The items of a `text[]` or `varchar[]`, or nil when one is NULL or there are several dimensions.
    static func texts(_ value: UnsafeRawBufferPointer) -> [String]? {
        let dimensions = value.bigEndian(Int32.self)
        if dimensions == 0 { return [] }
        guard dimensions == 1 else { return nil }
        let count = Int(value.bigEndian(Int32.self, at: 12))
        var offset = 20
        var result: [String] = []
        result.reserveCapacity(count)
        for _ in 0..<count {
            let length = Int(value.bigEndian(Int32.self, at: offset))
            guard length >= 0 else { return nil }
            offset += 4
            result.append(String(decoding: value[offset..<(offset + length)], as: UTF8.self))
            offset += length
        }
        return result
    }
}
