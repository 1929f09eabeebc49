import Foundation

/// Removes from finished lines what must never be logged (`operations.md` 11.5), whatever path it took into the line:
/// the values of all secret variables, and the local parts of e-mail addresses.
struct LogRedaction: Sendable {
    private static let mask = Array("***".utf8)
    /// Shorter values would mask ordinary words; a secret of that length protects nothing.
    private static let shortest = 6

    private let secrets: [[UInt8]]

    init(secrets: [String] = []) {
        // The JSON form of a secret is what stands in a line; the longest first, in case one contains another.
        self.secrets = secrets.filter { $0.utf8.count >= Self.shortest }.flatMap { secret in
            var quoted: [UInt8] = []
            LogLine.append(secret, to: &quoted)
            let escaped = Array(quoted.dropFirst().dropLast())
            let percent = secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? secret
            return [escaped, Array(percent.utf8)]
        }.sorted { $0.count > $1.count }
    }

    func apply(to line: inout [UInt8]) {
        for secret in secrets { Self.replace(secret, in: &line) }
        Self.hideMailNames(in: &line)
    }

    private static func replace(_ secret: [UInt8], in line: inout [UInt8]) {
        while let start = find(secret, in: line) {
            line.replaceSubrange(start..<start + secret.count, with: mask)
        }
    }

    /// Where the secret begins. Every line is searched for every secret, so the C library looks for the first byte.
    private static func find(_ secret: [UInt8], in line: [UInt8]) -> Int? {
        guard let first = secret.first else { return nil }
        return line.withUnsafeBytes { line in
            secret.withUnsafeBytes { secret in
                guard let base = line.baseAddress, let needle = secret.baseAddress else { return nil }
                var position = 0
                while position + secret.count <= line.count {
                    let room = line.count - secret.count - position + 1
                    guard let hit = memchr(base + position, Int32(first), room) else { return nil }
                    position = UnsafeRawPointer(hit) - base
                    if memcmp(hit, needle, secret.count) == 0 { return position }
                    position += 1
                }
                return nil
            }
        }
    }

    /// `ann@example.org` becomes `***@example.org`; the same hides user and password of an address with both.
    private static func hideMailNames(in line: inout [UInt8]) {
        var position = line.count
        while let at = line[..<position].lastIndex(of: UInt8(ascii: "@")) {
            var start = at
            while start > 0, isMailNameByte(line[start - 1]) { start -= 1 }
            // Never longer than what it hides: a line must not grow.
            if start < at { line.replaceSubrange(start..<at, with: mask.prefix(at - start)) }
            position = start
        }
    }

    private static func isMailNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "%"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), 0x80...:
            true
        default: false
        }
    }
}
