import Domain

/// Files by key. Keys are relative paths of `/`-separated segments without `..`; see `BlobKey`.
public protocol BlobStore: Sendable {
    /// Stores bytes under a key, whole or not at all; an existing blob is replaced.
    func put(_ key: BlobKey, _ bytes: [UInt8], contentType: String) async throws(BlobFailure)
    /// Stores bytes under the key or, where it is taken, under a unique name made from it (`operations.md 5.5`), and
    /// returns the key used. Of several writers at once no two get the same key.
    func putUnique(_ key: BlobKey, _ bytes: [UInt8], contentType: String) async throws(BlobFailure) -> BlobKey
    /// Stores what comes in pieces, under the key with a mark that makes it unique, and returns the key used. Needs little
    /// memory however long it is, where the store can do that. When the pieces end with an error, nothing is stored, and
    /// that error is thrown.
    func putUnique(_ key: BlobKey, from pieces: BlobSource, contentType: String) async throws -> BlobKey
    func get(_ key: BlobKey) async throws(BlobFailure) -> [UInt8]
    /// Opens a blob to be read piece by piece, so that one of any size needs little memory.
    /// - Parameter range: the bytes wanted, within the blob; nil for all.
    func read(_ key: BlobKey, range: Range<Int>?) async throws(BlobFailure) -> BlobReading
    /// Nil when there is no such blob.
    func head(_ key: BlobKey) async throws(BlobFailure) -> BlobFacts?
    /// Deleting what is not there is no error.
    func delete(_ key: BlobKey) async throws(BlobFailure)
}

extension BlobStore {
    /// The bytes in pieces of at most 256 KiB.
    public func stream(_ key: BlobKey) async throws(BlobFailure) -> AsyncThrowingStream<[UInt8], any Error> {
        try await read(key, range: nil).pieces
    }
}

/// Bytes on their way to a store, such as the body of a request.
public struct BlobSource: Sendable {
    /// The next piece, of any size; nil at the end.
    public let next: @Sendable () async throws -> [UInt8]?

    public init(next: @escaping @Sendable () async throws -> [UInt8]?) { self.next = next }
}

public struct BlobFacts: Hashable, Sendable {
    public var size: Int
    public var contentType: String
    public var modified: Instant
    /// Letters, digits and `-` that stand for exactly these bytes: another content under the key has another tag.
    public var tag: String

    public init(size: Int, contentType: String, modified: Instant, tag: String) {
        self.size = size
        self.contentType = contentType
        self.modified = modified
        self.tag = tag
    }
}

/// A blob that is being read.
public struct BlobReading: Sendable {
    /// Of the whole blob whose bytes follow, whatever range of it was asked for.
    public var facts: BlobFacts
    /// Pieces of at most `BlobReading.pieceSize`, fetched when they are asked for. Throws `BlobFailure`.
    public var pieces: AsyncThrowingStream<[UInt8], any Error>

    /// Bytes of the largest piece: 256 KiB.
    public static let pieceSize = 256 << 10

    public init(facts: BlobFacts, pieces: AsyncThrowingStream<[UInt8], any Error>) {
        self.facts = facts
        self.pieces = pieces
    }
}

public enum BlobFailure: Error, Hashable, Sendable {
    case notFound(BlobKey)
    /// This store cannot hold this key, and trying again will not help.
    case refused(BlobKey, String)
    /// May work later. The reason names neither folders nor addresses of the installation.
    case unavailable(String)
}
