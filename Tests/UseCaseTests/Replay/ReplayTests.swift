import DatabaseSupport
import Domain
import Foundation
import Ports
import TestSupport
import Testing
import UseCases

/// Random commands through the use cases on both databases and in memory at once (A3, A4, D14-D24, D41-D76): after every
/// step all say the same, and every version reads back as the API showed it while it was live.
@Suite("Replay")
struct ReplayTests {
    /// How many commands: PANELAPP_REPLAY_STEPS, and their seed: PANELAPP_REPLAY_SEED.
    private static let steps = number("PANELAPP_REPLAY_STEPS") ?? 2_000
    private static let seed = number("PANELAPP_REPLAY_SEED") ?? 1

    private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

    @Test("Random commands leave the same on both databases and in memory", .timeLimit(.minutes(10)))
    func replay() async throws {
        try await Self.with(DatabaseKind.tested, []) { databases in
            var replay = Replay(databases, seed: UInt64(Self.seed))
            try await replay.run(steps: Self.steps)
        }
    }

    private static func with(
        _ kinds: [DatabaseKind], _ open: [Replay.Database],
        _ body: ([Replay.Database]) async throws -> Void
    ) async throws {
        guard let kind = kinds.first else { return try await body(open) }
        try await ReplayWorld.with(kind) { repo in
            try await with(Array(kinds.dropFirst()), open + [(kind, repo)], body)
        }
    }
}
