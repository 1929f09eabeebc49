import GRDB
import GRDBSQLite

/// Stops a running statement when its task is cancelled.
///
/// GRDB interrupts the connection once, at the moment of the cancellation, which misses a statement that is just about to
/// begin. So a statement also looks by itself, every now and then.
enum SQLiteInterruption {
    /// A statement looks after every so many steps of SQLite's machine, about a millisecond of work.
    private static let steps: Int32 = 20_000

    static func install(on database: Database) {
        sqlite3_progress_handler(database.sqliteConnection, steps, stopsCancelledTask, nil)
    }
}

/// SQLite calls this on the thread that steps, where the body's task is the current one. A global function, because a C
/// callback must not belong to an actor.
private func stopsCancelledTask(_ context: UnsafeMutableRawPointer?) -> Int32 { Task.isCancelled ? 1 : 0 }
