import DatabaseSupport
import Domain
import Ports
import SQLRepo
import TestSupport
import Testing
import UseCases

/// Sends the same commands to every side and holds the sides against each other.
struct Replay {
    typealias Database = (kind: DatabaseKind, repo: SQLRepository)

    /// Two sides part. Says how to come here again.
    struct Parting: Error, CustomStringConvertible {
        let description: String
    }

    private let seed: UInt64
    private let clock = ManualClock(ReplayWorld.start)
    private let store = ReplayStore()
    private let memory: ReplaySide
    private let databases: [ReplaySide]
    private var script: ReplayScript
    /// Of choices that are not commands.
    private var random: SeededGenerator
    private var step = 0
    private var command: ReplayCommand?
    /// What the API shows of every panel now.
    private var shown: [PanelID: [UInt8]] = [:]
    /// What it showed of every version before that was frozen.
    private var frozen: [PanelID: [Version: [UInt8]]] = [:]
    private var (accepted, refused) = (0, 0)

    init(_ databases: [Database], seed: UInt64) {
        self.seed = seed
        let clock = clock
        memory = ReplaySide(store, clock: clock)
        self.databases = databases.map { ReplaySide($0.kind, $0.repo, clock: clock) }
        script = ReplayScript(seed: seed)
        random = SeededGenerator(seed: seed &+ 1)
    }

    mutating func run(steps: Int) async throws {
        for step in 1...steps {
            self.step = step
            try await advance()
            if step % 200 == 0 || step == steps { try await compareAll(thoroughly: step == steps) }
        }
        try await readVersions()
        // A script that is always refused tests nothing.
        #expect(accepted > steps / 3, "\(accepted) of \(steps) carried out")
        #expect(refused > steps / 20, "\(refused) of \(steps) refused")
        if steps >= 1_000 { #expect(frozen.values.map(\.count).reduce(0, +) > steps / 4) }
    }

    // MARK: One step

    private mutating func advance() async throws {
        // Several commands may fall on one moment, and clocks of two machines differ.
        let seconds = Int.random(in: 0..<40, using: &random)
        clock.advance(bySeconds: seconds == 0 ? -1 : Double(seconds % 4))
        let before = store.now
        let command = script.next(before)
        self.command = command
        let expected = try await command.answer(on: memory)
        if expected.isDone { accepted += 1 } else { refused += 1 }
        for side in databases {
            let fingerprint = try await side.fingerprint()
            let answer = try await command.answer(on: side)
            if answer != expected {
                throw parting(side, "answer" + ReplayView.difference("\(answer)", "\(expected)"))
            }
            if !expected.isDone, try await side.fingerprint() != fingerprint {
                throw parting(side, "a refused command changed something")
            }
        }
        let after = store.now
        remember(before, after)
        // That nothing has changed is known; now and then it is looked at.
        guard expected.isDone || step % 5 == 0 else { return }
        for id in touched(before, after, command) {
            // Super panels show much and change with every child: their documents are held against each other less often.
            let isParent = id != command.panel && after.panels[id]?.panel.header.isSuperPanel == true
            try await compare(id, thoroughly: !isParent || step % 8 == 0)
        }
        if let address = command.address {
            try await compare { try await $0.view(of: address) }
        }
    }

    /// Panels that the step has changed, and the super panels that show them.
    private func touched(_ before: ReplayMemory, _ after: ReplayMemory, _ command: ReplayCommand) -> [PanelID] {
        var ids = Set([command.panel].compactMap { $0 })
        for (id, stored) in after.panels where before.panels[id]?.panel != stored.panel { ids.insert(id) }
        for (id, stored) in after.panels where stored.panel.header.children.contains(where: ids.contains) {
            ids.insert(id)
        }
        return ids.sorted()
    }

    /// A version that was frozen just now is what was shown before the step. A super panel that rises with several of its
    /// children in one step was shown only as it was before the first.
    private mutating func remember(_ before: ReplayMemory, _ after: ReplayMemory) {
        for (id, stored) in after.panels {
            let new = stored.versions.dropFirst(before.panels[id]?.versions.count ?? 0)
            if let first = new.first { frozen[id, default: [:]][first.version] = shown[id] }
        }
    }

    // MARK: Comparing

    private mutating func compare(_ id: PanelID, thoroughly: Bool) async throws {
        let expected = try await memory.view(of: id, thoroughly: thoroughly)
        // The databases take turns with the content, which costs most; what is wrong with it stays wrong.
        for (index, side) in databases.enumerated() {
            let isTurn = databases.count == 1 || (step + index) % 2 == 0
            let view = try await side.view(of: id, thoroughly: thoroughly && isTurn)
            if let difference = view.difference(from: expected) { throw parting(side, difference) }
        }
        guard let side = databases.last, let content = try await side.content(id) else { return }
        shown[id] = side.document(content)
    }

    private func compare(_ view: (ReplaySide) async throws -> ReplayView) async throws {
        let expected = try await view(memory)
        for side in databases {
            if let difference = try await view(side).difference(from: expected) {
                throw parting(side, difference)
            }
        }
    }

    private mutating func compareAll(thoroughly: Bool) async throws {
        let places = ReplaySide.Places(store.now, &random)
        try await compare { try await $0.wholeView(places, thoroughly: thoroughly) }
    }

    /// Every version that was ever frozen, read back: as it was shown, or where nobody could see it, as memory has it.
    private func readVersions() async throws {
        for (id, stored) in store.now.panels {
            for kept in stored.versions {
                let version = kept.version
                var document = frozen[id]?[version]
                if document == nil { document = try await memory.queries.document(of: id, kept) }
                let expected = try CanonicalJSON.text(document ?? [])
                for side in databases {
                    guard let found = try await side.reader.frozenVersion(of: id, version) else {
                        throw parting(side, "version \(version) of panel \(id) is gone")
                    }
                    let text = try CanonicalJSON.text(try await side.queries.document(of: id, found))
                    if text != expected {
                        throw parting(
                            side, "version \(version) of panel \(id)" + ReplayView.difference(expected, text))
                    }
                }
            }
        }
    }

    private func parting(_ side: ReplaySide, _ what: String) -> Parting {
        let last = command.map { "\($0)" } ?? "nothing"
        return Parting(description: "seed \(seed), step \(step), \(side.name): \(what)\nafter \(last)")
    }
}
