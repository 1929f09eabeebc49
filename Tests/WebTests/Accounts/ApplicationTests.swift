import Domain
import Ports
import Testing
import UseCases
import Web

@testable import Pages

/// `accounts-jobs-files.md` 2.4: who becomes a reviewer, and who says so.
@Suite struct ApplicationTests {
    private static func path(_ id: Int) -> String { "/admin/accounts/user/\(id)/actions/confirm_reviewer/" }

    /// `curator` looks after accounts; `reviewer` is staff without that group.
    private static func with(_ body: (AccountSite) async throws -> Void) async throws {
        try await AccountSite.with { site in
            try await site.database.write { session in
                try session.execute("UPDATE person SET is_staff = 1 WHERE id IN (1, 2)")
                try session.execute("INSERT INTO person_group (id, name) VALUES (1, 'User Support')")
                try session.execute("INSERT INTO person_group_member (group_id, person_id) VALUES (1, 1)")
            }
            try await body(site)
        }
    }

    @Test("J10, W91: an external person becomes a reviewer and gets one mail; a reviewer stays one without a mail")
    func confirms() async throws {
        try await Self.with { site in
            var browser = try await site.browser(signedInAs: "curator")
            let page = try await browser.get(Self.path(3))
            #expect(page.body.contains("Make external a reviewer"))
            let answer = try await browser.post(Self.path(3), ["decision": "confirm"], token: page.formToken)
            #expect(answer.location == Self.path(3))
            #expect(try await site.repository.person(PersonID(3))?.role == .reviewer)
            let mails = try await site.deliver()
            #expect(mails.map(\.to) == [["external@example.org"]])
            #expect(mails[0].text.contains("External Example (Here)"))
            let decision = try #require(try await site.repository.decisions(about: PersonID(3)).first)
            #expect(decision.author == PersonID(1))
            #expect(decision.event == .confirmed)
            let again = try await browser.get(Self.path(3))
            #expect(!again.body.contains("Make external a reviewer"))
            _ = try await browser.post(Self.path(3), ["decision": "confirm"], header: browser.jar["csrftoken"])
            #expect(try await site.repository.decisions(about: PersonID(3)).count == 1)
            #expect(try await site.deliver().isEmpty)
        }
    }

    @Test("J10: a curator is never made less")
    func curator() async throws {
        try await Self.with { site in
            var browser = try await site.browser(signedInAs: "curator")
            _ = try await browser.post(Self.path(1), ["decision": "confirm"], header: browser.jar["csrftoken"])
            #expect(try await browser.get(Self.path(1)).body.contains("Nothing was changed"))
            #expect(try await site.repository.person(PersonID(1))?.role == .curator)
        }
    }

    @Test("J11: not by GET, not without the secret of forms, not by staff without the permission, not by strangers")
    func refusals() async throws {
        try await Self.with { site in
            var browser = try await site.browser(signedInAs: "curator")
            _ = try await browser.get(Self.path(3))
            #expect(try await browser.post(Self.path(3), ["decision": "confirm"]).status == 403)
            var staff = try await site.browser(signedInAs: "reviewer")
            #expect(try await staff.get(Self.path(3)).status == 403)
            #expect(
                try await staff.post(Self.path(3), ["decision": "confirm"], header: staff.jar["csrftoken"]).status
                    == 403)
            var stranger = try site.browser()
            #expect(try await stranger.get(Self.path(3)).location?.hasPrefix("/accounts/login/?next=") == true)
            #expect(try await browser.get(Self.path(99)).status == 404)
            #expect(try await site.repository.person(PersonID(3))?.role == .external)
        }
    }

    @Test("Declining needs a reason, which is kept, and mailed if wished")
    func declines() async throws {
        try await Self.with { site in
            var browser = try await site.browser(signedInAs: "curator")
            let refused = try await browser.submit(Self.path(3), ["decision": "decline", "reason": " "])
            #expect(refused.status == 422)
            #expect(refused.marks("reason"))
            _ = try await browser.submit(Self.path(3), ["decision": "decline", "reason": "No expertise named."])
            #expect(try await site.deliver().isEmpty)
            _ = try await browser.submit(
                Self.path(3), ["decision": "decline", "reason": "Please name your laboratory.", "notify": "on"])
            let mail = try #require(try await site.deliver().first)
            #expect(mail.to == ["external@example.org"])
            #expect(mail.text.contains("Please name your laboratory."))
            #expect(try await site.repository.person(PersonID(3))?.role == .external)
            #expect(try await browser.get(Self.path(3)).body.contains("No expertise named."))
        }
    }
}
