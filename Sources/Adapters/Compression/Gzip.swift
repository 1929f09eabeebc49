import CZlib

/// Gzip (RFC 1952) in one piece, by the system's zlib.
public enum Gzip {
    /// Whether bytes begin as gzip does.
    public static func isGzip(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

    /// Compresses at a level from 1, fastest, to 9, smallest; 0 only wraps. Levels outside are brought inside.
    /// The same input and level give the same bytes: the header holds no time and no name.
    public static func compress(_ bytes: [UInt8], level: Int = 6) -> [UInt8] {
        guard let deflater = Deflater(level: Int32(min(max(level, 0), 9))) else { return Self.stored(bytes) }
        return deflater.run(bytes)
    }

    /// Decompresses one or several members on end. Throws at the first byte that does not fit, when the end is missing, and
    /// when the result would be longer than `limit` bytes.
    public static func decompress(_ bytes: [UInt8], limit: Int = .max) throws(GzipError) -> [UInt8] {
        let decompressor = try GzipDecompressor(limit: limit)
        var result: [UInt8] = []
        try decompressor.append(bytes) { result.append(contentsOf: $0) }
        try decompressor.finish()
        return result
    }

    /// Gzip without compression, made by hand: what is left where zlib gets no memory.
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(0xFFFF)
            rest = rest.dropFirst(block.count)
            result.append(rest.isEmpty ? 1 : 0)
            append(UInt16(block.count), to: &result)
            append(~UInt16(block.count), to: &result)
            result.append(contentsOf: block)
        } while !rest.isEmpty
        let checksum = bytes.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
        append(UInt32(truncatingIfNeeded: bytes.isEmpty ? 0 : checksum), to: &result)
        append(UInt32(truncatingIfNeeded: bytes.count), to: &result)
        return result
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

/// Why gzip could not be read.
public struct GzipError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Reason: Equatable, Sendable {
        /// The bytes are no gzip, or not any more from here on.
        case notGzip
        /// zlib's words for what does not fit.
        case damaged(String)
        /// The input ends too early.
        case truncated
        /// The result would be longer than allowed, in bytes.
        case tooLong(limit: Int)
        case outOfMemory
    }

    public let reason: Reason
    /// Where in the compressed input, in bytes from its beginning.
    public let position: Int

    public init(reason: Reason, position: Int) {
        self.reason = reason
        self.position = position
    }

    public var description: String {
        switch reason {
        case .notGzip: "no gzip data at byte \(position)"
        case .damaged(let what): "damaged gzip data near byte \(position): \(what)"
        case .truncated: "the gzip data ends too early, at byte \(position)"
        case .tooLong(let limit): "the gzip data holds more than \(limit) bytes"
        case .outOfMemory: "no memory to read gzip data"
        }
    }
}
