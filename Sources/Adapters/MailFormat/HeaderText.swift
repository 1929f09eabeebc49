import Foundation

/// Texts in headers (RFC 5322 2.2.3, 3.2.5 and RFC 2047).
enum HeaderText {
    /// Longest line that should be sent; 998 is the longest that may be.
    private static let lineLength = 78
    private static let longestToken = 900
    /// Bytes per encoded word: 36 give 48 letters in base64 and 60 in all, which fits behind any header's name.
    private static let bytesPerWord = 36

    /// No line end and no other control character: nothing that could end a header and begin another.
    static func isOneLine(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.generalCategory != .control && scalar != "\u{2028}" && scalar != "\u{2029}"
        }
    }

    /// Words of an unstructured text such as a subject.
    static func unstructured(_ text: String) -> [String] {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let isPlain =
            text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
            && words.allSatisfy { !$0.isEmpty && $0.utf8.count <= longestToken }
        return isPlain ? words : encodedWords(text)
    }

    /// Words of a display name.
    static func phrase(_ name: String) -> [String] {
        let words = name.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        if words.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isAtomByte) }), !name.contains("=?") { return words }
        guard name.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), name.utf8.count <= 60, !name.contains("=?") else {
            return encodedWords(name)
        }
        let quoted = name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return ["\"\(quoted)\""]
    }

    /// `Name: tokens`, folded before a token where the line would get too long, with the line's end.
    static func line(_ name: String, _ tokens: [String]) -> String {
        var text = "\(name):"
        var length = text.utf8.count
        for (index, token) in tokens.enumerated() {
            let isTooLong = length + 1 + token.utf8.count > lineLength
            if isTooLong, index > 0 {
                text += "\r\n"
                length = 0
            }
            text += " \(token)"
            length += 1 + token.utf8.count
        }
        return text + "\r\n"
    }

    /// `=?utf-8?B?...?=`, cut between characters' scalars; readers drop the spaces between neighbours.
    static func encodedWords(_ text: String) -> [String] {
        var words: [String] = []
        var piece: [UInt8] = []
        func flush() {
            if !piece.isEmpty { words.append("=?utf-8?B?\(Data(piece).base64EncodedString())?=") }
            piece = []
        }
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if piece.count + bytes.count > bytesPerWord { flush() }
            piece += bytes
        }
        flush()
        return words
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// `atext` of RFC 5322.
    static func isAtomByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }
}
