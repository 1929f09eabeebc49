import CLibpq
import SQLCore

/// The arguments of one statement in libpq's form: text for most types, so that the server's own conversion decides, and
/// binary for bytes. The buffers are kept from statement to statement.
struct PostgresParameters {
    private var buffer: [UInt8] = []
    private var offsets: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// Above this the buffer is given back after use: 256 KiB.
    private static let keptCapacity = 262_144

    mutating func fill(_ arguments: [SQLValue], for statement: PostgresStatement?, sql: String) throws(SQLError) {
        if let statement, statement.parameterTypes.count != arguments.count {
            throw SQLError.invalidArgument(
                "\(arguments.count) arguments for \(statement.parameterTypes.count) placeholders: \(sql)")
        }
        buffer.removeAll(keepingCapacity: buffer.capacity <= Self.keptCapacity)
        offsets.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        for (index, argument) in arguments.enumerated() {
            let isBytes = statement.map { $0.parameterTypes[index] == PostgresType.bytea.rawValue } ?? false
            try append(argument, index + 1, toBytes: isBytes)
        }
    }

    /// Calls `body` with libpq's three parallel arrays.
    func withPointers<T>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> T
    ) -> T {
        buffer.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = offsets.map { offset in offset < 0 ? nil : start.map { $0 + offset } }
            return values.withUnsafeBufferPointer { values in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { body(values.baseAddress, lengths.baseAddress, $0.baseAddress) }
                }
            }
        }
    }

    private mutating func append(_ value: SQLValue, _ number: Int, toBytes: Bool) throws(SQLError) {
        let offset = buffer.count
        var isBinary = toBytes
        switch value {
        case .null:
            offsets.append(-1)
            lengths.append(0)
            formats.append(0)
            return
        case .int(let value): buffer.append(contentsOf: String(value).utf8)
        case .real(let value): buffer.append(contentsOf: PostgresText.real(value).utf8)
        case .text(let text): buffer.append(contentsOf: text.utf8)
        case .utf8(let bytes): buffer.append(contentsOf: bytes)
        case .bytes(let bytes):
            buffer.append(contentsOf: bytes)
            isBinary = true
        case .integers(let values):
            buffer.append(contentsOf: "{\(values.map(String.init).joined(separator: ","))}".utf8)
        case .texts(let texts): buffer.append(contentsOf: PostgresText.array(texts).utf8)
        }
        let length = buffer.count - offset
        if !isBinary {
            // In text form libpq stops at the first zero byte, which would cut the value without a word.
            let hasZero = buffer.withUnsafeBytes {
                SQLText.containsZero(UnsafeRawBufferPointer(rebasing: $0[offset...]))
            }
            guard !hasZero else { throw SQLError.invalidArgument("$\(number) is text with the character U+0000") }
        }
        guard length <= Int(Int32.max) else {
            throw SQLError.invalidArgument("$\(number) is larger than PostgreSQL can hold")
        }
        buffer.append(0)
        offsets.append(offset)
        lengths.append(Int32(length))
        formats.append(isBinary ? 1 : 0)
    }
}

/// Values in PostgreSQL's text form.
enum PostgresText {
    /// `NaN`, `Infinity` or the shortest digits that give the same number again.
    static func real(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return "\(value)"
    }

    /// An array literal with every item quoted.
    static func array(_ texts: [String]) -> String {
        let items = texts.map { "\"" + $0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" }
        return "{" + items.joined(separator: ",") + "}"
    }
}
