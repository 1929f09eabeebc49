import FileBlobStore
import Foundation
import Ports
import Synchronization
import TestSupport
import Testing

/// What only the store of plain files has to answer for.
@Suite("FileBlobStore")
struct FileBlobStoreTests {
    private func with(_ body: (FileBlobStore, URL) async throws -> Void) async throws {
        try await ScratchFolder.with { folder in
            let root = folder.appending(path: "deep/uploads")
            try await body(FileBlobStore(folder: root), root)
        }
    }

    @Test("a blob is a plain file under its key, for its owner alone, and nothing else is left")
    func plainFiles() async throws {
        try await with { store, root in
            try await store.put(try blobKey("images/a.png"), [1, 2], contentType: "image/png")
            _ = try await store.putUnique(try blobKey("images/a.png"), [3], contentType: "image/png")

            let files = try ScratchFolder.files(in: root)
            #expect(files.count == 2)
            #expect(try Data(contentsOf: root.appending(path: "images/a.png")) == Data([1, 2]))
            for path in ["", "images", "images/a.png"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: root.appending(path: path).path)
                #expect((attributes[.posixPermissions] as? Int ?? 0) & 0o077 == 0, "'\(path)'")
            }
        }
    }

    /// Sizes of the unfinished files.
    private func unfinished(_ root: URL) throws -> [Int] {
        let folder = root.appending(path: ".incoming")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).map { name in
            let facts = try FileManager.default.attributesOfItem(atPath: folder.appending(path: name).path)
            return facts[.size] as? Int ?? -1
        }
    }

    @Test(
        "an upload is written aside piece by piece: each is in the file before the next is asked for, and none under the key"
    )
    func streams() async throws {
        try await with { store, root in
            let (pieces, size) = (40, 1 << 20)
            let given = Mutex(0)
            let source = BlobSource { () async throws -> [UInt8]? in
                let count = given.withLock { $0 }
                if count > 0 {
                    let sizes = try unfinished(root)
                    #expect(sizes == [count * size], "nothing of \(count) pieces is held back in memory")
                }
                let files = try ScratchFolder.files(in: root)
                #expect(files.allSatisfy { $0.hasPrefix(".incoming/") })
                if count == pieces { return nil }
                given.withLock { $0 += 1 }
                return [UInt8](repeating: UInt8(count), count: size)
            }
            let key = try await store.putUnique(try blobKey("panels/list.bin"), from: source, contentType: "text/plain")
            #expect(try unfinished(root) == [])
            let facts = try #require(try await store.head(key))
            #expect(facts.size == pieces * size)
            #expect(facts.contentType == "text/plain")
            var next = 0
            for try await piece in try await store.read(key, range: nil).pieces {
                #expect(piece.allSatisfy { $0 == UInt8(next / size) })
                next += piece.count
            }
            #expect(next == pieces * size)
        }
    }

    @Test("an upload that breaks off leaves nothing, and its error is told; so does one that is cancelled")
    func breaksOff() async throws {
        struct BrokenOff: Error {}
        try await with { store, root in
            let key = try blobKey("panels/list.tsv")
            let given = Mutex(0)
            let source = BlobSource {
                let count = given.withLock { count in
                    count += 1
                    return count
                }
                if count == 3 { throw BrokenOff() }
                return [UInt8](repeating: 1, count: 70_000)
            }
            await #expect(throws: BrokenOff.self) {
                try await store.putUnique(key, from: source, contentType: "text/plain")
            }
            #expect(try ScratchFolder.files(in: root) == [])

            let endless = BlobSource {
                try Task.checkCancellation()
                await Task.yield()
                return [1]
            }
            let upload = Task { try await store.putUnique(key, from: endless, contentType: "text/plain") }
            while (try? unfinished(root).first) ?? 0 == 0 { await Task.yield() }
            upload.cancel()
            await #expect(throws: CancellationError.self) { try await upload.value }
            #expect(try ScratchFolder.files(in: root) == [])
        }
    }

    @Test("a file copied in by hand is a blob; its type follows its extension")
    func copiedIn() async throws {
        try await with { store, root in
            try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
            try Data("x".utf8).write(to: root.appending(path: "guide.pdf"))

            #expect(try await store.get(try blobKey("guide.pdf")) == Array("x".utf8))
            #expect(try await store.head(try blobKey("guide.pdf"))?.contentType == "application/pdf")
        }
    }

    @Test("a symbolic link leads nowhere: reading finds nothing, writing and deleting touch nothing outside")
    func links() async throws {
        try await with { store, root in
            let outside = root.deletingLastPathComponent().appending(path: "outside")
            try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
            try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
            let secret = outside.appending(path: "secret.txt")
            try Data("secret".utf8).write(to: secret)
            let links = FileManager.default
            try links.createSymbolicLink(at: root.appending(path: "folder"), withDestinationURL: outside)
            try links.createSymbolicLink(at: root.appending(path: "file.txt"), withDestinationURL: secret)
            let through = try blobKey("folder/secret.txt")
            let direct = try blobKey("file.txt")

            for key in [through, direct] {
                await #expect(throws: BlobFailure.notFound(key)) { try await store.get(key) }
                #expect(try await store.head(key) == nil)
            }
            await #expect { try await store.put(through, [1], contentType: "text/plain") } throws: { error in
                if case BlobFailure.refused(through, _) = error { true } else { false }
            }
            try await store.delete(through)
            try await store.put(direct, [1], contentType: "text/plain")

            #expect(try String(contentsOf: secret, encoding: .utf8) == "secret")
            #expect(try ScratchFolder.files(in: outside) == ["secret.txt"])
            #expect(try await store.get(direct) == [1])
        }
    }

    @Test("a key where a folder is, or below a file, is refused and changes nothing")
    func collisions() async throws {
        try await with { store, root in
            let inner = try blobKey("a/b/c.txt")
            try await store.put(inner, [1], contentType: "text/plain")

            for path in ["a", "a/b", "a/b/c.txt/d", "a/b/c.txt/d/e", ".incoming", ".incoming/x"] {
                let key = try blobKey(path)
                await #expect { try await store.put(key, [2], contentType: "text/plain") } throws: { error in
                    if case BlobFailure.refused(key, _) = error { true } else { false }
                }
                #expect(try await store.head(key) == nil)
            }
            #expect(
                try await store.putUnique(try blobKey("a/b"), [3], contentType: "text/plain").path.hasPrefix("a/b_"))
            #expect(try await store.get(inner) == [1])
            #expect(try ScratchFolder.files(in: root).count == 2)
        }
    }

    @Test("a folder that cannot be written is told, without its path")
    func unwritable() async throws {
        let store = FileBlobStore(folder: URL(filePath: "/proc/panelapp/uploads"))

        await #expect { try await store.put(try blobKey("a.txt"), [1], contentType: "text/plain") } throws: { error in
            guard case BlobFailure.unavailable(let reason) = error else { return false }
            return reason.contains("a.txt") && !reason.contains("/proc")
        }
        await #expect(throws: BlobFailure.self) { try await store.check() }
        #expect(try await store.head(try blobKey("a.txt")) == nil)
    }

    @Test("a file that shrinks while it is read ends the stream with an error")
    func shrinking() async throws {
        try await with { store, root in
            let key = try blobKey("big.bin")
            try await store.put(key, patterned(600_000), contentType: "application/octet-stream")
            var pieces = try await store.stream(key).makeAsyncIterator()
            _ = try await pieces.next()

            try FileHandle(forWritingTo: root.appending(path: "big.bin")).truncate(atOffset: 300_000)

            await #expect(throws: BlobFailure.self) { while try await pieces.next() != nil {} }
        }
    }

    @Test("what a killed process left is cleared away; what is at work now stays")
    func leftovers() async throws {
        try await with { store, root in
            try await store.check()
            let incoming = root.appending(path: ".incoming")
            for (name, age) in [("old", 7_200.0), ("new", 60.0)] {
                let file = incoming.appending(path: name)
                try Data("half".utf8).write(to: file)
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: file.path)
            }

            await store.removeLeftovers()

            #expect(try ScratchFolder.files(in: root) == [".incoming/new"])
        }
    }
}
