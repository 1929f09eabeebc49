import Domain
import Foundation
import Ports
import Synchronization
import SystemClock
import TestSupport
import Testing

/// What every `BlobStore` keeps (`operations.md` 2.2).
@Suite("Contract: BlobStore", .timeLimit(.minutes(10)))
struct BlobStoreContractTests {
    static let validKeys = [
        "a", "images/logo.png", "files/Übersicht 2026 – ähnlich.pdf", "files/日本語.txt", "files/ leading and trailing ",
        "files/.hidden", "files/a'b\"c$&;#?%41+=.txt", "files/...", "deep/" + String(repeating: "d/", count: 60) + "x",
        String(repeating: "k", count: 255), "files/" + String(repeating: "é", count: 124),
    ]

    @Test("every valid key holds a blob", arguments: BlobStoreKind.all, validKeys)
    func keys(kind: BlobStoreKind, path: String) async throws {
        try await kind.with { store, _ in
            let key = try blobKey(path)

            try await store.put(key, Array(path.utf8), contentType: "text/plain")

            #expect(try await store.get(key) == Array(path.utf8))
            #expect(try await store.head(key)?.size == path.utf8.count)
            #expect(try await store.head(try blobKey("other")) == nil)
        }
    }

    @Test("sizes from nothing to 5 MB come back whole", arguments: BlobStoreKind.all, [0, 1, 262_144, 5_000_000])
    func sizes(kind: BlobStoreKind, size: Int) async throws {
        try await kind.with { store, _ in
            let key = try blobKey("files/data.bin")
            let bytes = patterned(size)

            try await store.put(key, bytes, contentType: "application/octet-stream")

            #expect(try await store.get(key) == bytes)
            #expect(try await gathered(store.stream(key)).flatMap { $0 } == bytes)
        }
    }

    @Test(
        "facts: size, content type and the time of writing", arguments: BlobStoreKind.all,
        ["text/plain", "image/png", "application/x-unheard-of; version=\"1\""])
    func facts(kind: BlobStoreKind, type: String) async throws {
        try await kind.with { store, reopen in
            let key = try blobKey("files/notes.txt")
            let before = SystemClock().now()

            try await store.put(key, [1, 2, 3], contentType: type)

            let facts = try #require(try await store.head(key))
            #expect(facts.size == 3)
            #expect(facts.contentType == type)
            // Some stores know the time to the second.
            #expect(facts.modified > before.advanced(bySeconds: -2))
            #expect(facts.modified < SystemClock().now().advanced(bySeconds: 2))
            #expect(!facts.tag.isEmpty && facts.tag.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 })
            #expect(try await store.read(key, range: nil).facts == facts)
            #expect(try await reopen().head(key) == facts)
        }
    }

    @Test("putting again replaces bytes, type and tag", arguments: BlobStoreKind.all)
    func overwrite(kind: BlobStoreKind) async throws {
        try await kind.with { store, _ in
            let key = try blobKey("images/a.png")
            try await store.put(key, Array("first".utf8), contentType: "image/x-odd")
            let first = try #require(try await store.head(key))

            try await store.put(key, Array("other".utf8), contentType: "image/png")

            let second = try #require(try await store.head(key))
            #expect(try await store.get(key) == Array("other".utf8))
            #expect(second.contentType == "image/png")
            #expect(second.tag != first.tag)
        }
    }

