/// Where an SQLite database lies and how it is opened.
public struct SQLiteConfiguration: Sendable, Equatable {
    /// The file; a relative path starts at the working directory.
    public var path: String
    /// How many reads may run at once, each on a connection of its own. They never wait for the one writer.
    public var maximumReaders: Int
    /// How long a transaction waits for another process that writes, before ``SQLError/busy``.
    public var busyTimeout: Duration
    /// Opens an existing file without the right to change it.
    public var readOnly: Bool

    public init(
        path: String, maximumReaders: Int = 4, busyTimeout: Duration = .seconds(5), readOnly: Bool = false
    ) {
        self.path = path
        self.maximumReaders = max(1, maximumReaders)
        self.busyTimeout = busyTimeout
        self.readOnly = readOnly
    }
}
