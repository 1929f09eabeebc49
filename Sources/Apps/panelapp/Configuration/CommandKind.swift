/// What a command needs of the configuration: the columns of the table in `operations.md` 3.5.
enum CommandKind: String, Sendable, CaseIterable {
    case web
    case worker
    /// Schema only.
    case migrate
    /// Commands that load or change data once: `import-original`, `import-api`, `loaddata`, `demo`.
    case data

    /// The `service` of log lines.
    func serviceName(command: String) -> String { "panelapp-\(command)" }
}

extension Set<CommandKind> {
    static let everyCommand = Set(CommandKind.allCases)
    static let servers: Set<CommandKind> = [.web, .worker]
    static let web: Set<CommandKind> = [.web]
    static let worker: Set<CommandKind> = [.worker]
}
