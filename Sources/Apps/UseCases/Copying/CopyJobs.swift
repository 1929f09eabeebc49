import Domain
import Ports

/// Does copies that are too large to wait for, and tells how they ended (`accounts-jobs-files.md` 8.2, 9: M9, J42).
///
/// A copy and the job of its mail are one transaction, under a key made of the copy's job: one that runs again after a crash
/// finds the key and changes nothing.
public struct CopyJobs: Sendable {
    private let copying: Copying
    private let post: Post
    private let people: any PeopleReader

    public init(_ copying: Copying, people: any PeopleReader, mailer: any Mailer, settings: MailSettings) {
        self.copying = copying
        self.people = people
        post = Post(mailer: mailer, settings: settings)
    }

    private static let timeLimit = 600.0

    /// A handler for each kind of copy, and one for the mails.
    public var handlers: [JobHandler] {
        let copies = CopyTicket.kinds.map { kind in
            JobHandler(kind, timeLimit: Self.timeLimit, beforeGivingUp: tellFailure) { job in try await copy(job) }
        }
        let mails = JobHandler(CopyTicket.mailKind, retryAfter: JobHandler.mailDelays, timeLimit: 60) { job in
            try await mail(job)
        }
        return copies + [mails]
    }

    private func copy(_ job: TakenJob) async throws {
        let ticket = try CopyTicket(job.arguments)
        let key = CopyTicket.key(of: job)
        do {
            // Whether the person may do it is asked anew: the job may have waited.
            let act = try await copying.curation.act(
                of: .person(id: ticket.person, role: .external, isStaff: false))
            _ = try await copying.copy(
                ticket.order, act, Copying.Receipt(key: key) { [ticket.mail(.done($0), key: key)] })
        } catch ChangeConflict.doneBefore {
            // An earlier attempt came to its end and could not say so.
        } catch let refusal as Refusal {
            try await add([ticket.mail(.refused(Self.words(refusal)), key: key)])
        }
        await copying.outbox.flush()
    }

    /// The person and those who run the site learn that nothing was copied.
    @Sendable private func tellFailure(_ job: TakenJob) async throws {
        guard let ticket = try? CopyTicket(job.arguments) else { return }
        let key = CopyTicket.key(of: job)
        try await add([ticket.mail(.failed, key: key), ticket.mail(.failed, key: key, forCurators: true)])
        await copying.outbox.flush()
    }

    private func add(_ jobs: [NewJob]) async throws {
        try await copying.outbox.store.add(jobs, at: copying.curation.clock.now())
    }

    private static func words(_ refusal: Refusal) -> String {
        switch refusal {
        case .forbidden: "Your account may not do this, or one of the panels is deleted."
        case .superPanel: "A super panel has no entities of its own."
        case .notFound: "What was to be copied is not there any more."
        case .invalid(let problems): problems.map(\.message).joined(separator: " ")
        }
    }

    // MARK: Mails

    private func mail(_ job: TakenJob) async throws {
        let ticket = try CopyTicket(job.arguments)
        guard let end = ticket.end else { throw JobFailure.permanent("a mail about a copy that has not ended") }
        var address = post.settings.curators
        if !ticket.isForCurators {
            guard let person = try await people.person(ticket.person), person.isActive else { return }
            address = person.email
        }
        guard !address.isEmpty else { return }
        try await post.send(try await letter(ticket, end, to: address), for: job)
    }

    private func letter(_ ticket: CopyTicket, _ end: CopyTicket.End, to address: String) async throws -> Post.Letter {
        let source = try await name(ticket.order.source)
        let isDone = if case .done = end { true } else { false }
        let (what, subject, link): (String, String, String)
        switch ticket.order {
        case .entity(let entity, let targets, _):
            let label = entity.kind.label(entity.name)
            what = "\(label) from “\(source)” to \(targets.count) panels"
            subject = isDone ? "\(label) is copied" : "Copying \(label) failed"
            link = post.settings.place("panels/entities", entity.name)
        case .reviews(let giver, let taker):
            what = "the reviews of “\(source)” to “\(try await name(taker))”"
            subject = isDone ? "Reviews copied" : "Copying reviews failed"
            link = post.settings.place("panels/compare", "\(giver)", "\(taker)")
        }
        let text =
            switch end {
            case .done(let result): "You asked to copy \(what). It is done: \(Self.words(result, ticket.order))."
            case .refused(let reason): "You asked to copy \(what). Nothing was copied: \(reason)"
            case .failed where ticket.isForCurators:
                "Copying \(what) failed again and again, and was given up. Nothing was copied; the log says why."
            case .failed:
                "You asked to copy \(what). There was an error copying, and nothing was copied. Please try again, or ask those who run the site."
            }
        return Post.Letter(
            to: address, subject: subject, text: "\(text)\n\n\(link)\n\n----\n\(post.settings.siteName)\n")
    }

    private func name(_ id: PanelID) async throws -> String {
        try await copying.curation.reader.panel(id)?.header.name ?? "panel \(id)"
    }

    private static func words(_ result: CopyResult, _ order: CopyOrder) -> String {
        let reviews = "\(result.reviews) \(result.reviews == 1 ? "review" : "reviews") copied"
        guard case .entity = order else { return reviews }
        return "\(result.added) of \(result.panels) panels got it, the others had it already; \(reviews)"
    }
}
