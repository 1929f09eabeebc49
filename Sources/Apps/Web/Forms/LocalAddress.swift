/// Addresses that a visitor brought along and that may only lead around this site (`accounts-jobs-files.md` S23).
public enum LocalAddress {
    /// The path with its query, for an address on this site, relative or absolute; nil for any other. Characters that
    /// have no business in a header are percent-encoded.
    public static func path(_ text: String, on origin: String) -> String? {
        var text = Substring(text)
        if !origin.isEmpty, text.lowercased().hasPrefix(origin.lowercased()) {
            text = text.dropFirst(origin.count)
            if text.isEmpty { text = "/" }
        }
        // Browsers read a backslash as a slash, and drop tabs and line ends before they look at what is left.
        guard text.utf8.first == UInt8(ascii: "/"), !text.hasPrefix("//"), !text.contains("\\"),
            !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F })
        else { return nil }
        return encoded(text)
    }

    private static func encoded(_ text: Substring) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "<"), byte != UInt8(ascii: ">") {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
