import Domain
import Foundation
import LocalFiles
import Ports
import Synchronization

/// Blobs as plain files under their keys, below one folder that an operator can look into, copy, and fill from the media
/// folder of an original.
///
/// A content type that the extension does not tell is kept in an extended attribute of the file, so that it changes and
/// survives with the bytes. Writers prepare a file aside and rename or link it: readers see one blob or the other, whole.
public struct FileBlobStore: BlobStore {
    private let blobs: BlobFiles
    private let threads = FileThreads(name: "panelapp.blobs")

    /// - Parameter folder: made by the first write.
    public init(folder: URL) { blobs = BlobFiles(shelf: FileShelf(path: folder.path)) }

    public func put(_ key: BlobKey, _ bytes: [UInt8], contentType: String) async throws(BlobFailure) {
        try await threads.run { [blobs] () throws(BlobFailure) in try blobs.put(key, bytes, contentType) }
    }

    public func putUnique(
        _ key: BlobKey, _ bytes: [UInt8], contentType: String
    ) async throws(BlobFailure) -> BlobKey {
        try await threads.run { [blobs] () throws(BlobFailure) in try blobs.putUnique(key, bytes, contentType) }
    }

    /// Each piece is written aside before the next is asked for, so an upload of any size needs the memory of one piece.
    public func putUnique(_ key: BlobKey, from pieces: BlobSource, contentType: String) async throws -> BlobKey {
        guard let marked = key.marked(BlobKey.randomMark()) else {
            throw BlobFailure.refused(key, "the name leaves no room for a mark that makes it unique")
        }
        let file = try await threads.run { [blobs] () throws(BlobFailure) in try blobs.begin(marked) }
        do {
            while let piece = try await pieces.next() {
                try await threads.run { [blobs] () throws(BlobFailure) in try blobs.append(piece, to: file, marked) }
            }
            return try await threads.run { [blobs] () throws(BlobFailure) in
                try blobs.finish(file, marked, contentType)
            }
        } catch {
            await threads.run { file.abandon() }
            throw error
        }
    }

    public func get(_ key: BlobKey) async throws(BlobFailure) -> [UInt8] {
        try await threads.run { [blobs] () throws(BlobFailure) in
            let file = try blobs.open(key)
            return try blobs.bytes(of: file, 0..<file.size, key)
        }
    }

    public func read(_ key: BlobKey, range: Range<Int>?) async throws(BlobFailure) -> BlobReading {
        let file = try await threads.run { [blobs] () throws(BlobFailure) in try blobs.open(key) }
        let wanted = (range ?? 0..<file.size).clamped(to: 0..<file.size)
        return BlobReading(facts: BlobFiles.facts(file, key), pieces: pieces(of: file, wanted, key))
    }

    public func head(_ key: BlobKey) async throws(BlobFailure) -> BlobFacts? {
        do throws(BlobFailure) {
            return try await threads.run { [blobs] () throws(BlobFailure) in BlobFiles.facts(try blobs.open(key), key) }
        } catch {
            if error == .notFound(key) { return nil }
            throw error
        }
    }

    public func delete(_ key: BlobKey) async throws(BlobFailure) {
        try await threads.run { [blobs] () throws(BlobFailure) in try blobs.delete(key) }
    }

    /// Whether blobs can be written now.
    public func check() async throws(BlobFailure) {
        try await threads.run { [blobs] () throws(BlobFailure) in try blobs.check() }
    }

    /// Removes unfinished files of a process that was killed. To be called at start.
    public func removeLeftovers() async {
        await threads.run { [blobs] in blobs.shelf.removeLeftovers() }
    }

    /// Each piece is read when it is asked for, so a slow reader holds one piece in memory and the open file.
    private func pieces(
        of file: OpenFile, _ range: Range<Int>, _ key: BlobKey
    ) -> AsyncThrowingStream<[UInt8], any Error> {
        let cursor = PieceCursor(range)
        return AsyncThrowingStream { [blobs, threads] in
            guard let wanted = cursor.next() else { return nil }
            return try await threads.run { () throws(BlobFailure) in try blobs.bytes(of: file, wanted, key) }
        }
    }
}

/// Cuts a range into pieces, one at each call.
private final class PieceCursor: Sendable {
    private let rest: Mutex<Range<Int>>

    init(_ range: Range<Int>) { rest = Mutex(range) }

    func next() -> Range<Int>? {
        rest.withLock { rest in
            guard !rest.isEmpty else { return nil }
            let piece = rest.lowerBound..<min(rest.lowerBound + BlobReading.pieceSize, rest.upperBound)
            rest = piece.upperBound..<rest.upperBound
            return piece
        }
    }
}
