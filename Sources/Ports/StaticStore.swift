/// Where the site's own files are published, so that browsers and a CDN can fetch them without this program
/// (`operations.md` 5.7).
public protocol StaticStore: Sendable {
    /// Everything that is published here, and nothing else of what the place may hold.
    func published() async throws(BlobFailure) -> [PublishedAsset]
    /// Whether what is published has exactly this file's bytes.
    func holds(_ asset: StaticAsset, as published: PublishedAsset) async throws(BlobFailure) -> Bool
    /// Publishes a file, whole or not at all. What was there stays until the new bytes are complete.
    func publish(_ asset: StaticAsset) async throws(BlobFailure)
    /// Removes a file by its path. Removing what is not there is no error.
    func withdraw(_ path: String) async throws(BlobFailure)
}

/// A style sheet, script or picture of the site's own.
public struct StaticAsset: Hashable, Sendable {
    /// The name by which pages refer to it, below the base of all static addresses.
    public var path: BlobKey
    public var bytes: [UInt8]

    public init(path: BlobKey, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// Seconds for which caches may keep a file before they ask again.
    public static let maxAge = 86_400
}

/// What a listing tells of a published file.
public struct PublishedAsset: Hashable, Sendable {
    /// Below the base of all static addresses. Others may have put files there, so this need not be a `BlobKey`.
    public var path: String
    public var size: Int
    /// The store's own mark of the content; what it means, the store knows.
    public var tag: String

    public init(path: String, size: Int, tag: String) {
        self.path = path
        self.size = size
        self.tag = tag
    }
}
