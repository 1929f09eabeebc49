import DatabaseSupport
import Domain
import MemoryJobQueue
import Ports
import SQLRepo
import Synchronization
import TestSupport
import Testing

@testable import UseCases

/// Copies through the use cases on both databases: at once, and as jobs with a mail at the end (`domain.md` 10, 20;
/// `accounts-jobs-files.md` 8.2).
@Suite("Copying")
struct CopyingTests {
    /// A source with GEN1, reviewed by persons 1 and 3, and five targets; the second has GEN1 already, reviewed by 3.
    private struct World: Sendable {
        let repo: SQLRepository
        let side: ReplaySide
        let clock = ManualClock(ReplayWorld.start)
        let source: PanelID
        let targets: [PanelID]
        let mails = Letters()

        init(_ repo: SQLRepository, _ kind: DatabaseKind) async throws {
            self.repo = repo
            side = ReplaySide(kind, repo, clock: clock)
            let curator = ReplayWorld.viewer(1)
            var panels: [PanelID] = []
            for number in 0..<6 {
                let draft = PanelDraft(name: "Panel \(number)", description: "d", status: .public)
                panels.append(try await side.curation.create(draft, by: curator).id)
            }
            (source, targets) = (panels[0], Array(panels.dropFirst()))
            for panel in [source, targets[1]] {
                try await side.curation.add(try ParallelWriters.draft("GEN1"), to: panel, by: curator)
                try await review(panel, by: 3, "on \(panel)")
            }
            try await review(source, by: 1, "mine")
        }

        func review(_ panel: PanelID, by person: Int, _ words: String) async throws {
            try await side.curation.perform(
                .review(ReviewDraft(rating: "GREEN", comment: words)), on: address(panel),
                by: ReplayWorld.viewer(person))
        }

        func address(_ panel: PanelID) -> EntityAddress { EntityAddress(panel: panel, kind: .gene, name: "GEN1") }

        func order(_ targets: [PanelID]? = nil, people: Set<Int> = [1, 3]) -> CopyOrder {
            .entity(
                address(source), to: targets ?? self.targets, reviewsOf: Set(people.map { PersonID($0) }))
        }

        func versions() async throws -> [Version] {
            try await repo.catalogue().sorted { $0.id < $1.id }.map(\.header.version)
        }

        func reviews(_ panel: PanelID) async throws -> [Evaluation] {
            guard let row = try await repo.entity(of: panel, kind: .gene, name: "GEN1") else { return [] }
            return try await repo.dossier(of: row.id).evaluations
        }

        var jobs: CopyJobs {
            CopyJobs(
                side.copying, people: repo, mailer: mails,
                settings: MailSettings(
                    baseURL: "https://panels.example.org", siteName: "PanelApp", from: "noreply@example.org",
                    curators: "curators@example.org", adminPath: "admin"))
        }

        /// Writes the job that such an order becomes where it is large.
        func queue(_ order: CopyOrder, by person: Int = 1) async throws {
            try await repo.add([CopyTicket(person: PersonID(person), order: order).job], at: clock.now())
        }

        /// Runs everything that is due, and what that has written. What went to a queue before is found again, as after a
        /// restart.
        func work() async throws {
            let queue = MemoryJobQueue(clock: clock, timer: ContinuousClock())
            let outbox = JobOutbox(store: repo, queue: queue, clock: clock)
            let runner = JobRunner(
                outbox: outbox, queue: queue, clock: clock, handlers: jobs.handlers, report: { _ in })
            for _ in 0..<2 {
                _ = try await repo.recover(at: clock.now())
                await outbox.flush()
                while try await runner.runNext(wait: 0) {}
            }
        }
    }

    private func with(_ kind: DatabaseKind, _ body: (World) async throws -> Void) async throws {
        try await ReplayWorld.with(kind) { repo in try await body(try await World(repo, kind)) }
    }

    // MARK: At once