    @Test("a reader beside writers sees one blob or the other, whole", arguments: BlobStoreKind.all)
    func concurrentPuts(kind: BlobStoreKind) async throws {
        try await kind.with { store, _ in
            let key = try blobKey("files/contended.bin")
            // Each is one value throughout, in a length of its own.
            let blobs = (0..<6).map { [UInt8](repeating: UInt8($0), count: 400_000 + $0) }
            try await store.put(key, blobs[0], contentType: "a/0")

            try await withThrowingTaskGroup { group in
                for round in 0..<30 {
                    let number = round % blobs.count
                    group.addTask { try await store.put(key, blobs[number], contentType: "a/\(number)") }
                    group.addTask {
                        let whole = try await store.get(key)
                        #expect(blobs.contains(whole))
                        let reading = try await store.read(key, range: nil)
                        let streamed = try await gathered(reading.pieces).flatMap { $0 }
                        #expect(blobs.contains(streamed))
                        #expect(reading.facts.size == streamed.count)
                        #expect(reading.facts.contentType == "a/\(streamed.count - 400_000)")
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("operations.md 5.5: a free key is used as it is, a taken one never overwritten", arguments: BlobStoreKind.all)
    func unique(kind: BlobStoreKind) async throws {
        try await kind.with { store, _ in
            let key = try blobKey("panels/list.tsv")

            let first = try await store.putUnique(key, [1], contentType: "text/tab-separated-values")
            let second = try await store.putUnique(key, [2], contentType: "text/x-odd")

            #expect(first == key)
            #expect(second.path.wholeMatch(of: /panels\/list_[a-z0-9]{7}\.tsv/) != nil)
            #expect(try await store.get(first) == [1])
            #expect(try await store.get(second) == [2])
            #expect(try await store.head(second)?.contentType == "text/x-odd")
        }
    }

    @Test("O32: 50 writers of one file name at once get 50 keys", arguments: BlobStoreKind.all)
    func uniqueInParallel(kind: BlobStoreKind) async throws {
        try await kind.with { store, reopen in
            let key = try blobKey("genes/genes.json.gz")
            let other = try await reopen()

            let used = try await withThrowingTaskGroup(of: (BlobKey, [UInt8]).self) { group in
                for number in 0..<50 {
                    let bytes = Array("content \(number)".utf8)
                    let writer = number.isMultiple(of: 2) ? store : other
                    group.addTask {
                        (try await writer.putUnique(key, bytes, contentType: "application/gzip"), bytes)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            #expect(Set(used.map(\.0)).count == 50)
            #expect(used.map(\.0).contains(key))
            for (key, bytes) in used { #expect(try await store.get(key) == bytes) }
        }
    }

    @Test("a stream comes in pieces of at most 256 KiB, also in a range", arguments: BlobStoreKind.all)
    func pieces(kind: BlobStoreKind) async throws {
        try await kind.with { store, _ in
            let key = try blobKey("files/big.bin")
            let bytes = patterned(1_000_001)
            try await store.put(key, bytes, contentType: "application/octet-stream")

            let all = try await gathered(store.stream(key))
            #expect(all.allSatisfy { (1...(256 << 10)).contains($0.count) })
            #expect(all.count > 1)
            for range in [0..<1, 5..<300_000, 999_999..<1_000_001, 7..<7] {
                let reading = try await store.read(key, range: range)
                #expect(try await gathered(reading.pieces).flatMap { $0 } == Array(bytes[range]), "\(range)")
                #expect(reading.facts.size == bytes.count)
            }
        }
    }

    @Test("a stream goes on with the blob it began with, and may be left early", arguments: BlobStoreKind.all)
    func steadyStream(kind: BlobStoreKind) async throws {
        try await kind.with { store, _ in
            let key = try blobKey("files/big.bin")
            let old = patterned(600_000)
            try await store.put(key, old, contentType: "application/octet-stream")

            var seen: [UInt8] = []
            for try await piece in try await store.stream(key) {
                if seen.isEmpty { try await store.put(key, patterned(600_000, seed: 9), contentType: "a/b") }
                seen += piece
            }
            for try await _ in try await store.stream(key) { break }

            #expect(seen == old)
        }
    }

    @Test("what is not there: not found, nil, and no error for a delete", arguments: BlobStoreKind.all)
    func absent(kind: BlobStoreKind) async throws {
        try await kind.with { store, _ in
            for path in ["none", "no/folder/none.txt", "files"] {
                let key = try blobKey(path)
                try await store.put(try blobKey("files/there.txt"), [1], contentType: "text/plain")

                await #expect(throws: BlobFailure.notFound(key)) { try await store.get(key) }
                await #expect(throws: BlobFailure.notFound(key)) { _ = try await store.stream(key) }
                #expect(try await store.head(key) == nil)
                try await store.delete(key)
                #expect(try await store.get(try blobKey("files/there.txt")) == [1])
            }
        }
    }

    @Test("a deleted blob is gone, deleting twice is no error, its name is free again", arguments: BlobStoreKind.all)
    func delete(kind: BlobStoreKind) async throws {
        try await kind.with { store, _ in
            let key = try blobKey("files/a.txt")
            try await store.put(key, [1], contentType: "text/x-odd")

            try await store.delete(key)
            try await store.delete(key)

            #expect(try await store.head(key) == nil)
            #expect(try await store.putUnique(key, [2], contentType: "text/plain") == key)
            #expect(try await store.head(key)?.contentType == "text/plain")
        }
    }

    @Test("what was stored is there after a restart", arguments: BlobStoreKind.all)
    func restart(kind: BlobStoreKind) async throws {
        try await kind.with { store, reopen in
            let key = try blobKey("markdownx/0f8fad5b.png")
            try await store.put(key, patterned(300_000), contentType: "image/png")

            let reopened = try await reopen()

            #expect(try await reopened.get(key) == patterned(300_000))
            #expect(try await reopened.putUnique(key, [1], contentType: "image/png") != key)
        }
    }

    @Test(
        "O32: what comes as a stream is stored whole, under a name of its own each time", arguments: BlobStoreKind.all,
        [0, 1, (8 << 20) + 1])
    func streamed(kind: BlobStoreKind, size: Int) async throws {
        try await kind.with { store, _ in
            let key = try blobKey("genes/list.tsv")
            var bytes = [UInt8](repeating: 1, count: size)
            for place in stride(from: 0, to: size, by: 99_991) { bytes[place] = UInt8(truncatingIfNeeded: place) }

            let first = try await store.putUnique(key, from: Self.source(bytes), contentType: "text/plain")
            let second = try await store.putUnique(key, from: Self.source([1]), contentType: "text/plain")

            #expect(first != second && first.path.wholeMatch(of: /genes\/list_[a-z0-9]{7}\.tsv/) != nil)
            #expect(try await store.get(first) == bytes)
            #expect(try await store.get(second) == [1])
            #expect(try await store.head(first)?.contentType == "text/plain")
            #expect(try await store.head(key) == nil)
        }
    }

    private static func source(_ bytes: [UInt8]) -> BlobSource {
        let rest = Mutex(bytes[...])
        return BlobSource {
            rest.withLock { rest in
                let piece = Array(rest.prefix(300_001))
                rest = rest.dropFirst(piece.count)
                return piece.isEmpty ? nil : piece
            }
        }
    }
}
