import OTLPTracing

/// Writes one JSON object, member by member, into bytes. Small on purpose: a log line is a flat list of members, and
/// the general encoder costs many times as much.
struct LogLine {
    /// No line is longer (`operations.md` 11.2); members that do not fit are left out.
    static let maximumBytes = 64 * 1024
    static let maximumMessageBytes = 32 * 1024
    /// No other text either, so that a few long ones leave room for the rest.
    static let maximumMemberBytes = 16 * 1024
    /// Room for `"truncated":true` and the end.
    private static let reserve = 64

    private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]
    private var isTruncated = false

    init() { bytes.reserveCapacity(512) }

    mutating func add(_ name: String, _ value: String, atMost limit: Int = LogLine.maximumBytes) {
        var value = value
        if value.utf8.count > limit {
            value = String(decoding: value.utf8.prefix(limit), as: UTF8.self)
            isTruncated = true
        }
        addMember(name) { Self.append(value, to: &$0) }
    }

    mutating func add(_ name: String, _ value: Int) {
        addMember(name) { $0 += String(value).utf8 }
    }

    /// The trace that the line belongs to, where there is one.
    mutating func add(_ trace: TraceContext?) {
        guard let trace else { return }
        add("trace_id", trace.traceID.description)
        if let span = trace.spanID { add("span_id", span.description) }
    }

    /// A member whose value is JSON already.
    mutating func addRaw(_ name: String, _ write: (inout [UInt8]) -> Void) { addMember(name, write) }

    /// Members that are the same in every line of the process, prepared once: `"a":1,"b":2`.
    mutating func addPrepared(_ members: [UInt8]) {
        separate()
        bytes += members
    }

    /// The finished line with its line end.
    consuming func finished() -> [UInt8] {
        if isTruncated { addRaw("truncated") { $0 += "true".utf8 } }
        bytes.append(UInt8(ascii: "}"))
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private mutating func addMember(_ name: String, _ write: (inout [UInt8]) -> Void) {
        let before = bytes.count
        separate()
        Self.append(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        write(&bytes)
        let isTruncatedMark = name == "truncated"
        if bytes.count > Self.maximumBytes - (isTruncatedMark ? 0 : Self.reserve) {
            bytes.removeSubrange(before...)
            isTruncated = true
        }
    }

    private mutating func separate() {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    }

    /// A JSON string. Control characters and the line separators of Unicode are escaped, so that a line stays a line.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            for byte in utf8 {
                switch byte {
                case UInt8(ascii: "\""): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\"")]
                case UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\\")]
                case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
                case UInt8(ascii: "\r"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
                case UInt8(ascii: "\t"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
                case 0..<0x20, 0x7F:
                    bytes += "\\u00".utf8
                    bytes.append(hexadecimal(byte >> 4))
                    bytes.append(hexadecimal(byte & 15))
                default: bytes.append(byte)
                }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}
