import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Ports

/// A form that brings one file, read as it comes: the fields first, then the file piece by piece (`operations.md` 5.4). Neither
/// the memory nor the disk of this machine holds the file.
public actor Upload {
    /// The file that the form brings.
    public struct File: Hashable, Sendable {
        /// Name of the field.
        public var field: String
        /// As the sender's machine calls it; empty where nobody chose one.
        public var name: String
    }

    /// Bytes that a body may have beside the file.
    static let overhead = 128 << 10

    private let limit: Int
    private var iterator: RequestBody.AsyncIterator
    private var reader: MultipartReader?
    private var waiting: [MultipartReader.Event] = []
    private var isOpen = false
    private var form = FormBody()
    private var file: File?
    private var hash = SHA256()
    /// Bytes of the file, and of the whole body, that have come.
    private var size = 0
    private var received = 0

    /// - Parameter limit: bytes of the file.
    init(_ body: RequestBody, _ headers: HTTPFields, limit: Int) {
        self.limit = limit
        iterator = body.makeAsyncIterator()
        reader = headers[.contentType].flatMap { MultipartForm.boundary($0) }.map { MultipartReader(boundary: $0) }
    }

    /// The fields before the file, and the file, if there is one. Nothing of the file has passed then.
    public func opened() async throws -> (form: FormBody, file: File?) {
        while !isOpen {
            switch try await event() {
            case .field(let field): form.add(field)
            case .file(let name, let fileName):
                file = File(field: name, name: fileName)
                isOpen = true
            case .end: isOpen = true
            case .bytes, .fileEnd: throw Self.malformed
            }
        }
        return (form, file)
    }

    /// The next piece of the file; nil when it and the form have ended. Throws when it is larger than it may be, and for a
    /// form that is cut short.
    public func next() async throws -> [UInt8]? {
        _ = try await opened()
        guard let file else { return nil }
        if reader?.isAtEnd == true, waiting.isEmpty { return nil }
        switch try await event() {
        case .bytes(let bytes):
            size += bytes.count
            if size > limit { throw Self.tooLarge(file.field, limit) }
            hash.update(data: bytes)
            return bytes
        case .fileEnd:
            // What is typed after the file would come too late.
            guard case .end = try await event() else {
                throw HTTPProblem.badRequest("The file in “\(file.field)” must be the last part of the form.")
            }
            return nil
        case .end: return nil
        case .field, .file: throw Self.malformed
        }
    }

    /// What has passed: bytes of the file and their SHA-256 in lower-case hex.
    public func digest() -> (size: Int, sha256: String) {
        (size, hash.finalize().map { String(format: "%02x", $0) }.joined())
    }

    private func event() async throws -> MultipartReader.Event {
        while waiting.isEmpty {
            guard let piece = try await piece() else { throw Self.malformed }
            received += piece.readableBytes
            if received > limit + Self.overhead { throw Self.tooLarge(file?.field, limit) }
            do {
                // Nothing but a boundary is known of a form without one.
                guard let events = try reader?.read(piece.readableBytesView) else { throw Self.malformed }
                waiting = events
            } catch is MultipartReader.Fault {
                throw Self.malformed
            }
        }
        return waiting.removeFirst()
    }

    private func piece() async throws -> ByteBuffer? {
        var current = iterator
        defer { iterator = current }
        return try await current.next(isolation: self)
    }

    private static let malformed = HTTPProblem.badRequest(
        "The form was cut short or cannot be read, so nothing was kept. Please send it again.")

    static func tooLarge(_ field: String?, _ limit: Int) -> HTTPProblem {
        let size = limit >= 1 << 20 ? "\(limit >> 20) MiB" : "\(limit) bytes"
        let what = field.map { "The file in “\($0)”" } ?? "The file"
        return HTTPProblem(.contentTooLarge, detail: "\(what) is larger than \(size), so nothing was kept.")
    }
}
