import Domain
import Foundation
import Ports
import Testing

@testable import Pages

/// Past states: frozen versions, days, differences.
@Suite struct VersionPagesTests {
    private let site = Self.makeSite()

    /// Panel 1 at 1.0 held OLD1 and BRCA1 (red); at 1.1 BRCA1 turned green and NEW1 came; today it stands at 1.2.
    private static func makeSite() -> PagesSite {
        var site = PagesSite()
        func header(_ minor: Int, _ day: Int) -> PanelHeader {
            PanelHeader(
                name: minor == 0 ? "Alpha before" : "Alpha", status: .public, version: Version(major: 1, minor: minor),
                versionCreated: Instant(seconds: Int64(1_740_000_000 + day * 86_400)))
        }
        func row(_ id: Int, _ entity: Entity, from: Int, to: Int?) -> (from: Int, to: Int?, row: EntityRow) {
            (
                from, to,
                EntityRow(
                    id: EntityID(id), panel: PanelID(1), kind: entity.kind, name: entity.name,
                    confidence: entity.confidence, flagged: false, ready: false, since: Revision(from),
                    document: EntityDocument(entity))
            )
        }
        func version(_ minor: Int, _ revision: Int, _ day: Int, signedOff: CivilDate? = nil) -> FrozenVersion {
            FrozenVersion(
                version: Version(major: 1, minor: minor), revision: Revision(revision),
                frozenAt: Instant(seconds: Int64(1_740_000_000 + day * 86_400)), reason: minor == 0 ? "Why <not>" : nil,
                schemaVersion: "1", signedOff: signedOff, isImported: false)
        }
        let live = header(2, 20)
        site.panels.pasts[PanelID(1)] = MemoryPanels.Past(
            panel: Panel(
                id: PanelID(1), created: Instant(seconds: 0), modified: Instant(seconds: 0), header: live,
                revision: Revision(3)),
            headers: [(1, header(0, 0)), (2, header(1, 10)), (3, live)],
            rows: [
                row(1, .gene("OLD1", 2), from: 1, to: 2), row(2, .gene("BRCA1", 1), from: 1, to: 2),
                row(2, .gene("BRCA1", 3), from: 2, to: nil), row(3, .gene("NEW1", 3), from: 2, to: nil),
            ],
            versions: [version(0, 1, 10, signedOff: CivilDate(year: 2025, month: 3, day: 1)), version(1, 2, 20)])
        return site
    }

    @Test("An old version shows its own content, says so, and leads back")
    func oldVersion() async throws {
        let page = try await site.get("/panels/1/?version=1.0")
        #expect(page.status == 200)
        #expect(page.title == "Alpha before (Version 1.0)")
        #expect(page.names == ["OLD1", "BRCA1"])
        #expect(page.body.contains("This is <strong>version 1.0</strong>"))
        #expect(page.body.contains("<a href=\"/panels/1/\">Current is version 1.2</a>"))
        #expect(page.body.contains("signed off"))
        #expect(page.rows[0].contains("href=\"gene/OLD1/?version=1.0\""))
        #expect(!page.body.contains(">Reviews</a>"))
    }

    @Test("The current version by its number is the panel's page")
    func currentVersion() async throws {
        #expect(try await site.get("/panels/1/?version=1.2").body == site.get("/panels/1/").body)
    }

    @Test("W37: an unknown version is 404 with the list of those there are", arguments: ["9.9", "abc", "1.02"])
    func unknownVersion(text: String) async throws {
        let page = try await site.get("/panels/1/?version=\(text)")
        #expect(page.status == 404)
        #expect(page.body.contains("There is no version \(text) of this panel."))
        #expect(page.body.contains("href=\"/panels/1/?version=1.1\""))
    }

    @Test("An old version filters like a live one, and its form keeps the version")
    func filteredVersion() async throws {
        let page = try await site.get("/panels/1/?version=1.0&rating=red")
        #expect(page.names == ["BRCA1"])
        #expect(page.body.contains("<input type=\"hidden\" name=\"version\" value=\"1.0\">"))
    }

    @Test("An entity of an old version shows what it was, and leads to what it is")
    func oldEntity() async throws {
        let page = try await site.get("/panels/1/gene/BRCA1/?version=1.0")
        #expect(page.status == 200)
        #expect(page.body.contains("As in <strong>version 1.0</strong>"))
        #expect(page.body.contains("<span class=\"badge r\">Red List (low evidence)</span>"))
        #expect(!page.body.contains("id=\"evaluate\""))
        #expect(try await site.get("/panels/1/gene/OLD1/").status == 404)
        #expect(try await site.get("/panels/1/gene/OLD1/?version=1.0").status == 200)
    }

    @Test("As of a day: the content at its end, the live page for today, a sentence for a time before")
    func asOf() async throws {
        let between = try await site.get("/panels/1/?asof=2025-03-03")
        #expect(between.status == 200)
        #expect(between.names == ["BRCA1", "NEW1"])
        #expect(between.body.contains("as of <time datetime=\"2025-03-03\">3 Mar 2025</time>"))
        let today = try await site.get("/panels/1/?asof=2030-01-01")
        #expect(today.status == 302)
        #expect(today.location == "/panels/1/")
        let before = try await site.get("/panels/1/?asof=2020-01-01")
        #expect(before.status == 404)
        #expect(before.body.contains("The panel did not exist yet on 1 Jan 2020."))
        #expect(try await site.get("/panels/1/?asof=yesterday").status == 400)
    }

    @Test("A day ends at midnight of the site's zone")
    func endOfDay() throws {
        let sydney = try #require(TimeZone(identifier: "Australia/Sydney"))
        let day = CivilDate(year: 2026, month: 1, day: 1)
        #expect(day.end(in: .gmt).iso(in: .gmt) == "2026-01-01T23:59:59.999999Z")
        #expect(day.end(in: sydney).iso(in: .gmt) == "2026-01-01T12:59:59.999999Z")
    }

    @Test("The versions page lists all with dates, reasons, sign-off and what changed")
    func list() async throws {
        let page = try await site.get("/panels/1/versions/")
        #expect(page.status == 200)
        #expect(page.body.contains("<caption>3 versions</caption>"))
        #expect(page.body.contains("Why &lt;not&gt;"))
        #expect(page.body.contains("Signed off 1 Mar 2025"))
        #expect(page.body.contains("+1 green, 1 to green, 1 removed"))
        #expect(page.body.contains("no entity changed"))
    }

    @Test("Two versions compared: added, removed, moved, either way round")
    func comparison() async throws {
        let forward = try await site.get("/panels/1/versions/?from=1.0&to=1.2")
        let backward = try await site.get("/panels/1/versions/?from=1.1&to=1.0")
        #expect(forward.body.contains("<h3>Added (1)</h3>"))
        #expect(forward.body.contains("<h3>Removed (1)</h3>"))
        #expect(forward.body.contains("<h3>Rating changed (1)</h3>"))
        #expect(backward.body.contains("+1 amber, 1 to red, 1 removed"))
        #expect(try await site.get("/panels/1/versions/?from=1.0&to=7.7").status == 404)
    }
}
