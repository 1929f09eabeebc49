extension JSONScanner {
    /// Decodes the escapes of a JSON string body whose form `skipString` has checked.
    static func unescape(_ text: ArraySlice<UInt8>) throws(JSONError) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            guard byte == UInt8(ascii: "\\"), index + 1 < text.endIndex else {
                out.append(byte)
                index += 1
                continue
            }
            switch text[index + 1] {
            case UInt8(ascii: "n"): out.append(0x0A)
            case UInt8(ascii: "r"): out.append(0x0D)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "f"): out.append(0x0C)
            case UInt8(ascii: "u"):
                let (scalar, length) = try unicodeEscape(text, at: index)
                out.append(contentsOf: String(Character(scalar)).utf8)
                index += length
                continue
            case let itself: out.append(itself)
            }
            index += 2
        }
        guard let string = String(validating: out, as: UTF8.self) else {
            throw JSONError("string is not UTF-8", at: text.startIndex - 1)
        }
        return string
    }

    /// Reads `\uXXXX`, or a surrogate pair of two; a lone surrogate becomes U+FFFD.
    private static func unicodeEscape(
        _ text: ArraySlice<UInt8>, at index: Int
    ) throws(JSONError) -> (scalar: Unicode.Scalar, length: Int) {
        func unit(_ start: Int) -> UInt32? {
            guard start + 6 <= text.endIndex, text[start] == UInt8(ascii: "\\"), text[start + 1] == UInt8(ascii: "u")
            else { return nil }
            return UInt32(String(decoding: text[(start + 2)..<(start + 6)], as: UTF8.self), radix: 16)
        }
        guard let first = unit(index) else { throw JSONError("\\u needs four hex digits", at: index) }
        if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
        if (0xD800..<0xDC00).contains(first), let second = unit(index + 6), (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        {
            return (scalar, 12)
        }
        return ("\u{FFFD}", 6)
    }
}
