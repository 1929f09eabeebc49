import Foundation
import Ports

/// A file on its way in.
public struct ReceivedFile: Sendable {
    /// What the bytes were, known when all have passed.
    public struct Digest: Hashable, Sendable {
        public var size: Int
        /// Lower-case hex.
        public var sha256: String

        public init(size: Int, sha256: String) {
            self.size = size
            self.sha256 = sha256
        }
    }

    /// As the sender's machine calls it.
    public var name: String
    public var pieces: BlobSource
    public var digest: @Sendable () async -> Digest

    public init(name: String, pieces: BlobSource, digest: @escaping @Sendable () async -> Digest) {
        self.name = name
        self.pieces = pieces
        self.digest = digest
    }
}

/// Names of files that people send (`operations.md` 5.5).
enum FileName {
    static let longest = 100

    /// The name without folders, for people to read.
    static func last(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let clean = last.unicodeScalars.filter { $0.properties.generalCategory != .control }
        return String(String(String.UnicodeScalarView(clean)).prefix(255))
    }

    /// Lower case, without the dot.
    static func ending(_ name: String) -> String {
        guard let dot = name.lastIndex(of: ".") else { return "" }
        return name[dot...].dropFirst().lowercased()
    }

    /// A name for the store: letters, digits, `.`, `_` and `-`, at most a hundred of them, with the ending that it had.
    static func stored(_ name: String) -> String {
        let safe = last(name).precomposedStringWithCanonicalMapping.map { character -> Character in
            let isSafe = character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
            return isSafe ? character : "_"
        }
        let text = String(safe)
        let end = text.lastIndex(of: ".").map { String(text[$0...].prefix(16)) } ?? ""
        let stem = text.dropLast(end.count).prefix(longest - end.count)
        return (stem.isEmpty ? "list" : stem) + end
    }
}
