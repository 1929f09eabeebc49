import Tracing
import Web

/// Access lines, straight from the record to bytes (`operations.md` 11.4).
struct AccessLine: Sendable {
    private static let name = "web.access"

    let book: LogBook

    /// Writes the record's line unless its level is below the threshold.
    func write(_ record: AccessRecord) {
        let level = record.isProbe ? LogThreshold.debug : .info
        guard level.rawValue >= book.threshold.rawValue else { return }
        book.write(book.isText ? text(record, level) : json(record, level), level)
    }

    private func json(_ record: AccessRecord, _ level: LogThreshold) -> [UInt8] {
        let message = "\(record.method) \(record.path) \(record.status)"
        var line = book.begin(level, name: Self.name, message: message, event: "http.request")
        line.add("method", record.method)
        line.add("path", record.path, atMost: 4096)
        if let query = record.query { line.add("query", query, atMost: 4096) }
        if let route = record.route { line.add("route", route) }
        line.add("status", record.status)
        line.addRaw("duration_ms") { Self.appendMilliseconds(record.duration, to: &$0) }
        if let bytes = record.bytesOut { line.add("bytes_out", bytes) }
        if let bytes = record.bytesIn { line.add("bytes_in", bytes) }
        if let address = record.clientIP { line.add("client_ip", address) }
        if let agent = record.userAgent { line.add("user_agent", agent) }
        if let host = record.refererHost { line.add("referer_host", host, atMost: 255) }
        if let host = record.host { line.add("host", host, atMost: 255) }
        line.add("scheme", record.scheme)
        line.add("request_id", record.requestID)
        if let user = record.userID { line.add("user_id", user) }
        line.add(InstrumentationContext.current?.trace)
        return line.finished()
    }

    private func text(_ record: AccessRecord, _ level: LogThreshold) -> [UInt8] {
        var bytes: [UInt8] = []
        book.now().appendTimestamp(to: &bytes)
        bytes += " \(level.name) \(Self.name): \(record.method) \(record.path)".utf8
        if let query = record.query { bytes += "?\(query)".utf8 }
        bytes += " \(record.status) ".utf8
        Self.appendMilliseconds(record.duration, to: &bytes)
        bytes += " ms\n".utf8
        return bytes
    }

    /// Milliseconds with three decimals.
    static func appendMilliseconds(_ duration: Duration, to bytes: inout [UInt8]) {
        let parts = duration.components
        let microseconds = Int(parts.seconds) * 1_000_000 + Int(parts.attoseconds / 1_000_000_000_000)
        bytes += String(microseconds / 1000).utf8
        bytes.append(UInt8(ascii: "."))
        let rest = String(microseconds % 1000)
        bytes += String(repeating: "0", count: 3 - rest.utf8.count).utf8
        bytes += rest.utf8
    }
}
