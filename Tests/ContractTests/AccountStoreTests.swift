import DatabaseSupport
import Domain
import Ports
import SQLCore
import SQLRepo
import Testing

/// What use cases of accounts rely on, on both databases.
@Suite("Repo: accounts")
struct AccountStoreTests {
    private static let now = RepoFixture.start.advanced(bySeconds: 1_000)

    private static func account(_ name: String, _ email: String) -> NewAccount {
        NewAccount(
            username: name, firstName: "New", lastName: "Comer", email: email, passwordHash: "hash",
            profile: ReviewerProfile(
                role: .external, affiliation: "There", workplace: "Other", position: "Student", group: "Other"))
    }

    private static func login(_ person: Int, _ key: String, at moment: Instant = now) -> NewLogin {
        NewLogin(
            person: PersonID(person), keyHash: key, created: moment, expires: moment.advanced(bySeconds: 100),
            userAgent: "Firefox", address: "::1")
    }

    // MARK: Accounts

    @Test("J1: an account comes with profile, state and jobs; its number is new", arguments: DatabaseKind.tested)
    func creates(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            let id = try await repo.create(Self.account("new", "New@Example.org"), at: Self.now) { person in
                [NewJob("mail", arguments: "{\"user_id\":\(person.rawValue)}")]
            }
            #expect(id.rawValue > 5)
            let person = try #require(try await repo.person(id))
            #expect(!person.isActive)
            #expect(person.profile?.position == "Student")
            #expect(person.joined == Self.now)
            #expect(try await repo.state(of: id).awaitsVerification)
            #expect(try await repo.people(emailKey: "new@example.org").map(\.id) == [id])
            #expect(try await repo.takeUnsent(limit: 10, at: Self.now).messages.count == 1)
        }
    }

    @Test("J2: a name or address that is taken is refused, and leaves no trace", arguments: DatabaseKind.tested)
    func conflicts(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            let job: @Sendable (PersonID) -> [NewJob] = { _ in [NewJob("mail", arguments: "{}")] }
            await #expect(throws: AccountConflict.usernameTaken) {
                try await repo.create(Self.account("user1", "x@example.org"), at: Self.now, jobs: job)
            }
            await #expect(throws: AccountConflict.emailTaken) {
                try await repo.create(Self.account("x", "USER1@example.org"), at: Self.now, jobs: job)
            }
            let person = try await repo.person(username: "x")
            #expect(person == nil)
            let due = try await repo.takeUnsent(limit: 10, at: Self.now).messages
            #expect(due.isEmpty)
        }
    }

    @Test("Of two accounts made at once with one address, one is made", arguments: DatabaseKind.tested)
    func race(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            let made = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        let account = Self.account("racer\(number)", "race@example.org")
                        return (try? await repo.create(account, at: Self.now) { _ in [] }) != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(made == 1)
            let owners = try await repo.people(emailKey: "race@example.org")
            #expect(owners.count == 1)
        }
    }

    @Test(
        "J4: confirming works once, with the right counter, for an account that awaits it",
        arguments: DatabaseKind.tested)
    func confirms(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            let id = try await repo.create(Self.account("new", "new@example.org"), at: Self.now) { _ in [] }
            #expect(try await !repo.confirmEmail(of: id, at: Self.now, ifCounter: 1))
            let results = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<4 {
                    group.addTask { (try? await repo.confirmEmail(of: id, at: Self.now, ifCounter: 0)) == true }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(results == 1)
            let state = try await repo.state(of: id)
            #expect(state.emailVerified == Self.now)
            #expect(state.linkCounter == 1)
            #expect(try await repo.person(id)?.isActive == true)
            #expect(try await !repo.confirmEmail(of: id, at: Self.now, ifCounter: 1))
            #expect(
                try await !repo.confirmEmail(of: PersonID(1), at: Self.now, ifCounter: 0),
                "moved accounts await nothing")
            #expect(try await !repo.confirmEmail(of: PersonID(99), at: Self.now, ifCounter: 0))
        }
    }

    @Test(
        "J17, J20: a new password voids links and ends logins but one; with an old counter it is not set",
        arguments: DatabaseKind.tested)
    func setsPassword(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            for key in ["a", "b", "c"] { try await repo.open(Self.login(1, key), replacing: nil) }
            try await repo.open(Self.login(2, "other"), replacing: nil)
            let kept = try #require(try await repo.login(keyHash: "b")?.record.id)
            #expect(
                try await repo.setPassword("new", of: PersonID(1), at: Self.now, ifCounter: 0, keeping: kept))
            #expect(try await repo.logins(of: PersonID(1)).map(\.id) == [kept])
            #expect(try await repo.logins(of: PersonID(2)).count == 1)
            #expect(try await repo.state(of: PersonID(1)).linkCounter == 1)
            #expect(try await repo.state(of: PersonID(1)).emailVerified != nil)
            #expect(
                try await !repo.setPassword("newer", of: PersonID(1), at: Self.now, ifCounter: 0, keeping: nil))
            #expect(try await repo.person(PersonID(1))?.passwordHash == "new")
            #expect(try await repo.setPassword("newest", of: PersonID(1), at: Self.now, ifCounter: nil, keeping: nil))
            #expect(try await repo.logins(of: PersonID(1)).isEmpty)
        }
    }

    @Test("J14: a hash is replaced only while it is the one that was checked", arguments: DatabaseKind.tested)
    func replaces(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            try await repo.replace("x", of: PersonID(1), by: "better")
            try await repo.replace("x", of: PersonID(1), by: "stale")
            #expect(try await repo.person(PersonID(1))?.passwordHash == "better")
        }
    }

    @Test(
        "Editing oneself moves the counters of the panels that name one, and makes a missing profile",
        arguments: DatabaseKind.tested)
    func edits(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, database in
            var archive = RepoFixture.archive(1, genes: 1)
            archive.entities[0].evaluations = [RepoFixture.evaluation(1, by: 4)]
            _ = try await repo.load(archive, digest: "1")
            _ = try await repo.load(RepoFixture.archive(2, genes: 1), digest: "1")
            let before = [try await repo.counters(of: PanelID(1)), try await repo.counters(of: PanelID(2))]
            try await database.write { _ = try $0.execute("DELETE FROM reviewer_profile WHERE person_id = 5") }
            let edit = ProfileEdit(
                firstName: "Ada", lastName: "Lovelace", affiliation: "Engine", workplace: "Other", position: "Student",
                group: "Other")
            try await repo.edit(PersonID(4), edit, at: Self.now)
            try await repo.edit(PersonID(5), edit, at: Self.now)
            let person = try #require(try await repo.person(PersonID(4)))
            #expect(person.reviewerName == "Ada Lovelace (Engine)")
            #expect(person.role == .reviewer)
            #expect(try await repo.person(PersonID(5))?.profile?.role == .external)
            #expect(try await repo.counters(of: PanelID(1))?.activity == (before[0]?.activity ?? 0) + 1)
            #expect(try await repo.counters(of: PanelID(2)) == before[1])
            let own = try await repo.reviews(by: PersonID(4), on: [.public], limit: 35)
            #expect(own.map(\.entity) == ["G00000"])
            #expect(own.map(\.panelName) == ["Panel 1"])
            #expect(try await repo.reviews(by: PersonID(4), on: [.internal], limit: 35).isEmpty)
        }
    }

    // MARK: Logins

    @Test("J23: a login is found by the digest of its key, and replaces the one before", arguments: DatabaseKind.tested)
    func logins(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            try await repo.open(Self.login(1, "a"), replacing: nil)
            try await repo.open(Self.login(1, "b"), replacing: "a")
            #expect(try await repo.login(keyHash: "a") == nil)
            let login = try #require(try await repo.login(keyHash: "b"))
            #expect(login.person.id == PersonID(1))
            #expect(login.person.lastLogin == Self.now)
            #expect(login.record.userAgent == "Firefox")
            let later = Self.now.advanced(bySeconds: 5)
            try await repo.note(login.record.id, seen: later)
            try await repo.note(login.record.id, seen: Self.now)
            #expect(try await repo.login(keyHash: "b")?.record.lastSeen == later)
            #expect(try await !repo.end(login.record.id, of: PersonID(2)), "not somebody else's")
            #expect(try await repo.end(login.record.id, of: PersonID(1)))
            try await repo.open(Self.login(1, "c"), replacing: nil)
            try await repo.end(keyHash: "c")
            #expect(try await repo.logins(of: PersonID(1)).isEmpty)
        }
    }

    @Test("Logins that ended are removed, others stay", arguments: DatabaseKind.tested)
    func removes(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            try await repo.open(Self.login(1, "old", at: RepoFixture.start), replacing: nil)
            try await repo.open(Self.login(1, "new"), replacing: nil)
            #expect(try await repo.removeEnded(before: Self.now, idleSince: RepoFixture.start) == 1)
            #expect(try await repo.login(keyHash: "new") != nil)
        }
    }

    // MARK: Attempts

    @Test(
        "J22: attempts are counted for each subject, and callers at once see each other", arguments: DatabaseKind.tested
    )
    func attempts(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            let (one, two) = (
                AttemptSubject(.loginOfAccount, digest: "a"), AttemptSubject(.loginFromClient, digest: "a")
            )
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<10 {
                    group.addTask {
                        try await repo.note([one], at: Self.now.advanced(bySeconds: Double(number)))[0].count
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            // Each saw those before it; which moment came first is open.
            #expect(counts.sorted().last.map { $0 >= 5 } == true)
            let end = Self.now.advanced(bySeconds: 20)
            #expect(try await repo.note([one, two], at: end).map(\.count) == [10, 0])
            try await repo.forget(one, at: end)
            #expect(try await repo.note([one], at: end)[0].count == 10)
            try await repo.forget(one, at: nil)
            #expect(try await repo.note([one, two], at: end).map(\.count) == [0, 1])
            #expect(try await repo.removeAttempts(before: end.advanced(bySeconds: 1)) == 3)
        }
    }

    @Test("A subject that is refused is noted no further, so that its wait has an end", arguments: DatabaseKind.tested)
    func attemptsEnd(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            let subject = AttemptSubject(.loginOfAccount, digest: "a")
            for number in 0..<30 {
                _ = try await repo.note([subject], at: Self.now.advanced(bySeconds: Double(number)))
            }
            let moments = try await repo.note([subject], at: Self.now.advanced(bySeconds: 40))[0]
            #expect(moments.count == 20)
            #expect(moments.max() == Self.now.advanced(bySeconds: 19))
        }
    }

    // MARK: Tokens

    @Test(
        "J26, J27: one token a person; a new one ends the old at once; only its digest is kept",
        arguments: DatabaseKind.tested)
    func tokens(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            try await repo.setToken(of: PersonID(1), hash: "one", prefix: "12345678", at: Self.now)
            #expect(try await repo.person(tokenHash: "one")?.id == PersonID(1))
            try await repo.setToken(of: PersonID(1), hash: "two", prefix: "87654321", at: Self.now)
            #expect(try await repo.person(tokenHash: "one") == nil)
            #expect(try await repo.token(of: PersonID(1)) == TokenRecord(prefix: "87654321", created: Self.now))
            #expect(try await repo.removeToken(of: PersonID(1), at: Self.now))
            #expect(try await !repo.removeToken(of: PersonID(1), at: Self.now))
            #expect(try await repo.person(tokenHash: "two") == nil)
        }
    }
}

