import Domain
import Ports
import Synchronization
import Testing

@testable import UseCases

@Suite("Entities across panels")
struct EntityCatalogueTests {
    /// Counts which panels were read.
    private final class Index: EntityIndexReader {
        let asked = Mutex<[[Int]]>([])
        let names = Mutex<[Int: [String]]>([1: ["B", "a"], 2: ["C"]])

        func listings(of panels: [PanelID]) async throws -> [PanelID: [EntityListing]] {
            asked.withLock { $0.append(panels.map(\.rawValue).sorted()) }
            let names = names.withLock { $0 }
            return Dictionary(
                uniqueKeysWithValues: panels.map { panel in
                    (panel, (names[panel.rawValue] ?? []).map { EntityListing(kind: .gene, name: $0, tags: []) })
                })
        }
        func inactiveSymbols() async throws -> Set<String> { [] }
        func attached(to symbol: String) async throws -> [EntityElsewhere] { [] }
        func tallies(among entities: [EntityID]) async throws -> [EntityID: ReviewTally] { [:] }
    }

    private static func panel(_ id: Int, _ status: PanelStatus, revision: Int, children: [Int] = []) -> Panel {
        let start = Instant(seconds: 0)
        let header = PanelHeader(
            name: "P\(id)", status: status, versionCreated: start, children: children.map { PanelID($0) })
        return Panel(
            id: PanelID(id), created: start, modified: start, header: header, revision: Revision(revision))
    }

    @Test(
        "A change of one panel reads that panel's names again and nobody else's; nothing is read while nothing changes")
    func onlyWhatChanged() async throws {
        let index = Index()
        let panels = Mutex([
            Self.panel(1, .public, revision: 1), Self.panel(2, .internal, revision: 1),
            Self.panel(3, .public, revision: 1, children: [1]),
        ])
        let stamp = Mutex(1)
        let catalogue = Catalogue(
            stamp: { CatalogueStamp(panels: 3, total: stamp.withLock { $0 }) }, panels: { panels.withLock { $0 } })
        let entities = EntityCatalogue(catalogue: catalogue, reader: index)

        let first = try await entities.current()
        _ = try await entities.current()
        #expect(index.asked.withLock { $0 } == [[1, 2]])
        #expect(first.listed(for: .anonymous).map(\.name) == ["a", "B"])
        #expect(
            first.listed(for: .person(id: PersonID(1), role: .curator, isStaff: false)).map(\.name) == ["a", "B", "C"])
        #expect(first.isLive(.gene, "a", on: PanelID(1)) && !first.isLive(.gene, "A", on: PanelID(1)))
        #expect(first.spelling(of: "A", for: .anonymous) == "a")
        #expect(first.spelling(of: "c", for: .anonymous) == nil)

        index.names.withLock { $0[2] = ["D"] }
        panels.withLock { $0[1] = Self.panel(2, .public, revision: 2) }
        stamp.withLock { $0 = 2 }
        let second = try await entities.current()
        #expect(index.asked.withLock { $0 } == [[1, 2], [2]])
        #expect(second.listed(for: .anonymous).map(\.name) == ["a", "B", "D"])
    }
}