    @Test("D61, D62, J43: The entity where it is missing, else the missing reviews", arguments: DatabaseKind.tested)
    func copies(kind: DatabaseKind) async throws {
        try await with(kind) { world in
            let before = try await world.versions()

            let answer = try await world.side.copying.carryOut(
                world.order(world.targets + [world.targets[0]]), by: ReplayWorld.viewer(2))

            #expect(answer == .done(CopyResult(panels: 5, added: 4, reviews: 9)))
            let after = try await world.versions()
            #expect(after[0] == before[0])
            #expect(after.dropFirst().elementsEqual(before.dropFirst().map(\.nextMinor)))
            for target in world.targets {
                let reviews = try await world.reviews(target)
                #expect(Set(reviews.map(\.author)) == [PersonID(1), PersonID(3)])
                let theirs = try #require(reviews.first { $0.author == PersonID(3) })
                // Who had reviewed there keeps that review.
                let isOwn = target == world.targets[1]
                #expect(theirs.comments.map(\.text) == [isOwn ? "on \(target)" : "on \(world.source)"])
                #expect(theirs.version?.hasPrefix("Imported from Panel 0 panel version 0.") == !isOwn)
            }
            #expect(try await world.repo.takeUnsent(limit: 9, at: world.clock.now()).messages.isEmpty)
        }
    }

