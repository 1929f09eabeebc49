import Domain
import Testing

@Suite("Versions (domain.md 5)")
struct VersionTests {
    @Test("D14: minor numbers have no carry, a major one starts at 0")
    func raising() {
        #expect(Version(major: 0, minor: 9).raised(by: .minor) == Version(major: 0, minor: 10))
        #expect(Version(major: 1, minor: 7).raised(by: .major) == Version(major: 2, minor: 0))
    }

    @Test("D15: raising leaves the header before it as it was, and the panel keeps its identity")
    func identity() {
        var panel = Panel.sample(7)
        let frozen = panel.header

        panel.header = panel.header.raised(by: .minor, at: start.advanced(bySeconds: 60))
        panel.header.name = "Dystonia and others"

        #expect(frozen.version.description == "0.3")
        #expect(frozen.name == "Dystonia")
        #expect(panel.id == PanelID(7))
        #expect(panel.header.version.description == "0.4")
    }

    @Test("D17: the version is created at the time of the increment", arguments: [VersionBump.minor, .major])
    func created(bump: VersionBump) {
        let later = start.advanced(bySeconds: 3600)

        let header = Panel.sample(1).header.raised(by: bump, at: later)

        #expect(header.versionCreated == later)
    }

    @Test("5.6: a version is two integers around one dot", arguments: ["0.0", "1.10", "12.345"])
    func reads(text: String) {
        #expect(Version(text)?.description == text)
        #expect(Version(text)?.isCanonical(text) == true)
    }

    @Test(
        "5.6: anything else is no version",
        arguments: [
            "", ".", "1", "1.", ".1", "1.2.3", "1,2", "v1.2", " 1.2", "1.2 ", "-1.2", "+1.2", "1.-2", "١.٢",
            "99999999999999999999.1", "1.0x", "abc",
        ])
    func refuses(text: String) { #expect(Version(text) == nil) }

    @Test("api.md 8.2: a version too large for any panel is well formed all the same")
    func tooLarge() {
        #expect(Version.isWellFormed("99999999999999999999.1"))
        #expect(Version.isWellFormed("1.2"))
        for text in ["1", "1.", "1.2.3", "-1.2", "a.b"] { #expect(!Version.isWellFormed(text)) }
    }

    @Test("api.md 8.2: leading zeros are another text")
    func leadingZeros() {
        #expect(Version("0.02") == Version(major: 0, minor: 2))
        #expect(Version(major: 0, minor: 2).isCanonical("0.02") == false)
    }

    @Test("2.2: versions are ordered as pairs of integers, not as decimals")
    func order() {
        let texts = ["2.10", "10.0", "2.9", "0.1"]

        let sorted = texts.compactMap { Version($0) }.sorted().map(\.description)

        #expect(sorted == ["0.1", "2.9", "2.10", "10.0"])
    }
}

@Suite("Promotion (domain.md 5.4)")
struct PromotionTests {
    private let moment = Instant(seconds: 1_767_323_040)  // 2026-01-02 03:04 UTC

    @Test("D22: the note names the minute, the person with affiliation, the version and the comment")
    func note() throws {
        let header = Panel.sample(1, version: Version(major: 0, minor: 5)).header

        let promoted = try header.promoted(comment: "C", by: "Ann Lee (KCL)", at: moment)

        #expect(promoted.versionComment == "2026-01-02 03:04 Ann Lee (KCL) promoted panel to 1.0\nC\n\n")
        #expect(promoted.version.description == "1.0")
    }

    @Test("5.4: notes stand newest first")
    func newestFirst() throws {
        let header = try Panel.sample(1).header.promoted(comment: "first", by: "Ann Lee", at: moment)

        let again = try header.promoted(comment: "second", by: "Ann Lee", at: moment)

        #expect(
            again.versionComment?.hasPrefix("2026-01-02 03:04 Ann Lee promoted panel to 2.0\nsecond\n\n2026") == true)
        #expect(again.versionComment?.hasSuffix("promoted panel to 1.0\nfirst\n\n") == true)
    }

    @Test("D23: the panel's status is unchanged", arguments: PanelStatus.allCases)
    func statusStays(status: PanelStatus) throws {
        let promoted = try Panel.sample(1, status: status).header.promoted(comment: "C", by: "A", at: moment)

        #expect(promoted.status == status)
    }

    @Test("D24: a promotion needs a comment", arguments: ["", " \n\t"])
    func commentNeeded(comment: String) {
        #expect(throws: PromotionRefusal.noComment) {
            try Panel.sample(1).header.promoted(comment: comment, by: "A", at: moment)
        }
    }

    @Test("D24: a super panel is not promoted")
    func superPanel() {
        #expect(throws: PromotionRefusal.superPanel) {
            try Panel.sample(1, children: [PanelID(2)]).header.promoted(comment: "C", by: "A", at: moment)
        }
    }
}
