import FileBlobStore
import Foundation
import PeerSupport
import Ports
import S3BlobStore
import TestSupport
import Testing

/// An adapter of `BlobStore` as its contract's tests make it.
struct BlobStoreKind: Sendable, CustomTestStringConvertible {
    let name: String
    /// Opens a store whose blobs outlive it: what is opened with the same place shows the same blobs.
    let open: @Sendable (_ place: URL) async throws -> any BlobStore

    var testDescription: String { name }

    /// Every adapter; each passes the same suite.
    static let all =
        [BlobStoreKind(name: "files") { FileBlobStore(folder: $0.appending(path: "uploads")) }]
        + (Peers.running.map { peers in
            [
                BlobStoreKind(name: "S3") { place in
                    // A folder of its own stands for a bucket of its own.
                    let name = place.lastPathComponent.lowercased().filter { $0.isLetter || $0.isNumber }
                    return S3BlobStore(try await peers.bucket("b\(name)"))
                }
            ]
        } ?? [])

    /// Runs a test on an empty store.
    /// - Parameter body: gets the store, and a way to open it once more.
    func with(
        _ body: (any BlobStore, _ reopen: @Sendable () async throws -> any BlobStore) async throws -> Void
    ) async throws {
        try await ScratchFolder.with { place in
            try await body(open(place)) { try await open(place) }
        }
    }
}

func blobKey(_ path: String) throws -> BlobKey {
    struct NoKey: Error { let path: String }
    guard let key = BlobKey(path) else { throw NoKey(path: path) }
    return key
}

/// Bytes that repeat nowhere soon, so that a piece at the wrong place shows.
func patterned(_ count: Int, seed: Int = 0) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: (($0 + seed) &* 2_654_435_761) >> 11) }
}

func gathered(_ pieces: AsyncThrowingStream<[UInt8], any Error>) async throws -> [[UInt8]] {
    var all: [[UInt8]] = []
    for try await piece in pieces { all.append(piece) }
    return all
}
