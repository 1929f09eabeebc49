import Domain
import Testing

@testable import Pages

/// What pages offer is what the table allows: a button that would be refused is a trap, and a right without a button is none.
@Suite("web.md 3.3: pages show exactly the commands that their reader may give")
struct PolicyButtonTests {
    @Test("W3, W4, W11-W14, W34-W36: the list, every panel's page and every entity's page, for everybody")
    func buttons() async throws {
        try await PolicySite.with { site in
            let application = try site.application()
            for who in Who.allCases {
                var browser = site.browser(who, application)
                let list = try await browser.get("/panels/")
                #expect(commands(list.body, site) == expected(.list, who, .public, .gene, site), "\(who) on the list")
                for stage in Stage.allCases where !(stage.isHidden && who != .curator) {
                    let place = try #require(site.places[stage])
                    let page = try await browser.get("/panels/\(place.panel)/")
                    #expect(page.status == 200)
                    #expect(
                        commands(page.body, site) == expected(.panel, who, stage, .gene, site),
                        "\(who) on the page of the \(stage) panel")
                    for kind in EntityKind.allCases where stage != .superPanel {
                        let name = try #require(PolicySite.names[kind])
                        let entity = try await browser.get("/panels/\(place.panel)/\(kind.rawValue)/\(name)/")
                        #expect(entity.status == 200)
                        #expect(
                            commands(entity.body, site) == expected(.entity, who, stage, kind, site),
                            "\(who) on the page of the \(kind) of the \(stage) panel")
                    }
                }
            }
        }
    }

    @Test("A page of a frozen version offers nothing, because the past does not change")
    func past() async throws {
        try await PolicySite.with { site in
            let application = try site.application()
            let place = try #require(site.places[.public])
            var browser = site.browser(.curator, application)
            for address in ["/panels/\(place.panel)/?version=0.5", "/panels/\(place.panel)/gene/GENE1/?version=0.5"] {
                let page = try await browser.get(address)
                #expect(page.status == 200)
                #expect(commands(page.body, site) == [], "\(address)")
            }
        }
    }

    /// What the table says. A button of one entity or panel stands on its page, whatever its kind.
    private func expected(
        _ place: PolicyRow.Place, _ who: Who, _ stage: Stage, _ kind: EntityKind, _ site: PolicySite
    ) -> Set<String> {
        guard let filled = site.places[stage] else { return [] }
        var addresses: Set<String> = []
        for row in PolicyTable.rows where row.offered == place {
            let kinds = place == .entity ? [kind] : row.kinds
            for kind in kinds where row.kinds.contains(kind) {
                guard row.expected(who, stage, kind) == row.answer, row.isSensible(stage, kind) else { continue }
                addresses.insert(row.address(filled, kind))
            }
        }
        return addresses
    }

    /// Addresses of the forms that change something, and of the links to pages with a form.
    private func commands(_ page: String, _ site: PolicySite) -> Set<String> {
        let forms = page.matches(of: /<form[^>]*method="post"[^>]*action="([^"]+)"/).map { String($0.output.1) }
        let links = page.matches(of: /<a [^>]*href="([^"#]+)/).map { String($0.output.1) }
        let steps = Set(
            PolicyTable.rows.filter { $0.offered != nil && $0.method == .get }.map { Self.lastPart($0.route) })
        return Set(
            forms.filter { !$0.hasPrefix("/accounts/") }
                + links.filter { $0.hasPrefix("/panels/") && steps.contains(Self.lastPart($0)) })
    }

    private static func lastPart(_ address: String) -> String {
        address.split(separator: "/").last.map(String.init) ?? ""
    }
}
