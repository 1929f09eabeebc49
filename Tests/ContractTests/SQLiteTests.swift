import DatabaseSupport
import Foundation
import SQLCore
import SQLiteDriver
import Testing

/// What only a file has.
@Suite("SQLite")
struct SQLiteTests {
    @Test("A file that cannot be opened is told by its path")
    func unopened() async throws {
        try await TestDatabases.withFolder { folder in
            let noDatabase = folder.appendingPathComponent("text.sqlite3")
            try Data("This is a text and no database, long enough for a header.".utf8).write(to: noDatabase)
            let paths = [
                noDatabase.path, folder.path, folder.appendingPathComponent("missing/panelapp.sqlite3").path,
            ]

            for path in paths {
                do {
                    _ = try SQLiteDatabase(SQLiteConfiguration(path: path))
                    Issue.record("opened \(path)")
                } catch SQLError.unavailable(let reason) {
                    #expect(reason.hasPrefix(path))
                }
            }
        }
    }

    @Test("Opened to be read, the file stays as it is, and must be there")
    func readOnly() async throws {
        try await TestDatabases.withFolder { folder in
            let path = folder.appendingPathComponent("panelapp.sqlite3").path
            #expect(throws: SQLError.self) { try SQLiteDatabase(SQLiteConfiguration(path: path, readOnly: true)) }
            let writer = try SQLiteDatabase(SQLiteConfiguration(path: path))
            try await writer.write { try $0.executeScript("CREATE TABLE t (n BIGINT); INSERT INTO t VALUES (7)") }

            let reader = try SQLiteDatabase(SQLiteConfiguration(path: path, readOnly: true))
            let found = try await reader.read { try $0.integer("SELECT n FROM t") }

            #expect(found == 7)
            await #expect(throws: SQLError.readOnly) { try await reader.write { try $0.execute("DELETE FROM t") } }
            await #expect(throws: SQLError.readOnly) { try await reader.read { try $0.execute("DELETE FROM t") } }
            await reader.close()
            await writer.close()
        }
    }

    @Test("A file outlives its program, in write-ahead mode, with foreign keys on")
    func reopened() async throws {
        try await TestDatabases.withFolder { folder in
            let configuration = SQLiteConfiguration(path: folder.appendingPathComponent("panelapp.sqlite3").path)
            let first = try SQLiteDatabase(configuration)
            try await first.write { try $0.executeScript("CREATE TABLE t (n BIGINT); INSERT INTO t VALUES (7)") }
            await first.close()

            let second = try SQLiteDatabase(configuration)
            let found = try await second.write { session in
                let mode = try session.first("PRAGMA journal_mode") { try $0.text(0) }
                return
                    "\(try session.integer("SELECT n FROM t")) \(mode ?? "") \(try session.integer("PRAGMA foreign_keys"))"
            }

            #expect(found == "7 wal 1")
            await second.close()
        }
    }

    @Test("A second process that writes is waited for, and told as busy after the time set")
    func busy() async throws {
        try await TestDatabases.withFolder { folder in
            let path = folder.appendingPathComponent("panelapp.sqlite3").path
            let patient = try SQLiteDatabase(SQLiteConfiguration(path: path))
            let impatient = try SQLiteDatabase(SQLiteConfiguration(path: path, busyTimeout: .milliseconds(10)))
            let (isWriting, release) = (AsyncStream<Void>.makeStream(), DispatchSemaphore(value: 0))

            async let writer: Void = patient.write { session in
                try session.executeScript("CREATE TABLE t (n BIGINT)")
                isWriting.continuation.yield()
                release.wait()
            }
            for await _ in isWriting.stream { break }

            await #expect(throws: SQLError.busy) { try await impatient.write { try $0.execute("SELECT 1") } }
            release.signal()
            try await writer
            try await impatient.write { try $0.execute("INSERT INTO t VALUES (1)") }
            await impatient.close()
            await patient.close()
        }
    }
}
