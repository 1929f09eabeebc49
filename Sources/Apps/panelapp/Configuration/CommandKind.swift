/// What a command needs of the configuration: the columns of the table in `operations.md` 3.5.
enum CommandKind: String, Sendable, CaseIterable {
    case web
    case worker
    /// Schema only.
    case migrate
    /// Commands that load or change data once and know the database alone: `createsuperuser`, `import-original`,
    /// `import-api`, `demo`, `loaddata FILE`.
    case data
    /// `loaddata media:KEY`: the database and the uploaded files.
    case loaddata
    /// `collectstatic`: the bucket of static files, and no database.
    case collectstatic

    /// The `service` of log lines.
    func serviceName(command: String) -> String { "panelapp-\(command)" }

    /// Whether it talks to AWS at all in `aws` mode.
    var needsAWS: Bool { Set<CommandKind>.storage.contains(self) }

    /// Whether it is one of the two that run until they are stopped.
    var isServer: Bool { Set<CommandKind>.servers.contains(self) }
}

extension Set<CommandKind> {
    static let everyCommand = Set(CommandKind.allCases)
    static let servers: Set<CommandKind> = [.web, .worker]
    static let web: Set<CommandKind> = [.web]
    static let worker: Set<CommandKind> = [.worker]
    /// Whoever opens the database.
    static let database = everyCommand.subtracting([.collectstatic])
    /// Whoever shows or stores dates of the domain.
    static let content: Set<CommandKind> = [.web, .worker, .data, .loaddata]
    /// Whoever talks to S3.
    static let storage: Set<CommandKind> = [.web, .worker, .loaddata, .collectstatic]
    static let media: Set<CommandKind> = [.web, .worker, .loaddata]
    static let staticFiles: Set<CommandKind> = [.web, .collectstatic]
}
