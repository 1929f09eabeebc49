import AWSClient
import Foundation

/// The calls to one bucket (`operations.md` 5.1); no other is ever made.
public struct S3Bucket: Sendable {
    public let settings: S3Settings
    let service: AWSService
    private let base: AWSEndpoint

    /// Throws `AWSFailure.configuration` for settings that make no address.
    public init(_ settings: S3Settings, service: AWSService) throws(AWSFailure) {
        guard let base = settings.base else { throw .configuration("the bucket's name makes no address") }
        self.settings = settings
        self.service = service
        self.base = base
    }

    func request(
        _ method: String, _ object: String, query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) -> AWSRequest {
        AWSRequest(method, base, path: settings.path(of: object), query: query, headers: headers, body: body)
    }

    /// Writes an object in one piece.
    /// - Parameter onlyIfAbsent: throw `PreconditionFailed` where it is there already.
    public func put(
        _ object: String, _ bytes: [UInt8], headers: [(name: String, value: String)], onlyIfAbsent: Bool = false
    ) async throws(AWSFailure) {
        var headers = headers + settings.writeHeaders
        let mark = UploadMark()
        if onlyIfAbsent { headers += [("if-none-match", "*"), mark.header] }
        do {
            _ = try await service.send(request("PUT", object, headers: headers, body: bytes), "PutObject")
        } catch {
            guard onlyIfAbsent, await holds(object, mark, despite: error) else { throw error }
        }
    }

    /// Whether a write was done although its last try was refused: an earlier try may have got through while its answer was lost.
    func holds(_ object: String, _ mark: UploadMark, despite failure: AWSFailure) async -> Bool {
        // 404: the upload in parts is gone because it is complete. 409, 412: something is there, perhaps this very write.
        guard case .refused(let problem) = failure, problem.isRepeated, [404, 409, 412].contains(problem.status) else {
            return false
        }
        return (try? await head(object))?[mark.header.name] == mark.header.value
    }

    public func delete(_ object: String) async throws(AWSFailure) {
        do {
            _ = try await service.send(request("DELETE", object), "DeleteObject")
        } catch  where Self.isAbsent(error) {
            return
        }
    }

    /// What a listing says of an object.
    public struct Listed: Hashable, Sendable {
        public var object: String
        public var size: Int
        /// Without quotes.
        public var tag: String
    }

    /// The objects whose names begin with `prefix`.
    /// - Parameter limit: at most so many; nil for all, page by page.
    public func list(prefix: String, limit: Int? = nil) async throws(AWSFailure) -> [Listed] {
        var found: [Listed] = []
        var next: String?
        repeat {
            var query: [(name: String, value: String)] = [("list-type", "2"), ("prefix", prefix)]
            if let limit { query.append(("max-keys", String(limit))) }
            if let next { query.append(("continuation-token", next)) }
            let answer = try await service.send(request("GET", "", query: query), "ListObjectsV2")
            let text = String(decoding: answer.body, as: UTF8.self)
            for entry in XMLText.all("Contents", in: text) {
                guard let object = XMLText.first("Key", in: entry), let size = XMLText.first("Size", in: entry) else {
                    throw .unavailable("a listing that cannot be read")
                }
                let tag = XMLText.first("ETag", in: entry) ?? ""
                found.append(Listed(object: object, size: Int(size) ?? 0, tag: tag.filter { $0 != "\"" }))
            }
            if let limit, found.count >= limit { return found }
            next = XMLText.first("NextContinuationToken", in: text)
        } while next != nil
        return found
    }

    /// The headers of an object; nil when it is not there.
    public func head(_ object: String) async throws(AWSFailure) -> [String: String]? {
        do {
            let answer = try await service.send(request("HEAD", object), "HeadObject")
            return Dictionary(answer.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { a, _ in a })
        } catch  where Self.isAbsent(error) {
            return nil
        }
    }

    /// An address at which an object can be read for a while.
    /// - Parameter isSaved: whether browsers are to save it rather than show it.
    public func presignedRead(_ object: String, seconds: Int, isSaved: Bool) async throws(AWSFailure) -> String {
        let query = isSaved ? [(name: "response-content-disposition", value: "attachment")] : []
        return try await service.presigned(request("GET", object, query: query), for: seconds)
    }

    /// Whether there is no such object. That there is no such bucket, or no such upload in parts, says nothing of the object.
    static func isAbsent(_ failure: AWSFailure) -> Bool {
        guard case .refused(let problem) = failure else { return false }
        return problem.status == 404 && !["NoSuchBucket", "NoSuchUpload"].contains(problem.code)
    }
}

/// What an object is known by as the work of one write and no other. Size and tag would not do: others may write the same, and with
/// keys of KMS or in parts the tag is no digest of the content.
struct UploadMark: Sendable {
    let header: (name: String, value: String)

    init() { header = ("x-amz-meta-upload", UUID().uuidString.lowercased()) }
}
