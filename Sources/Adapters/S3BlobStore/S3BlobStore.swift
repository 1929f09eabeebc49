import AWSClient
import Domain
import Foundation
import NIOCore
import Ports

/// Blobs in a bucket, under the location's prefix (`operations.md` 5).
public struct S3BlobStore: BlobStore {
    public let bucket: S3Bucket

    public init(_ bucket: S3Bucket) { self.bucket = bucket }

    /// Names tried for one upload before giving up.
    private static let mostNames = 20

    public func put(_ key: BlobKey, _ bytes: [UInt8], contentType: String) async throws(BlobFailure) {
        do { try await write(key, bytes, contentType, onlyIfAbsent: false) } catch { throw BlobFailure(error, of: key) }
    }

    public func putUnique(
        _ key: BlobKey, _ bytes: [UInt8], contentType: String
    ) async throws(BlobFailure) -> BlobKey {
        var name = key
        for _ in 0..<Self.mostNames {
            do {
                try await write(name, bytes, contentType, onlyIfAbsent: true)
                return name
            } catch  where Self.isTaken(error) {
                guard let marked = key.marked(BlobKey.randomMark()) else {
                    throw .refused(key, "the name leaves no room for a mark that makes it unique")
                }
                name = marked
            } catch {
                throw BlobFailure(error, of: name)
            }
        }
        throw .unavailable("no free name was found")
    }

    public func putUnique(_ key: BlobKey, from pieces: BlobSource, contentType: String) async throws -> BlobKey {
        // The mark comes first, because what has passed by cannot be sent again under another name.
        guard let name = key.marked(BlobKey.randomMark()) else {
            throw BlobFailure.refused(key, "the name leaves no room for a mark that makes it unique")
        }
        let parts = PartSource(pieces)
        do {
            let first = try await parts.next() ?? []
            let headers = [(name: "content-type", value: contentType)]
            if try await !parts.hasMore() {
                try await bucket.put(object(name), first, headers: headers, onlyIfAbsent: true)
            } else {
                try await S3Upload(bucket: bucket, object: object(name), headers: headers).run(
                    first: first, parts, onlyIfAbsent: true)
            }
            return name
        } catch let error as AWSFailure {
            throw BlobFailure(error, of: name)
        }
    }

    public func get(_ key: BlobKey) async throws(BlobFailure) -> [UInt8] {
        do {
            return try await bucket.service.send(bucket.request("GET", object(key)), "GetObject").body
        } catch {
            throw BlobFailure(error, of: key)
        }
    }

    public func read(_ key: BlobKey, range: Range<Int>?) async throws(BlobFailure) -> BlobReading {
        // No header can ask for no bytes.
        if let range, range.isEmpty {
            guard let facts = try await head(key) else { throw .notFound(key) }
            return BlobReading(facts: facts, pieces: AsyncThrowingStream { $0.finish() })
        }
        do throws(AWSFailure) {
            let headers = range.map { [(name: "range", value: "bytes=\($0.lowerBound)-\($0.upperBound - 1)")] } ?? []
            let answer = try await bucket.service.open(
                bucket.request("GET", object(key), headers: headers), "GetObject")
            let values = Dictionary(
                answer.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
            guard let facts = Self.facts(values) else { throw .unavailable("an object without its facts") }
            return BlobReading(facts: facts, pieces: BlobPieces.stream(answer.body))
        } catch {
            throw BlobFailure(error, of: key)
        }
    }

    public func head(_ key: BlobKey) async throws(BlobFailure) -> BlobFacts? {
        do throws(AWSFailure) {
            guard let headers = try await bucket.head(object(key)) else { return nil }
            guard let facts = Self.facts(headers) else { throw .unavailable("an object without its facts") }
            return facts
        } catch {
            throw BlobFailure(error, of: key)
        }
    }

    public func delete(_ key: BlobKey) async throws(BlobFailure) {
        do { try await bucket.delete(object(key)) } catch { throw BlobFailure(error, of: key) }
    }

    /// Whether the bucket answers (`operations.md` 12.3: one key listed).
    public func check() async throws(AWSFailure) {
        _ = try await bucket.list(prefix: bucket.settings.location, limit: 1)
    }

    /// An address at which the blob can be read for an hour (`operations.md` 5.6).
    public func address(of key: BlobKey, seconds: Int = 3_600) async throws(BlobFailure) -> String {
        let isSaved = !BlobKey.shownTypes.contains(key.contentType)
        do {
            return try await bucket.presignedRead(object(key), seconds: seconds, isSaved: isSaved)
        } catch {
            throw BlobFailure(error, of: key)
        }
    }

    // MARK: Parts

    private func object(_ key: BlobKey) -> String { bucket.settings.object(key.path) }

    private func write(
        _ key: BlobKey, _ bytes: [UInt8], _ contentType: String, onlyIfAbsent: Bool
    ) async throws(AWSFailure) {
        let headers = [(name: "content-type", value: contentType)]
        if bytes.count <= S3Upload.partSize {
            return try await bucket.put(object(key), bytes, headers: headers, onlyIfAbsent: onlyIfAbsent)
        }
        do {
            try await S3Upload(bucket: bucket, object: object(key), headers: headers).run(
                first: [], PartSource(bytes), onlyIfAbsent: onlyIfAbsent)
        } catch {
            throw error as? AWSFailure ?? .unavailable("cancelled")
        }
    }

    /// 412: it is there. 409: another writer is at it at this very moment.
    private static func isTaken(_ failure: AWSFailure) -> Bool {
        guard case .refused(let problem) = failure else { return false }
        return problem.status == 412 || ["PreconditionFailed", "ConditionalRequestConflict"].contains(problem.code)
    }

    /// Of the whole object, also where a range of it was answered.
    private static func facts(_ headers: [String: String]) -> BlobFacts? {
        let length =
            headers["content-range"].flatMap { $0.split(separator: "/").last }
            ?? headers["content-length"].map { $0[...] }
        guard let size = length.flatMap({ Int($0) }),
            let modified = headers["last-modified"].flatMap({ Instant(headerDate: $0) }),
            let tag = headers["etag"]
        else { return nil }
        return BlobFacts(
            size: size, contentType: headers["content-type"] ?? "application/octet-stream", modified: modified,
            tag: tag.filter { $0 != "\"" })
    }
}
