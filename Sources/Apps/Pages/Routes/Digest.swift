/// A quick digest of a page, the same in every process: FNV-1a over words of eight bytes. Not for secrets.
enum Digest {
    static func hex(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        let prime: UInt64 = 0x0000_0100_0000_01B3
        bytes.withUnsafeBytes { buffer in
            let words = buffer.count / 8
            for index in 0..<words {
                let word = buffer.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self).littleEndian
                hash = (hash ^ word) &* prime
                hash ^= hash >> 29
            }
            for index in (words * 8)..<buffer.count { hash = (hash ^ UInt64(buffer[index])) &* prime }
        }
        hash ^= UInt64(bytes.count)
        hash = (hash ^ (hash >> 32)) &* 0x9E37_79B9_7F4A_7C15
        let digits = String(hash ^ (hash >> 29), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
