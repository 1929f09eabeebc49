/// One thing that is wrong with the configuration; the process ends with 78.
struct ConfigurationProblem: Error, Equatable, Sendable {
    let variable: String
    /// A sentence without subject: "must be ...", "is missing".
    let reason: String
    /// The offending value, only for variables that are not secret.
    let value: String?

    init(_ variable: String, _ reason: String, value: String? = nil) {
        self.variable = variable
        self.reason = reason
        self.value = value
    }
}

/// Something that an operator should know and that stops nothing.
struct ConfigurationNote: Equatable, Sendable {
    enum Level: Sendable { case warning, info }

    let level: Level
    /// Machine name of the log line.
    let event: String
    let variable: String
    let text: String

    static func warning(_ variable: String, _ text: String, event: String = "config.warning") -> ConfigurationNote {
        ConfigurationNote(level: .warning, event: event, variable: variable, text: text)
    }
}
