import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Ports

/// Uploaded images and files under stable addresses, streamed from the store (`operations.md` 5.6, `proxy`). Only what is
/// meant for everybody is served; lists uploaded for an import are nobody's business, administrators' included.
public struct MediaRoutes: Sendable {
    private let base: String
    private static let folders: Set<Substring> = ["images", "files", "markdownx"]
    /// A blob that is replaced between the question and the answer is asked for again.
    private static let attempts = 3

    private let store: any BlobStore
    private let address: (@Sendable (BlobKey) async throws -> String)?

    /// - Parameters:
    ///   - address: where a blob can be read for a while; nil: its bytes are sent from here.
    ///   - base: what the addresses begin with (`MEDIA_URL`); where that is on another host, this one keeps its usual path.
    public init(
        store: any BlobStore, address: (@Sendable (BlobKey) async throws -> String)? = nil, base: String = "/media/"
    ) {
        self.base = base.hasPrefix("/") ? base : "/media/"
        self.store = store
        self.address = address
    }

    /// Adds `GET` of everything below the base.
    public func addRoutes(to router: some RouterMethods<AppRequestContext>) {
        let path = RouterPath("\(base)**")
        router.get(path) { request, _ in try await self.answer(request) }
        router.head(path) { request, _ in try await self.answer(request) }
        router.rejectOtherMethods(at: path, allowing: [.get, .head])
    }

    private func answer(_ request: Request) async throws -> Response {
        guard let key = key(request.uri.path) else { throw HTTPProblem.notFound }
        if let address { return try await redirect(to: address, key) }
        for _ in 0..<Self.attempts {
            guard let facts = try await store.head(key) else { throw HTTPProblem.notFound }
            if let response = try await answer(request, key, facts) { return response }
        }
        throw HTTPProblem.unavailable(retryAfter: 1)
    }

    /// `operations.md` 5.6, `presigned`. The address dies in an hour, the answer is kept for five minutes.
    private func redirect(to address: (BlobKey) async throws -> String, _ key: BlobKey) async throws -> Response {
        guard try await store.head(key) != nil else { throw HTTPProblem.notFound }
        return Response(
            status: .found,
            headers: [.location: try await address(key), .cacheControl: "private, max-age=300"])
    }

    /// The blob that an address names, if it is of a public folder.
    private func key(_ path: String) -> BlobKey? {
        guard let text = String(path.dropFirst(base.count)).removingPercentEncoding, let key = BlobKey(text),
            key.segments.count > 1, key.segments.first.map(Self.folders.contains) == true
        else { return nil }
        return key
    }

    /// Nil when the blob is not the one of the facts any more.
    private func answer(_ request: Request, _ key: BlobKey, _ facts: BlobFacts) async throws -> Response? {
        let tag = EntityTag.plain(facts.tag)
        let modified = "\(facts.modified.headerDate) GMT"
        var headers: HTTPFields = [
            .eTag: tag, .lastModified: modified, .acceptRanges: "bytes", .cacheControl: "public, max-age=300",
        ]
        if Self.isUnchanged(request.headers, facts.tag, modified) {
            var response = Response(status: .notModified, headers: headers)
            response.headers[.contentLength] = nil
            return response
        }
        headers[.contentType] = facts.contentType
        // What is saved is, if opened, shut in.
        if !BlobKey.shownTypes.contains(facts.contentType) {
            headers[.contentDisposition] = "attachment"
            headers[.contentSecurityPolicy] = "sandbox"
        }
        if request.method == .head {
            headers[.contentLength] = String(facts.size)
            return Response(status: .ok, headers: headers)
        }
        switch ByteRange.wanted(request.headers, size: facts.size, tag: tag, modified: modified) {
        case .whole:
            return try await send(key, facts, 0..<facts.size, .ok, headers)
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(facts.size)"
            return try await send(key, facts, range, .partialContent, headers)
        case .none:
            throw HTTPProblem(
                .rangeNotSatisfiable, detail: "The file has \(facts.size) bytes.",
                headers: [.contentRange: "bytes */\(facts.size)"])
        }
    }

    /// The date counts only where no tag is given (RFC 9110, 13.1.3), and only as the text that we once sent.
    private static func isUnchanged(_ headers: HTTPFields, _ tag: String, _ modified: String) -> Bool {
        headers.contains(.ifNoneMatch)
            ? EntityTag.matches(headers, opaque: tag) : headers[.ifModifiedSince] == modified
    }

    private func send(
        _ key: BlobKey, _ facts: BlobFacts, _ range: Range<Int>, _ status: HTTPResponse.Status, _ headers: HTTPFields
    ) async throws -> Response? {
        let reading = try await store.read(key, range: range)
        guard reading.facts.tag == facts.tag else { return nil }
        return Response(
            status: status, headers: headers,
            body: ResponseBody(contentLength: range.count) { writer in
                for try await piece in reading.pieces { try await writer.write(ByteBuffer(bytes: piece)) }
                try await writer.finish(nil)
            })
    }
}
