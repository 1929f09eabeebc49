import Domain
import Ports

/// Does imports that are too large to wait for, and tells how they ended (`accounts-jobs-files.md` 8.2, 9: M7).
///
/// An import, its record and the job of its mail are one transaction: one that runs again after a crash finds the record and
/// changes nothing. A file in which something is wrong is a result, not a failure: it is not tried again.
public struct PanelListJobs: Sendable {
    private let imports: ImportPanelLists
    private let post: Post
    private let people: any PeopleReader

    public init(
        _ imports: ImportPanelLists, people: any PeopleReader, mailer: any Mailer, settings: MailSettings
    ) {
        self.imports = imports
        self.people = people
        post = Post(mailer: mailer, settings: settings)
    }

    private static let timeLimit = 3_600.0

    /// A handler for imports, and one for the mails.
    public var handlers: [JobHandler] {
        [
            JobHandler(PanelListTicket.kind, timeLimit: Self.timeLimit, beforeGivingUp: giveUp) { job in
                try await run(job)
            },
            JobHandler(PanelListTicket.mailKind, retryAfter: JobHandler.mailDelays, timeLimit: 60) { job in
                try await mail(job)
            },
        ]
    }

    private func run(_ job: TakenJob) async throws {
        let ticket = try PanelListTicket(job.arguments)
        guard let list = try await imports.store.panelList(ticket.list) else {
            throw JobFailure.permanent("there is no panel list \(ticket.list)")
        }
        // An earlier attempt came to its end and could not say so.
        guard list.state == .waiting else { return }
        do {
            // Whether the person may do it is asked anew: the job may have waited.
            let act = try await imports.curator(.person(id: ticket.person, role: .external, isStaff: false))
            _ = try await imports.carryOut(try await imports.plan(list), of: list, act, jobs: [ticket.mail()])
        } catch ChangeConflict.doneBefore {
            // Another attempt has come to its end meanwhile.
        } catch let refusal as PanelListRefusal {
            try await note(.refused, refusal.log, ticket)
        } catch is Refusal {
            try await note(.refused, "Your account may not import files any more.", ticket)
        } catch BlobFailure.notFound {
            throw JobFailure.permanent("the file of panel list \(ticket.list) is gone")
        }
        await imports.outbox.flush()
    }

    private func note(_ state: PanelList.State, _ log: String, _ ticket: PanelListTicket) async throws {
        try await imports.store.note(
            state, log: log, of: ticket.list, jobs: [ticket.mail()], at: imports.curation.clock.now())
    }

    /// The person and those who run the site learn that nothing was imported, by a number that the log knows (S22).
    @Sendable private func giveUp(_ job: TakenJob) async throws {
        guard let ticket = try? PanelListTicket(job.arguments) else { return }
        do {
            try await imports.store.note(
                .failed,
                log: "There was an error, and nothing was imported. Those who run the site find it as job \(job.id).",
                of: ticket.list, jobs: [ticket.mail(), ticket.mail(forCurators: true)],
                at: imports.curation.clock.now())
        } catch ChangeConflict.doneBefore {
            // It was imported after all.
        } catch RepoFailure.refused {
            // There is no such list to tell of.
        }
        await imports.outbox.flush()
    }

    // MARK: Mails

    private func mail(_ job: TakenJob) async throws {
        let ticket = try PanelListTicket(job.arguments)
        guard let list = try await imports.store.panelList(ticket.list) else { return }
        var address = post.settings.curators
        if !ticket.isForCurators {
            guard let person = try await people.person(ticket.person), person.isActive else { return }
            address = person.email
        }
        guard !address.isEmpty else { return }
        let isDone = list.state == .imported
        let what =
            ticket.isForCurators ? "The panel list “\(list.name)”" : "You uploaded the panel list “\(list.name)”."
        let end =
            isDone ? "It is imported." : "Nothing of it was imported."
        let text = ticket.isForCurators ? "\(what) could not be imported." : "\(what) \(end)"
        try await post.send(
            Post.Letter(
                to: address, subject: isDone ? "Panel list imported" : "Panel list import failed",
                text:
                    "\(text)\n\n\(list.log)\n\n\(post.settings.place("panels/admin"))\n\n----\n\(post.settings.siteName)\n"
            ), for: job)
    }
}