/// What a second load of an original leaves alone.
@Suite("Repo: accounts and loads")
struct AccountLoadTests {
    @Test(
        "A password changed here, a login and a token made or revoked here outlive a later load of the original",
        arguments: DatabaseKind.tested)
    func reload(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            let people = (1...5).map(RepoFixture.person)
            let tokens = [1, 2, 3].map {
                ArchivedToken(owner: PersonID($0), hash: "moved\($0)", created: RepoFixture.start)
            }
            let now = RepoFixture.start.advanced(bySeconds: 9)
            _ = try await repo.load(people: people, tokens: tokens, groups: [])
            _ = try await repo.setPassword("own", of: PersonID(1), at: now, ifCounter: nil, keeping: nil)
            try await repo.setToken(of: PersonID(1), hash: "own", prefix: "own", at: now)
            _ = try await repo.removeToken(of: PersonID(2), at: now)
            try await repo.open(
                NewLogin(person: PersonID(2), keyHash: "k", created: now, expires: now, userAgent: "", address: ""),
                replacing: nil)
            let counts = try await repo.load(people: people, tokens: tokens, groups: [])
            // `modified` of the first comes back as the original has it.
            #expect(counts.inserted == 0)
            #expect(try await repo.person(PersonID(1))?.passwordHash == "own")
            #expect(try await repo.person(PersonID(3))?.passwordHash == "x")
            #expect(try await repo.person(PersonID(2))?.lastLogin == now)
            #expect(try await repo.person(tokenHash: "own")?.id == PersonID(1))
            #expect(try await repo.person(tokenHash: "moved1") == nil)
            #expect(try await repo.person(tokenHash: "moved2") == nil)
            #expect(try await repo.person(tokenHash: "moved3")?.id == PersonID(3))
        }
    }
}

