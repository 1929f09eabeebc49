import Logging
import OTLPTracing
import Ports
import Tracing

/// The logging library's back end: one line per event, JSON or text (`operations.md` 11.2).
struct LineHandler: LogHandler {
    let name: String
    let book: LogBook
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    /// Keys that the server library adds and that ours replace.
    private static let droppedKeys: Set<String> = ["hb.request.id"]
    /// Members with these names are never written in clear, whatever their value.
    private static let secretKeys: Set<String> = [
        "authorization", "cookie", "set-cookie", "token", "password", "secret", "x-amz-security-token", "csrftoken",
    ]

    init(name: String, book: LogBook) {
        self.name = name
        self.book = book
        logLevel = book.threshold.libraryLevel
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let level = LogThreshold(event.level)
        let members = members(of: event)
        let line = book.isText ? textLine(event, level, members) : jsonLine(event, level, members)
        book.write(line, level)
    }

    /// All metadata in the order of their names, so that equal events give equal lines.
    private func members(of event: LogEvent) -> [(key: String, value: Logger.Metadata.Value)] {
        var all: Logger.Metadata = [:]
        // Whoever has a logger of the request or of the job says it anyway.
        if let origin = Origin.current { all["request_id"] = .string(origin.requestID) }
        all.merge(metadata) { _, new in new }
        if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
        if let own = event.metadata { all.merge(own) { _, new in new } }
        return all.filter { !Self.droppedKeys.contains($0.key) }.sorted { $0.key < $1.key }.map { key, value in
            (key, Self.secretKeys.contains(key.lowercased()) ? "***" : value)
        }
    }

    private func jsonLine(
        _ event: LogEvent, _ level: LogThreshold, _ members: [(key: String, value: Logger.Metadata.Value)]
    ) -> [UInt8] {
        let eventName = members.first { $0.key == "event" }.map { "\($0.value)" }
        var line = book.begin(level, name: name, message: event.message.description, event: eventName)
        if level.rawValue >= LogThreshold.warning.rawValue {
            line.add("module", event.source)
            line.add("funcName", event.function)
            line.add("lineno", Int(event.line))
        }
        line.add(InstrumentationContext.current?.trace)
        for member in members where member.key != "event" {
            // A long text is cut rather than left out.
            if case .string(let text) = member.value {
                line.add(member.key, text, atMost: LogLine.maximumMemberBytes)
            } else {
                line.addRaw(member.key) { LogValue.append(member.value, to: &$0) }
            }
        }
        return line.finished()
    }

    /// `09:41:07.032 WARNING web: message (key=value ...)`, for a person at a terminal.
    private func textLine(
        _ event: LogEvent, _ level: LogThreshold, _ members: [(key: String, value: Logger.Metadata.Value)]
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        book.now().appendTimestamp(to: &bytes)
        let rest = members.map { " \($0.key)=\($0.value)" }.joined()
        let text = " \(level.name) \(name): \(event.message)\(rest)"
        bytes += text.prefix(LogLine.maximumMessageBytes).replacing("\n", with: "\\n").utf8
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }
}
