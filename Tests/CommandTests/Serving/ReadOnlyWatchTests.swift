import Ports
import Synchronization
import TestSupport
import Testing

@testable import panelapp

/// `operations.md` 9.5: noticing that the database takes no changes.
@Suite("Read-only watch", .timeLimit(.minutes(2))) struct ReadOnlyWatchTests {
    /// A database that answers what a test says, or nothing.
    private final class Answers: SchemaRepo {
        private let state = Mutex((accepts: Bool?.some(true), asked: 0))

        var asked: Int { state.withLock { $0.asked } }
        func say(_ accepts: Bool?) { state.withLock { $0.accepts = accepts } }

        func acceptsWrites() async throws -> Bool {
            let answer = state.withLock { state in
                state.asked += 1
                return state.accepts
            }
            guard let answer else { throw RepoFailure.unavailable("gone") }
            return answer
        }
        func pendingMigrations() async throws -> [Migration] { [] }
        func migrate() async throws -> [Migration] { [] }
        func ping() async throws {}
    }

    @Test(
        "O68: it is noticed within 5 s, its end within 1 s, and each is one line; a database that is away changes nothing"
    )
    func watches() async throws {
        let (database, timer, capture) = (Answers(), ManualTimer(), LogCapture())
        let book = capture.book()
        let watch = ReadOnlyWatch(database, logger: book.logger("db"), timer: timer)
        let run = Task { try await watch.run() }
        var looks = 0
        func look(after seconds: Double = 0) async {
            looks += 1
            timer.advance(bySeconds: seconds)
            while database.asked < looks || timer.sleepers == 0 { await Task.yield() }
        }
        await look()
        #expect(!watch.isReadOnly)
        database.say(false)
        await look(after: 5)
        #expect(watch.isReadOnly)
        await look(after: 1)
        database.say(nil)
        await look(after: 1)
        #expect(watch.isReadOnly)
        database.say(true)
        await look(after: 1)
        #expect(!watch.isReadOnly)
        database.say(nil)
        await look(after: 5)
        #expect(!watch.isReadOnly)
        run.cancel()
        _ = try? await run.value

        let events = try capture.lines(book).compactMap { $0["event"] as? String }
        #expect(events == ["database.read_only", "database.writable"])
    }
}
