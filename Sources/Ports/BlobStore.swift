import Domain

/// Files by key. Keys are relative paths of `/`-separated segments without `..`; see `BlobKey`.
public protocol BlobStore: Sendable {
    /// Stores bytes under a key, whole or not at all; an existing blob is replaced.
    func put(_ key: BlobKey, _ bytes: [UInt8], contentType: String) async throws(BlobFailure)
    /// Stores bytes under the key or, where it is taken, under a unique name made from it (`operations.md 5.5`), and
    /// returns the key used.
    func putUnique(_ key: BlobKey, _ bytes: [UInt8], contentType: String) async throws(BlobFailure) -> BlobKey
    func get(_ key: BlobKey) async throws(BlobFailure) -> [UInt8]
    /// The bytes in pieces of at most 256 KiB.
    func stream(_ key: BlobKey) async throws(BlobFailure) -> AsyncThrowingStream<[UInt8], any Error>
    /// Nil when there is no such blob.
    func head(_ key: BlobKey) async throws(BlobFailure) -> BlobFacts?
    /// Deleting what is not there is no error.
    func delete(_ key: BlobKey) async throws(BlobFailure)
}

public struct BlobFacts: Hashable, Sendable {
    public var size: Int
    public var contentType: String
    public var modified: Instant

    public init(size: Int, contentType: String, modified: Instant) {
        self.size = size
        self.contentType = contentType
        self.modified = modified
    }
}

public enum BlobFailure: Error, Hashable, Sendable {
    case notFound(BlobKey)
    case unavailable(String)
}

/// A checked key: 1...255 bytes, no empty segment, no `.` or `..`, no control character, no leading or trailing slash.
public struct BlobKey: Hashable, Sendable, CustomStringConvertible {
    public let path: String

    public init?(_ path: String) {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !path.isEmpty, path.utf8.count <= 255,
            segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }),
            path.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F && $0 != "\\" })
        else { return nil }
        self.path = path
    }

    public var description: String { path }
}
