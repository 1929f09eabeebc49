import Foundation
import Logging

/// What all log lines of the process share: who writes, what is hidden, where it goes.
struct LogBook: Sendable {
    let threshold: LogThreshold
    let isText: Bool
    let redaction: LogRedaction
    let sink: LogSink
    /// Now; tests give a fixed moment.
    let now: @Sendable () -> LogStamp
    /// `"service":...,"hostname":...`, the same in every line.
    private let identity: [UInt8]

    /// - Parameters:
    ///   - service: `panelapp-<command>`.
    ///   - environmentName: `ENV_NAME`.
    init(
        service: String, environmentName: String, threshold: LogThreshold, isText: Bool,
        redaction: LogRedaction = LogRedaction(), sink: LogSink,
        hostname: String = ProcessInfo.processInfo.hostName, now: @escaping @Sendable () -> LogStamp = LogStamp.now
    ) {
        self.threshold = threshold
        self.isText = isText
        self.redaction = redaction
        self.sink = sink
        self.now = now
        var line = LogLine()
        line.add("service", service)
        line.add("version", BuildVersion.current)
        line.add("env", environmentName)
        line.add("process", Int(ProcessInfo.processInfo.processIdentifier))
        line.add("hostname", hostname)
        // Without the braces and the line end around it.
        identity = Array(line.finished().dropFirst().dropLast(2))
    }

    /// The beginning that every JSON line has.
    func begin(_ level: LogThreshold, name: String, message: String, event: String?) -> LogLine {
        let stamp = now()
        var line = LogLine()
        line.addRaw("timestamp") { bytes in
            bytes.append(UInt8(ascii: "\""))
            stamp.appendTimestamp(to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
        line.addRaw("created") { stamp.appendEpoch(to: &$0) }
        line.add("levelname", level.name)
        line.add("levelno", level.rawValue)
        line.add("name", name)
        line.add("msg", message, atMost: LogLine.maximumMessageBytes)
        if let event { line.add("event", event) }
        line.addPrepared(identity)
        return line
    }

    /// Hides what must be hidden and hands the line on.
    func write(_ line: [UInt8], _ level: LogThreshold) {
        var line = line
        redaction.apply(to: &line)
        sink.add(line, urgent: level.rawValue >= LogThreshold.warning.rawValue)
    }

    /// A logger of this process by name.
    func logger(_ name: String) -> Logger {
        Logger(label: name) { label in LineHandler(name: label, book: self) }
    }
}
