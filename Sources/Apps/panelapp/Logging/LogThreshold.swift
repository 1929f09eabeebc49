import Logging

/// The levels of `DJANGO_LOG_LEVEL` and of log lines, with the numbers of the log format (`operations.md` 11.2, 11.3).
enum LogThreshold: Int, Sendable, CaseIterable {
    case trace = 5
    case debug = 10
    case info = 20
    case warning = 30
    case error = 40
    case critical = 50

    /// Any letter case; `FATAL` and `WARN` are other words for two of them.
    init?(_ text: String) {
        switch text.uppercased() {
        case "TRACE": self = .trace
        case "DEBUG": self = .debug
        case "INFO": self = .info
        case "WARNING", "WARN": self = .warning
        case "ERROR": self = .error
        case "CRITICAL", "FATAL": self = .critical
        default: return nil
        }
    }

    init(_ level: Logger.Level) {
        self =
            switch level {
            case .trace: .trace
            case .debug: .debug
            case .info, .notice: .info
            case .warning: .warning
            case .error: .error
            case .critical: .critical
            }
    }

    /// The lowest level of the logging library that is written.
    var libraryLevel: Logger.Level {
        switch self {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        case .critical: .critical
        }
    }

    var name: String { String(describing: self).uppercased() }
}
