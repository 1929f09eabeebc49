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

    /// - Parameters:
    ///   - first: what was taken from `source` already; may be empty.
    ///   - source: the rest. Its errors are passed on; those of S3 are `AWSFailure`.
    func run(first: [UInt8], _ source: PartSource, onlyIfAbsent: Bool) async throws {
        let mark = UploadMark()
        let started = try await bucket.service.send(
            bucket.request(
                "POST", object, query: [("uploads", "")],
                headers: headers + bucket.settings.writeHeaders + [mark.header]), "CreateMultipartUpload")
        guard let id = XMLText.first("UploadId", in: String(decoding: started.body, as: UTF8.self)) else {
            throw AWSFailure.unavailable("an upload without an id")
        }
        do {
            let tags = try await parts(first, source, id)
            do throws(AWSFailure) {
                try await complete(id, tags, onlyIfAbsent)
            } catch {
                guard await bucket.holds(object, mark, despite: error) else { throw error }
            }
        } catch {
            await abort(id)
            throw error
        }
    }

    /// No part is asked for before one of the last four has arrived.
    private func parts(_ first: [UInt8], _ source: PartSource, _ id: String) async throws -> [String] {
        try await withThrowingTaskGroup(of: (Int, String).self) { group in
            var tags: [Int: String] = [:]
            var number = 0
            var next: [UInt8]? = first.isEmpty ? try await source.next() : first
            while let part = next {
                number += 1
                group.addTask { [number] in (number, try await self.part(number, part, id)) }
                next = nil
                if number >= Self.inFlight, let (done, tag) = try await group.next() { tags[done] = tag }
                next = try await source.next()
            }
            for try await (done, tag) in group { tags[done] = tag }
            return (1...max(1, number)).compactMap { tags[$0] }
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
        _ = try await bucket.service.send(
            bucket.request(
                "POST", object, query: [("uploadId", id)], headers: onlyIfAbsent ? [("if-none-match", "*")] : [],
                body: Array(body.utf8)), "CompleteMultipartUpload", mayFailLate: true)
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
