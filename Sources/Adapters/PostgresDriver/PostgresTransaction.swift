import CLibpq
import Foundation
import SQLCore

/// Runs a body on a worker's connection, in a transaction or without one, and decides what is tried again.
struct PostgresTransaction {
    /// What the body may do.
    enum Kind {
        /// Read on one snapshot.
        case read
        /// One statement that must be outside any transaction.
        case bare
        case write
        /// Several reads on one snapshot, which cannot be had again.
        case snapshot
    }

    let pool: PostgresPool
    let slot: PostgresSlot
    let cancellation: PostgresCancellation

    /// How often a transaction is run anew after a serialization failure or a deadlock (`operations.md` 9.3).
    private static let maximumRetries = 3

    /// Why an attempt failed.
    private struct Failure {
        /// What the caller gets.
        let thrown: any Error
        /// What the database said: a body may wrap or swallow it.
        let cause: SQLError?
        /// Whether anything of the transaction reached the server and was answered.
        let hasBegun: Bool
    }

    /// Runs `body`. A broken connection is replaced once, when nothing of a write was sent (`operations.md` 9.3); so is one whose
    /// server takes no changes any more, because there nothing was changed.
    func run<T>(_ kind: Kind, _ body: (any SQLSession) throws -> T) throws -> T {
        var retries = 0
        var hasReconnected = false
        var wasRefused = false
        while true {
            let failure: Failure
            switch try attempt(kind, body) {
            case .success(let result): return result
            case .failure(let reason): failure = reason
            }
            if let cause = failure.cause, !cancellation.isCancelled {
                if cause.losesConnection, !hasReconnected, kind == .read || !failure.hasBegun {
                    hasReconnected = true
                    continue
                }
                if cause == .readOnly, kind == .write {
                    if wasRefused {
                        pool.refusedToWrite()
                    } else {
                        wasRefused = true
                        continue
                    }
                }
                if cause.lacksStatement, pool.stopPreparing(), kind != .snapshot || !failure.hasBegun { continue }
                if cause == .serialization, kind == .write, retries < Self.maximumRetries {
                    retries += 1
                    // Two that met must not meet again: up to 5, 10, 20 ms.
                    Thread.sleep(forTimeInterval: Double.random(in: 0...0.0025) * Double(1 << retries))
                    continue
                }
            }
            throw failure.thrown
        }
    }

    private enum Outcome<T> {
        case success(T)
        case failure(Failure)
    }

    private func attempt<T>(_ kind: Kind, _ body: (any SQLSession) throws -> T) throws -> Outcome<T> {
        let generation = pool.generation
        let connection = try slot.connection(generation: generation, isPreparing: pool.isPreparing)
        cancellation.attach(connection.canceller)
        let session = PostgresSession(connection, slot.configuration, cancellation)
        defer { session.end() }
        do {
            connection.beginLazily(kind.begin)
            let result = try body(session)
            if let failure = session.failure { throw failure }
            if kind == .read {
                // Nothing hangs on the end of a read, so the caller need not wait for it.
                slot.mustCommit = true
            } else if kind != .bare {
                try commit(connection)
            }
            keep(connection, unless: cancellation.detach())
            return .success(result)
        } catch {
            let cause = (session.failure ?? error) as? SQLError
            let hasBegun = connection.hasOpened
            connection.beginLazily(nil)
            let wasInterrupted = cancellation.detach()
            if connection.isUsable, !connection.isIdle { _ = try? connection.run("ROLLBACK") }
            // A write refused as read-only: the server has become a replica, and so have the other connections' servers.
            if cause?.losesConnection == true || (kind == .write && cause == .readOnly) {
                pool.broke(generation: generation)
                slot.discard()
            }
            keep(connection, unless: wasInterrupted)
            let thrown = cancellation.isCancelled && (error as? SQLError) == .timeout ? CancellationError() : error
            return .failure(Failure(thrown: thrown, cause: cause, hasBegun: hasBegun))
        }
    }

    private func commit(_ connection: PostgresConnection) throws(SQLError) {
        // A body without a statement has opened nothing.
        guard connection.hasOpened else { return connection.beginLazily(nil) }
        let result: PostgresResult
        do { result = try connection.run("COMMIT") } catch .unavailable(let reason) {
            throw .unavailable(reason: "while committing, so it is not known whether the change was kept: \(reason)")
        }
        // The server turns the commit of a spoiled transaction into a rollback and calls that a success.
        guard result.tag == "COMMIT" else { throw .misuse("the body ended its transaction itself") }
    }

    /// Keeps the connection for the next body only when nothing of this one can still reach it: an interruption that was
    /// sent may arrive late.
    private func keep(_ connection: PostgresConnection, unless wasInterrupted: Bool) {
        if wasInterrupted || !connection.isUsable || !(connection.isIdle || slot.mustCommit) { slot.discard() }
    }
}

extension PostgresTransaction.Kind {
    fileprivate var begin: String? {
        switch self {
        case .read, .snapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        case .write: "BEGIN"
        case .bare: nil
        }
    }
}