    @Test("D63, J42: Five targets of which one fails: none is changed", arguments: DatabaseKind.tested)
    func allOrNothing(kind: DatabaseKind) async throws {
        try await with(kind) { world in
            let curator = ReplayWorld.viewer(1)
            try await world.side.curation.setStatus(.deleted, of: world.targets[4], by: curator)
            let before = try await world.side.fingerprint()

            for (targets, words) in [
                (world.targets, "Panel 5: This panel is deleted."),
                (Array(world.targets.prefix(4)) + [PanelID(99)], "Select a valid choice. There is no panel 99."),
                ([world.targets[0], world.source], "Panel 0: An entity cannot be copied onto its own panel."),
            ] {
                await #expect(throws: Refusal.invalid([FieldProblem("target_panels", words)])) {
                    try await world.side.copying.carryOut(world.order(targets), by: curator)
                }
            }
            let nobody = EntityAddress(panel: world.source, kind: .region, name: "GEN1")
            await #expect(throws: Refusal.notFound("entity")) {
                try await world.side.copying.carryOut(
                    .entity(nobody, to: world.targets, reviewsOf: []), by: curator)
            }
            await #expect(throws: Refusal.forbidden) {
                try await world.side.copying.carryOut(world.order([world.targets[0]]), by: ReplayWorld.viewer(3))
            }

            #expect(try await world.side.fingerprint() == before)
        }
    }

    @Test("10.2, W74: Reviews of all common genes, one step, one line", arguments: DatabaseKind.tested)
    func reviews(kind: DatabaseKind) async throws {
        try await with(kind) { world in
            let target = world.targets[1]
            let order = CopyOrder.reviews(from: world.source, to: target)
            let lines = try await world.repo.activityCount(of: target)

            let first = try await world.side.copying.carryOut(order, by: ReplayWorld.viewer(1))
            let again = try await world.side.copying.carryOut(order, by: ReplayWorld.viewer(1))

            #expect(first == .done(CopyResult(panels: 1, added: 0, reviews: 1)))
            #expect(again == .done(CopyResult()))
            #expect(try await world.repo.activityCount(of: target) == lines + 1)
            #expect(try await world.reviews(target).map(\.author) == [PersonID(1), PersonID(3)])
            await #expect(throws: Refusal.self) {
                try await world.side.copying.carryOut(
                    .reviews(from: target, to: target), by: ReplayWorld.viewer(1))
            }
        }
    }

    // MARK: As jobs

    @Test("D64: Beyond the limit a job is written and nothing else; wrong orders are refused at once")
    func large() async throws {
        try await with(.sqlite) { world in
            let curator = ReplayWorld.viewer(1)
            let many = (0..<101).map { PanelID(1_000 + $0) }
            let before = try await world.side.fingerprint()
            await #expect(throws: Refusal.self) {
                try await world.side.copying.carryOut(world.order(many), by: curator)
            }
            #expect(try await world.repo.takeUnsent(limit: 9, at: world.clock.now()).messages.isEmpty)
            #expect(try await world.side.fingerprint() == before)

            var targets: [PanelID] = []
            for number in 0..<101 {
                let draft = PanelDraft(name: "More \(number)", description: "d", status: .internal)
                targets.append(try await world.side.curation.create(draft, by: curator).id)
            }
            #expect(try await world.side.copying.carryOut(world.order(targets), by: curator) == .inBackground)
            #expect(try await world.reviews(targets[0]).isEmpty)
            try await world.work()

            for target in [targets[0], targets[100]] { #expect(try await world.reviews(target).count == 2) }
            let mail = try #require(world.mails.take().first)
            #expect(mail.to == ["user1@example.org"])
            #expect(mail.subject == "gene: GEN1 is copied")
            #expect(mail.text.contains("101 of 101 panels got it, the others had it already; 202 reviews copied."))
            #expect(mail.text.contains("https://panels.example.org/panels/entities/GEN1\n"))
            #expect(mail.text.hasSuffix("\n\n----\nPanelApp\n"))
        }
    }

    @Test(
        "J38: A job that runs again after a crash changes nothing twice and tells once", arguments: DatabaseKind.tested)
    func repeated(kind: DatabaseKind) async throws {
        try await with(kind) { world in
            let order = world.order()
            let ticket = CopyTicket(person: PersonID(1), order: order).job
            let handler = try #require(world.jobs.handlers.first { $0.kind == ticket.kind })
            let job = TakenJob(
                id: 77, kind: ticket.kind, arguments: ticket.arguments, attempt: 1, created: world.clock.now())

            try await handler.run(job)
            let after = try await world.side.fingerprint()
            try await handler.run(job)
            try await world.work()

            #expect(try await world.side.fingerprint() == after)
            try await world.work()
            #expect(world.mails.take().map(\.subject) == ["gene: GEN1 is copied"])
        }
    }

    @Test("J42: A job that the rules stop changes none of the panels and tells why", arguments: DatabaseKind.tested)
    func refusedJob(kind: DatabaseKind) async throws {
        try await with(kind) { world in
            try await world.queue(world.order())
            try await world.side.curation.setStatus(.deleted, of: world.targets[2], by: ReplayWorld.viewer(1))
            let before = try await world.side.fingerprint()

            try await world.work()

            #expect(try await world.side.fingerprint() == before)
            let mail = try #require(world.mails.take().first)
            #expect(mail.subject == "Copying gene: GEN1 failed")
            #expect(mail.text.contains("Nothing was copied: Panel 3: This panel is deleted."))
        }
    }

    @Test("M9: The end of copied reviews is told, and so is a failure, to the curator and to those who run the site")
    func failedJob() async throws {
        try await with(.sqlite) { world in
            let order = CopyOrder.reviews(from: world.source, to: world.targets[1])
            try await world.queue(order)
            try await world.work()
            let done = try #require(world.mails.take().first)
            #expect(done.subject == "Reviews copied")
            #expect(done.text.contains("1 review copied"))
            #expect(done.text.contains("/panels/compare/\(world.source)/\(world.targets[1])\n"))

            let ticket = CopyTicket(person: PersonID(1), order: order).job
            let handler = try #require(world.jobs.handlers.first { $0.kind == ticket.kind })
            let job = TakenJob(
                id: 99, kind: ticket.kind, arguments: ticket.arguments, attempt: 5, created: world.clock.now())
            for _ in 0..<2 { try await handler.beforeGivingUp?(job) }
            try await world.work()
            let failed = world.mails.take()
            #expect(Set(failed.flatMap(\.to)) == ["user1@example.org", "curators@example.org"])
            #expect(failed.map(\.subject) == ["Copying reviews failed", "Copying reviews failed"])
            #expect(failed.first?.text.contains("There was an error copying") == true)
        }
    }

    @Test("A ticket reads back as it was written, whatever is in names; what is none is refused for good")
    func tickets() throws {
        let address = EntityAddress(panel: PanelID(3), kind: .str, name: "A\"/ü\\ {")
        for order in [
            CopyOrder.entity(address, to: [PanelID(5), PanelID(4)], reviewsOf: [PersonID(9), PersonID(2)]),
            .reviews(from: PanelID(1), to: PanelID(2)),
        ] {
            let ticket = CopyTicket(person: PersonID(7), order: order)
            #expect(try CopyTicket(ticket.job.arguments) == ticket)
            for end in [CopyTicket.End.done(CopyResult(panels: 3, added: 2, reviews: 1)), .refused("“no”"), .failed] {
                let mail = try CopyTicket(ticket.mail(end, key: "k", forCurators: true).arguments)
                #expect(mail.end == end)
                #expect(mail.order == order)
                #expect(mail.isForCurators)
            }
        }
        for text in ["{}", "[]", "{\"user_id\":1,\"source\":2,\"targets\":[]}"] {
            #expect(throws: (any Error).self) { try CopyTicket(text) }
        }
    }
}

/// A mailer that keeps what it is given.
private final class Letters: Mailer {
    private let mails = Mutex<[Mail]>([])

    func send(_ mail: Mail) async throws(MailFailure) { mails.withLock { $0.append(mail) } }

    func take() -> [Mail] {
        mails.withLock { mails in
            defer { mails = [] }
            return mails
        }
    }
}
