import Testing

@testable import Domain

/// `accounts-jobs-files.md` 1.1, 3.1, 4: accounts as pure rules.
@Suite struct AccountRuleTests {
    private let owner = PasswordRules.Owner(
        username: "jsmith-lab", firstName: "Joanna", lastName: "Smithers", email: "joanna.smithers@example.org")

    private func problems(_ password: String, staff: Bool = false) -> [String] {
        var owner = owner
        owner.isStaff = staff
        return PasswordRules.problems(password, of: owner) { ["12345678", "password1"].contains($0) }
    }

    @Test("J16: each broken rule has its own sentence, and a good password none")
    func rules() {
        #expect(problems("Gene-panels 4u") == [])
        #expect(problems("12345678").count == 2)
        #expect(problems("password1") == ["The password is one that many people use."])
        #expect(problems(" PASSWORD1 ") == ["The password is one that many people use."])
        #expect(problems("Xk3!qz7") == ["The password is too short: it needs 8 characters."])
        #expect(problems("smithers1") == ["The password is too similar to the last name."])
        #expect(problems("JSMITH-LAB") == ["The password is too similar to the user name."])
        #expect(problems("annaoJ12") == ["The password is too similar to the first name."], "order does not matter")
        #expect(problems("example.org") == ["The password is too similar to the e-mail address."])
        #expect(problems("98237498324") == ["The password consists of digits only."])
        #expect(problems(String(repeating: "aB3-", count: 300)).count == 1)
    }

    @Test("Staff need 12 characters")
    func staff() {
        #expect(problems("Xk3!qz7-Pw4", staff: true) == ["The password is too short: it needs 12 characters."])
        #expect(problems("Xk3!qz7-Pw4b", staff: true) == [])
    }

    @Test("J16: similarity is twice the shared characters over all, and 0.7 is too much")
    func similarity() {
        #expect(PasswordRules.similarity("abc", "CBA") == 1)
        #expect(PasswordRules.similarity("aab", "abb") == 4.0 / 6)
        #expect(PasswordRules.similarity("abcdefg", "abcdefgxyzuvw") == 14.0 / 20)
        #expect(PasswordRules.similarity("", "") == 0)
    }

    @Test("User names: letters of any script, digits and five signs; compatible forms are one name, case is kept")
    func usernames() {
        for name in ["a", "Ünal", "名前", "x.y@z+1-2_3", String(repeating: "a", count: 150)] {
            #expect(AccountName.isUsername(name))
        }
        for name in ["", "a b", "a/b", "a\u{0}", "<a>", "a\n", String(repeating: "a", count: 151), "½"] {
            #expect(!AccountName.isUsername(name), "\(name)")
        }
        #expect(AccountName.username("ﬁona") == "fiona")
        #expect(AccountName.username("Fiona") != AccountName.username("fiona"))
    }

