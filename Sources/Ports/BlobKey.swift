/// A checked key: 1...255 bytes, no empty segment, no `.` or `..`, no control character, no leading or trailing slash.
public struct BlobKey: Hashable, Sendable, CustomStringConvertible {
    public let path: String

    /// Most bytes of a key.
    public static let longest = 255
    /// What is longer than this is no extension but part of the name.
    private static let longestExtension = 16

    public init?(_ path: String) {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !path.isEmpty, path.utf8.count <= Self.longest,
            segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }),
            path.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F && $0 != "\\" })
        else { return nil }
        self.path = path
    }

    public var description: String { path }

    /// What stands between the slashes.
    public var segments: [Substring] { path.split(separator: "/") }

    /// Lower case, without the dot; empty when there is none.
    public var fileExtension: String { split.ext.dropFirst().lowercased() }

    /// This key with a mark before its extension, as in `panels/list_x7k2m9q.tsv`; a long name loses its end for it.
    /// Nil when the folder's name alone leaves no room.
    public func marked(_ mark: String) -> BlobKey? {
        let (folder, stem, ext) = split
        var kept = stem
        let room = Self.longest - folder.utf8.count - ext.utf8.count - mark.utf8.count - 1
        guard room >= 0 else { return nil }
        while kept.utf8.count > room { kept = kept.dropLast() }
        return BlobKey("\(folder)\(kept)_\(mark)\(ext)")
    }

    /// Seven letters and digits, as names that were taken got from the original.
    public static func randomMark() -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        return String((0..<7).map { _ in alphabet[Int.random(in: alphabet.indices)] })
    }

    /// The folders with the last slash, the name up to the extension, and the extension with its dot.
    private var split: (folder: Substring, stem: Substring, ext: Substring) {
        let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let name = path[start...]
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex,
            name[dot...].utf8.count <= Self.longestExtension
        else { return (path[..<start], name, "") }
        return (path[..<start], name[..<dot], name[dot...])
    }
}
