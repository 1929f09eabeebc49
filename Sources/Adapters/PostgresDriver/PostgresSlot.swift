import SQLCore

/// A worker thread's place for its connection, which comes and goes.
final class PostgresSlot {
    let configuration: PostgresConfiguration
    private var current: PostgresConnection?
    private var generation = 0
    private var expiry = ContinuousClock.now
    /// Whether the last body's transaction is still to be ended.
    var mustCommit = false

    init(_ configuration: PostgresConfiguration) { self.configuration = configuration }

    /// The connection, made now when there is none, when it is broken or too old, or when it is older than the failure that
    /// raised the pool's generation to `generation`.
    func connection(generation: Int, isPreparing: Bool) throws(SQLError) -> PostgresConnection {
        if let current, current.isUsable, self.generation == generation, ContinuousClock.now < expiry {
            current.isPreparing = isPreparing
            return current
        }
        discard()
        let connection = try PostgresConnection(configuration, isPreparing: isPreparing)
        // A tenth of jitter, so that connections made together do not go together.
        expiry = .now + configuration.maximumAge * Double.random(in: 0.9...1.1)
        self.generation = generation
        current = connection
        return connection
    }

    /// Closes the connection.
    func discard() {
        current = nil
        mustCommit = false
    }

    /// Ends a read's transaction after its caller has been served.
    func settle() {
        guard mustCommit, let current else { return }
        mustCommit = false
        if current.hasOpened { _ = try? current.run("COMMIT") } else { current.beginLazily(nil) }
        if !current.isUsable || !current.isIdle { discard() }
    }

    /// Asks an idle connection for a sign of life, and closes it when there is none.
    func keepAlive() {
        guard let current else { return }
        guard (try? current.run("SELECT 1")) != nil else { return discard() }
    }
}