    @Test("Mail addresses: the domain is folded when stored, all of it when compared")
    func emails() {
        #expect(AccountName.email(" Ada.L@Example.ORG ") == "Ada.L@example.org")
        #expect(AccountName.emailKey("Ada.L@Example.ORG") == "ada.l@example.org")
        for address in ["a@b.co", "a.b+c@x-y.example.org", "o'neil@münchen.example"] {
            #expect(AccountName.isEmail(address), "\(address)")
        }
        for address in [
            "", "a", "a@b", "@b.co", "a@.co", "a@b..co", "a b@c.de", ".a@b.co", "a.@b.co", "a@b.co\nBcc: x@y.zz",
            "a@-b.co",
            "a@b@c", "é@b.co", "\"a\"@b.co", "a@b.co>", String(repeating: "a", count: 250) + "@b.co",
        ] { #expect(!AccountName.isEmail(address), "\(address)") }
    }

    @Test("Names of people hold nothing that a mail program makes a link of")
    func personNames() {
        for name in ["Ada", "Jean-Luc", "O’Neil", "O'Neil", "J. R. R.", "Núñez", "名前"] {
            #expect(AccountName.isPersonName(name), "\(name)")
        }
        for name in ["http://x", "see evil.example", "a@b", "a/b", "<b>", "R2D2", "a\nb"] {
            #expect(!AccountName.isPersonName(name), "\(name)")
        }
    }

    @Test(
        "J22: the wait doubles from the fifth failure on, up to a minute, and is a quarter of an hour after the twentieth"
    )
    func throttle() {
        let now = Instant(seconds: 1_000_000)
        func wait(_ failures: Int, ago: Double = 0) -> Double {
            let moments = (0..<failures).map { now.advanced(bySeconds: -ago - Double($0) * 20) }
            let until = AttemptLimit.loginOfAccount.waitingUntil(after: moments, now: now)
            return until.map { Double($0.microseconds - now.microseconds) / 1_000_000 } ?? 0
        }
        #expect((0...4).map { wait($0) } == [0, 0, 0, 0, 0])
        #expect((5...12).map { wait($0) } == [1, 2, 4, 8, 16, 32, 60, 60])
        #expect(wait(6, ago: 2) == 0)
        #expect(wait(20) == 900)
        #expect(wait(25, ago: 899) == 1)
        #expect(wait(25, ago: 900) == 0)
        #expect(wait(25, ago: 5_000) == 0, "old failures do not count")
    }

    @Test("A login lives as long as its term, and only while it is used")
    func session() {
        let start = Instant(seconds: 1_000_000)
        let term = SessionTerm()
        func isAlive(_ day: Double, seen: Double) -> Bool {
            term.isAlive(
                lastSeen: start.advanced(bySeconds: seen * 86_400), expires: term.end(of: start),
                now: start.advanced(bySeconds: day * 86_400))
        }
        #expect(isAlive(6.99, seen: 0))
        #expect(!isAlive(7, seen: 0))
        #expect(isAlive(13.99, seen: 7))
        #expect(!isAlive(14, seen: 13.9))
        #expect(SessionTerm(age: 60).idle == 60)
    }

    @Test("Decision 23: a link's text is read back whole; another purpose, address or number is another message")
    func links() throws {
        let issued = Instant(seconds: 1_700_000_000)
        let token = LinkToken(.verifyEmail, for: PersonID(42), counter: 7, issued: issued)
        let read = try #require(LinkToken.read("\(token.fields)-signature-x", for: .verifyEmail))
        #expect(read.token == token)
        #expect(read.signature == "signature-x")
        #expect(!token.isExpired(at: issued.advanced(bySeconds: 3 * 86_400)))
        #expect(token.isExpired(at: issued.advanced(bySeconds: 3 * 86_400 + 1)))
        let others = [
            LinkToken(.resetPassword, for: PersonID(42), counter: 7, issued: issued).message(emailKey: "a"),
            LinkToken(.verifyEmail, for: PersonID(41), counter: 7, issued: issued).message(emailKey: "a"),
            LinkToken(.verifyEmail, for: PersonID(42), counter: 8, issued: issued).message(emailKey: "a"),
            LinkToken(.verifyEmail, for: PersonID(42), counter: 7, issued: Instant(seconds: 1)).message(emailKey: "a"),
            token.message(emailKey: "b"), token.message(emailKey: "a"),
        ]
        #expect(Set(others).count == others.count)
        for text in ["", "1-2-3", "x", "-1-2-3-s", "01-2-3-s", "A-2-3-s", "1.-2-3-s", "eyJpZCI6NDJ9:1r31eq:XD3E6L86"] {
            #expect(LinkToken.read(text, for: .verifyEmail) == nil, "\(text)")
        }
    }

    @Test("Base 64 of addresses: one text for one value")
    func base64() {
        #expect(Base64URL.encode(Array("42".utf8)) == "NDI")
        #expect(Base64URL.decode("NDI") == Array("42".utf8))
        for text in ["", "NDJ", "ND=", "N", "N D", "+/+/"] { #expect(Base64URL.decode(text) == nil, "\(text)") }
    }
}
