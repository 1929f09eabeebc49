import Foundation
import Logging
import Synchronization

@testable import panelapp

/// A log book that writes into memory at a fixed moment.
final class LogCapture: Sendable {
    private let written = Mutex<[UInt8]>([])

    /// 2026-03-12T09:41:07.032Z
    static let stamp = LogStamp(seconds: 1_773_308_467, milliseconds: 32)

    func book(
        threshold: LogThreshold = .info, isText: Bool = false, secrets: [String] = []
    ) -> LogBook {
        LogBook(
            service: "panelapp-test", environmentName: "test", threshold: threshold, isText: isText,
            redaction: LogRedaction(secrets: secrets),
            sink: LogSink { bytes in self.written.withLock { $0 += bytes } }, hostname: "host-1", now: { Self.stamp })
    }

    func text(_ book: LogBook) -> String {
        book.sink.flush()
        return String(decoding: written.withLock { $0 }, as: UTF8.self)
    }

    /// The lines as JSON objects.
    func lines(_ book: LogBook) throws -> [[String: Any]] {
        try text(book).split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return object as? [String: Any] ?? [:]
        }
    }
}
