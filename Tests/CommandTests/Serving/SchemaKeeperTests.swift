import Foundation
import Ports
import Synchronization
import TestSupport
import Testing

@testable import panelapp

/// `operations.md` 9.4: a program and a schema that do not fit.
@Suite struct SchemaKeeperTests {
    private final class Schema: SchemaRepo {
        private let state: Mutex<Result<[Migration], any Error>>
        private let asked = Mutex(0)

        init(_ answer: Result<[Migration], any Error>) { state = Mutex(answer) }

        var count: Int { asked.withLock { $0 } }
        func answer(_ value: Result<[Migration], any Error>) { state.withLock { $0 = value } }

        func pendingMigrations() async throws -> [Migration] {
            asked.withLock { $0 += 1 }
            return try state.withLock { $0 }.get()
        }
        func migrate() async throws -> [Migration] { try await pendingMigrations() }
        func ping() async throws {}
        func acceptsWrites() async throws -> Bool { true }
    }

    private static let behind = Result<[Migration], any Error>.success([
        Migration(number: 14, name: "next", checksum: "x")
    ])

    @Test("O67: a schema that is behind is told once a minute, and noticed within seconds of the migration")
    func behind() async throws {
        let (capture, timer) = (LogCapture(), ManualTimer())
        let book = capture.book()
        let schema = Schema(Self.behind)
        let keeper = SchemaKeeper(schema, migrates: false, logger: book.logger("db"), timer: timer)
        let run = Task { try await keeper.run() }
        // Every second for two minutes and a half.
        for turn in 1...150 {
            while schema.count < turn || timer.sleepers == 0 { await Task.yield() }
            timer.advance(bySeconds: 1)
        }
        #expect(!keeper.isReady)
        let told = try capture.lines(book).filter { $0["event"] as? String == "schema.unusable" }
        #expect(told.count == 3)
        #expect(told.allSatisfy { $0["levelname"] as? String == "ERROR" })
        schema.answer(.success([]))
        while !keeper.isReady {
            timer.advance(bySeconds: 1)
            await Task.yield()
        }
        run.cancel()
        _ = try? await run.value
    }

    @Test("9.4: a schema of a newer program is a warning, and works", arguments: [true, false])
    func newer(migrates: Bool) async throws {
        let capture = LogCapture()
        let book = capture.book()
        let keeper = SchemaKeeper(
            Schema(.failure(SchemaProblem.newer(number: 99))), migrates: migrates, logger: book.logger("db"))
        try await keeper.prepare()
        #expect(keeper.isReady)
        let line = try #require(try capture.lines(book).first)
        #expect(line["event"] as? String == "schema.newer")
        #expect(line["levelname"] as? String == "WARNING")
    }

    @Test(
        "O66: while somebody else migrates, a web that would migrate itself waits and tries again",
        arguments: [
            SchemaProblem.underway(waited: .seconds(300)), .blocked(number: 14, name: "origin", tries: 10),
        ])
    func othersMigrate(problem: SchemaProblem) async throws {
        let schema = Schema(.failure(problem))
        let keeper = SchemaKeeper(schema, migrates: true, logger: LogCapture().book().logger("db"))
        #expect(try await keeper.prepare() == false)
        #expect(!keeper.isUnfit)
        schema.answer(.success([]))
        #expect(try await keeper.prepare())
        #expect(keeper.isReady)
    }

    @Test(
        "9.3: a database that does not answer is asked again after 2, 4, then every 8 s: well within 10 s of its return"
    )
    func away() async throws {
        let timer = ManualTimer()
        let schema = Schema(.failure(RepoFailure.unavailable("gone")))
        let keeper = SchemaKeeper(schema, migrates: false, logger: LogCapture().book().logger("db"), timer: timer)
        let run = Task { try await keeper.run() }
        var asked = 1
        for pause in [2.0, 4, 8, 8, 8] {
            while schema.count < asked || timer.sleepers == 0 { await Task.yield() }
            timer.advance(bySeconds: pause - 0.5)
            for _ in 0..<20 { await Task.yield() }
            #expect(schema.count == asked)
            timer.advance(bySeconds: 0.5)
            asked += 1
        }
        run.cancel()
        _ = try? await run.value
    }

    @Test("O67: unknown while the database does not answer, then behind, then ready: it is asked until it fits")
    func findings() async throws {
        let schema = Schema(.failure(RepoFailure.unavailable("no answer")))
        let keeper = SchemaKeeper(schema, migrates: false, logger: LogCapture().book().logger("db"))
        #expect(!keeper.hasLooked && !keeper.isUnfit && !keeper.isReady)

        try await keeper.prepare()
        #expect(!keeper.hasLooked && !keeper.isUnfit && !keeper.isReady)

        schema.answer(Self.behind)
        await #expect(throws: (any Error).self) { try await keeper.prepare() }
        #expect(keeper.hasLooked && keeper.isUnfit && !keeper.isReady)

        schema.answer(.success([]))
        try await keeper.prepare()
        #expect(keeper.hasLooked && !keeper.isUnfit && keeper.isReady)
    }
}
