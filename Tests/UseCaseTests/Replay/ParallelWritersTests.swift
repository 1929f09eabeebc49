import DatabaseSupport
import Domain
import Ports
import SystemClock
import TestSupport
import Testing
import UseCases

/// Many writers on the same panels at once (A4, D14, D18-D21, D67).
@Suite("Parallel writers")
struct ParallelWritersTests {
    @Test(
        "32 writers at once lose nothing, share no version and see no deadlock, and readers do not wait for them",
        .timeLimit(.minutes(10)), arguments: DatabaseKind.tested)
    func parallel(kind: DatabaseKind) async throws {
        try await ReplayWorld.with(kind) { repo in
            let side = ReplaySide(kind, repo, clock: SystemClock())
            let writers = try await ParallelWriters(side)
            let before = try await Counts(writers)
            let end = Collected<Bool>()
            let reading = Task { try await Self.read(writers, until: end) }
            let started = ContinuousClock.now
            await writers.run()
            let writing = ContinuousClock.now - started
            end.append(true)
            let reads = try await reading.value

            let told = writers.told
            #expect(told.shocks.isEmpty, "\(Set(told.shocks))")
            #expect(told.refused > 0, "nobody wanted the gene of another")
            let all = writers.children + [writers.parent]
            for panel in all { try await Self.checkVersions(panel, writers, told, before) }
            for panel in writers.children { try await Self.checkNumbers(panel, side) }
            try await Self.checkParent(writers)
            try await Self.checkPromises(told, side)
            // Readers went on all the while; none waited for the writers to end. That a read does not wait for a single
            // writer is shown without a clock in RepoConflictTests; here other suites may keep the processor busy.
            #expect(reads.count > 5, "\(reads.count) reads in \(writing)")
            let (middle, slowest) = (reads.sorted()[reads.count / 2], reads.max() ?? .zero)
            #expect(middle < writing / 4 || middle < .seconds(1), "half of the reads took over \(middle) of \(writing)")
            #expect(slowest < writing * 3 / 4 || slowest < .seconds(1), "a read took \(slowest) of \(writing)")
        }
    }

    /// Where versions and lines stood before the writers came.
    private struct Counts {
        var versions: [PanelID: Int] = [:]
        var lines: [PanelID: Int] = [:]

        init(_ writers: ParallelWriters) async throws {
            for id in writers.children + [writers.parent] {
                versions[id] = try await writers.side.reader.versions(of: id).count
                lines[id] = try await writers.side.reader.activityCount(of: id)
            }
        }
    }

    /// Reads the panels as the API does, again and again, and tells how long each took. Every answer is of one moment.
    private static func read(_ writers: ParallelWriters, until end: Collected<Bool>) async throws -> [Duration] {
        var durations: [Duration] = []
        while end.all.isEmpty {
            for id in writers.children + [writers.parent] {
                let started = ContinuousClock.now
                let content = try await writers.side.content(id)
                _ = content.map { writers.side.document($0) }
                durations.append(ContinuousClock.now - started)
                let names = (content?.rows ?? []).map { "\($0.panel) \($0.name)" }
                #expect(Set(names).count == names.count, "a panel shows an entity twice")
                #expect(content?.header.counts.genes == names.count, "the number beside the list is another one")
            }
            try await Task.sleep(for: .milliseconds(2))
        }
        return durations
    }

    /// Every number from the first to the live one, once, in the order of revisions; as many as commands that raise.
    private static func checkVersions(
        _ id: PanelID, _ writers: ParallelWriters, _ told: ParallelWriters.Promises, _ before: Counts
    ) async throws {
        let reader = writers.side.reader
        let panel = try #require(try await reader.panel(id))
        let versions = try await reader.versions(of: id)
        let chain = [panel.header.version] + versions.map(\.version)
        for (later, earlier) in zip(chain, chain.dropFirst()) {
            #expect(later == earlier.nextMinor || later == earlier.nextMajor, "\(earlier) is followed by \(later)")
        }
        #expect(Set(versions.map(\.revision)).count == versions.count)
        #expect(versions.map(\.revision) == versions.map(\.revision).sorted(by: >))
        // A super panel rises with every step of its children.
        var raised = told.raises[id] ?? 0
        if id == writers.parent { raised += writers.children.reduce(0) { $0 + (told.raises[$1] ?? 0) } }
        #expect(versions.count - (before.versions[id] ?? 0) == raised)
        // Tags of one writer may be those already there, which leaves no line.
        let lines = try await reader.activityCount(of: id) - (before.lines[id] ?? 0)
        #expect(lines >= told.lines[id] ?? 0)
    }

    private static func checkNumbers(_ id: PanelID, _ side: ReplaySide) async throws {
        var facts: [EntityFacts] = []
        for row in try await side.reader.entities(of: id, at: Revision(1 << 40)) {
            let reviewers = try await side.reader.dossier(of: row.id).evaluations.map(\.author)
            facts.append(
                EntityFacts(
                    kind: row.kind, isReady: row.ready, isGreen: row.confidence.map { $0 >= .green } ?? false,
                    reviewers: Set(reviewers)))
        }
        let panel = try #require(try await side.reader.panel(id))
        let numbers = PanelStatistics.compute(facts)
        #expect(panel.statistics == numbers)
        #expect(panel.header.counts == numbers.counts)
    }

    /// Every frozen super panel tells as many entities as it shows, from children as they were.
    private static func checkParent(_ writers: ParallelWriters) async throws {
        let reader = writers.side.reader
        for version in try await reader.versions(of: writers.parent) {
            let header = try #require(try await reader.header(of: writers.parent, at: version.revision))
            let children = try await reader.frozenChildren(of: writers.parent, version.version)
            #expect(children.map(\.panel) == writers.children)
            var genes = 0
            for child in children {
                genes += try await reader.entities(of: child.panel, at: child.revision).count
            }
            #expect(header.counts.genes == genes, "super panel \(version.version)")
        }
    }

    private static func checkPromises(_ told: ParallelWriters.Promises, _ side: ReplaySide) async throws {
        for (address, words) in told.comments {
            let row = try #require(
                try await side.reader.entity(of: address.panel, kind: address.kind, name: address.name))
            let dossier = try await side.reader.dossier(of: row.id)
            let stored = Set(dossier.evaluations.flatMap(\.comments).map(\.text))
            #expect(words.isSubset(of: stored), "\(words.subtracting(stored)) of \(address.name) are lost")
            #expect(Set(dossier.evaluations.map(\.author)).count == dossier.evaluations.count)
        }
        for address in told.added {
            let row = try await side.reader.entity(of: address.panel, kind: address.kind, name: address.name)
            #expect(row != nil, "\(address.name) is lost")
        }
    }
}
