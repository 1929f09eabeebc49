import Logging

/// Metadata values as JSON: numbers and truth values stay what they are, all else is text.
enum LogValue {
    static func append(_ value: Logger.Metadata.Value, to bytes: inout [UInt8]) {
        switch value {
        case .string(let text): LogLine.append(text, to: &bytes)
        case .stringConvertible(let value):
            switch value {
            case let number as Int: bytes += String(number).utf8
            case let number as Double where number.isFinite: bytes += String(number).utf8
            case let flag as Bool: bytes += String(flag).utf8
            default: LogLine.append(value.description, to: &bytes)
            }
        case .array(let values):
            list(values, brackets: ("[", "]"), &bytes) { append($0, to: &$1) }
        case .dictionary(let values):
            list(values.sorted { $0.key < $1.key }, brackets: ("{", "}"), &bytes) { member, bytes in
                LogLine.append(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                append(member.value, to: &bytes)
            }
        }
    }

    private static func list<Item>(
        _ items: [Item], brackets: (String, String), _ bytes: inout [UInt8], _ write: (Item, inout [UInt8]) -> Void
    ) {
        bytes += brackets.0.utf8
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(item, &bytes)
        }
        bytes += brackets.1.utf8
    }
}
