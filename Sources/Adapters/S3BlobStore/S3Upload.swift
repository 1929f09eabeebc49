import AWSClient
import Foundation

/// Large objects in parts (`operations.md` 5.4): either the whole object appears, or nothing.
struct S3Upload: Sendable {
    let bucket: S3Bucket
    let object: String
    let headers: [(name: String, value: String)]

    /// Bytes of a part, and of the largest object that goes in one piece.
    static let partSize = 8 << 20
    /// Parts on their way at one moment.
    static let inFlight = 4

    func run(_ bytes: [UInt8], onlyIfAbsent: Bool) async throws(AWSFailure) {
        let started = try await bucket.service.send(
            bucket.request(
                "POST", object, query: [("uploads", "")], headers: headers + bucket.settings.writeHeaders),
            "CreateMultipartUpload")
        guard let id = XMLText.first("UploadId", in: String(decoding: started.body, as: UTF8.self)) else {
            throw .unavailable("an upload without an id")
        }
        do throws(AWSFailure) {
            let tags = try await parts(of: bytes, id)
            try await complete(id, tags, onlyIfAbsent)
        } catch {
            await abort(id)
            throw error
        }
    }

    private func parts(of bytes: [UInt8], _ id: String) async throws(AWSFailure) -> [String] {
        let starts = Array(stride(from: 0, to: bytes.count, by: Self.partSize))
        do {
            return try await withThrowingTaskGroup(of: (Int, String).self) { group in
                var tags = [String](repeating: "", count: starts.count)
                for (index, start) in starts.enumerated() {
                    if index >= Self.inFlight, let (done, tag) = try await group.next() { tags[done] = tag }
                    group.addTask {
                        let part = Array(bytes[start..<min(start + Self.partSize, bytes.count)])
                        return (index, try await self.part(index + 1, part, id))
                    }
                }
                for try await (done, tag) in group { tags[done] = tag }
                return tags
            }
        } catch {
            throw error as? AWSFailure ?? .unavailable("cancelled")
        }
    }

    private func part(_ number: Int, _ bytes: [UInt8], _ id: String) async throws(AWSFailure) -> String {
        let answer = try await bucket.service.send(
            bucket.request(
                "PUT", object, query: [("partNumber", String(number)), ("uploadId", id)], body: bytes), "UploadPart")
        guard let tag = answer.headers.first(name: "etag") else { throw .unavailable("a part without a tag") }
        return tag
    }

    private func complete(_ id: String, _ tags: [String], _ onlyIfAbsent: Bool) async throws(AWSFailure) {
        let parts = tags.enumerated().map { index, tag in
            "<Part><PartNumber>\(index + 1)</PartNumber><ETag>\(XMLText.escaped(tag))</ETag></Part>"
        }
        let body = "<CompleteMultipartUpload>\(parts.joined())</CompleteMultipartUpload>"
        let answer = try await bucket.service.send(
            bucket.request(
                "POST", object, query: [("uploadId", id)], headers: onlyIfAbsent ? [("if-none-match", "*")] : [],
                body: Array(body.utf8)), "CompleteMultipartUpload")
        // A failure may come after the status was sent.
        let problem = AWSProblem(status: 200, body: answer.body)
        if !problem.code.isEmpty { throw .refused(problem) }
    }

    /// Best effort; what stays is removed by the bucket's own rule.
    private func abort(_ id: String) async {
        // Also when the upload was cancelled: that must not cancel its end.
        await Task {
            _ = try? await bucket.service.send(
                bucket.request("DELETE", object, query: [("uploadId", id)]), "AbortMultipartUpload",
                within: .seconds(5), attempts: 1)
        }.value
    }
}
