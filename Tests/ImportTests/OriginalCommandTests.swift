import DatabaseSupport
import Foundation
import PostgresDriver
import SQLCore
import SQLiteDriver
import TestSupport
import Testing

extension OriginalTests {
    /// The program as an operator starts it.
    @Suite("The command")
    struct Commands {
        /// Runs the built program and answers its exit code and its output.
        private static func run(_ arguments: [String], database: String, home: URL) throws -> (
            code: Int32, output: String
        ) {
            var folder = URL(filePath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent()
            while folder.path != "/", !FileManager.default.isExecutableFile(atPath: folder.path + "/panelapp") {
                folder.deleteLastPathComponent()
            }
            let (code, output) = try ChildProcess.run(
                folder.appending(path: "panelapp").path, arguments,
                environment: [
                    "PATH": "/usr/bin:/bin", "PANELAPP_DATA_DIR": home.path, "DATABASE_URL": database,
                    "LOG_FORMAT": "text",
                ], errors: .merged)
            return (code, String(decoding: output, as: UTF8.self))
        }

        @Test("It moves, tells counts and ends with 0; with 1 when one differs; the panels are not moved twice")
        func wholeRun() async throws {
            let world = try OriginalWorld.here()
            try await world.withSource { url in
                try await TestDatabases.withFolder { home in
                    let file = home.appendingPathComponent("panelapp.sqlite3").path
                    let first = try Self.run(["import-original", url], database: "sqlite:///\(file)", home: home)
                    #expect(first.code == 0, "\(first.output)")
                    #expect(first.output.contains("done: 25 panels new, 0 replaced, 0 unchanged; all counts agree"))
                    #expect(first.output.contains("panels: 25/25"), "progress")
                    #expect(first.output.contains("reviews: 2157 in the source, 2146 here, 11 kept aside"))

                    let database = try SQLiteDatabase(SQLiteConfiguration(path: file))
                    try await TestDatabases.closing(database) {
                        try await Texts.change(
                            database, "DELETE FROM evidence WHERE id IN (SELECT max(id) FROM evidence)")
                    }
                    let second = try Self.run(["import-original", url], database: "sqlite:///\(file)", home: home)
                    #expect(second.code == 1)
                    #expect(second.output.contains("sources of entities: 3958 in the source, 3915 here"))
                    #expect(second.output.contains("THEY DIFFER"))
                    #expect(second.output.contains("not done: 0 panels new, 0 replaced, 25 unchanged"))
                    #expect(!second.output.contains("all counts agree"))
                }
            }
        }

        @Test("Wrong addresses end with an explanation and without the password")
        func wrongAddresses() async throws {
            try await TestDatabases.withFolder { home in
                for (url, code, words) in [
                    ("postgresql://reader:hunter2hunter2@127.0.0.1:1/panelapp", 1, "cannot be reached"),
                    ("mysql://reader:hunter2hunter2@127.0.0.1/panelapp", 64, "the address of the original is refused"),
                    ("hunter2hunter2", 64, "the address of the original is refused"),
                ] as [(String, Int32, String)] {
                    let file = home.appendingPathComponent("panelapp.sqlite3").path
                    let result = try Self.run(["import-original", url], database: "sqlite:///\(file)", home: home)
                    #expect(result.code == code, "\(result.output)")
                    #expect(result.output.contains(words), "\(result.output)")
                    #expect(!result.output.contains("hunter2"), "\(result.output)")
                }
            }
        }

        @Test("The original's own DATABASE_URL as the target is refused; nothing is made in it")
        func sourceAsTarget() async throws {
            let world = try OriginalWorld.here()
            try await world.withOpenSource { url, source in
                try await TestDatabases.withFolder { home in
                    let before = try await Imprint.of(source)
                    let result = try Self.run(["import-original", url], database: url, home: home)
                    #expect(
                        result.code == 1 && result.output.contains("DATABASE_URL names the database of an original"))
                    #expect(try await Imprint.of(source) == before)
                }
            }
        }
    }
}