/// Decisions about accounts, on both databases.
@Suite("Repo: applications")
struct ApplicationStoreTests {
    @Test(
        "J10: a decision is written with the role that follows from it, while the role is still the old one",
        arguments: DatabaseKind.tested)
    func records(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, database in
            try await database.write { _ = try $0.execute("DELETE FROM reviewer_profile WHERE person_id = 5") }
            func decision(_ event: AccountDecision.Event, _ reason: String = "") -> AccountDecision {
                AccountDecision(
                    person: PersonID(5), author: PersonID(1), event: event, reason: reason, moment: RepoFixture.start)
            }
            let job = [NewJob("mail", arguments: "{}")]
            #expect(try await repo.record(decision(.declined, "why"), from: .external, to: .external, jobs: []))
            #expect(try await repo.record(decision(.confirmed), from: .external, to: .reviewer, jobs: job))
            #expect(try await !repo.record(decision(.confirmed), from: .external, to: .reviewer, jobs: job))
            #expect(try await repo.person(PersonID(5))?.role == .reviewer)
            #expect(try await repo.decisions(about: PersonID(5)) == [decision(.confirmed), decision(.declined, "why")])
            #expect(try await repo.takeUnsent(limit: 9, at: RepoFixture.start).messages.count == 1)
        }
    }
}
