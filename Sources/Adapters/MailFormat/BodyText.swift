/// The text of a mail on its way into lines that every server passes on unchanged (RFC 2045 6).
enum BodyText {
    /// RFC 5322 2.1.1, without the line end.
    private static let longestLine = 998
    /// RFC 2045 6.7: lines of quoted-printable, the closing `=` included.
    private static let quotedLine = 76
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// The value of `Content-Transfer-Encoding` and the bytes. Plain ASCII goes as it is, so that links in it stay whole.
    static func encoded(_ text: String) -> (encoding: String, bytes: [UInt8]) {
        let lines = lines(of: text)
        let isPlain = lines.allSatisfy { line in
            line.count <= longestLine && line.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 }
        }
        if isPlain { return ("7bit", lines.flatMap { $0 + [0x0D, 0x0A] }) }
        return ("quoted-printable", lines.flatMap { quoted($0) + [0x0D, 0x0A] })
    }

    /// Lines without their ends, whichever of the three kinds these are; the last line needs none.
    private static func lines(of text: String) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var line: [UInt8] = []
        var isAfterReturn = false
        for byte in text.utf8 {
            if byte == 0x0D || byte == 0x0A {
                if !(byte == 0x0A && isAfterReturn) {
                    lines.append(line)
                    line = []
                }
            } else {
                line.append(byte)
            }
            isAfterReturn = byte == 0x0D
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }

    private static func quoted(_ line: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var length = 0
        for (index, byte) in line.enumerated() {
            let isLast = index == line.count - 1
            let isBlank = byte == 0x20 || byte == 0x09
            // A blank at the end of a line would be dropped on the way.
            let isPlain = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=") || (isBlank && !isLast)
            let unit = isPlain ? [byte] : [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            if length + unit.count > (isLast ? quotedLine : quotedLine - 1) {
                result += [UInt8(ascii: "="), 0x0D, 0x0A]
                length = 0
            }
            result += unit
            length += unit.count
        }
        return result
    }
}
