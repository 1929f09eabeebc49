import Domain
import Ports
import SQLCore

extension PanelLoad {
    /// Names the first thing that the archive refers to and the database lacks: a foreign key would only say that there
    /// is one.
    func checkReferences(on session: any SQLSession) throws {
        let symbols = Set(archive.entities.compactMap(\.geneSymbol))
        if let missing = try session.unknownGenes(among: symbols).min() {
            throw LoadFailure.dangling(panel: panel, what: "gene \(missing)")
        }
        let people = Set(archive.entities.flatMap(\.people)).map(\.rawValue)
        let known = try session.knownIDs(people, in: "person")
        if let missing = Set(people).subtracting(known).min() {
            throw LoadFailure.dangling(panel: panel, what: "person \(missing)")
        }
        let children = archive.panel.header.children.map(\.rawValue)
        if let missing = Set(children).subtracting(try session.knownIDs(children, in: "panel")).min() {
            throw LoadFailure.dangling(panel: panel, what: "panel \(missing)")
        }
    }
}

extension ArchivedEntity {
    fileprivate var people: [PersonID] {
        evidence.compactMap(\.author) + evaluations.map(\.author) + evaluations.flatMap(\.comments).compactMap(\.author)
            + comments.compactMap(\.author) + track.map(\.author)
    }
}

extension SQLSession {
    /// Those of the numbers that are keys of the table.
    func knownIDs(_ ids: [Int], in table: String) throws -> Set<Int> {
        if ids.isEmpty { return [] }
        return Set(
            try rows("SELECT id FROM \(table) WHERE id \(dialect.isAny("$1"))", [.integers(ids)]) { try $0.int(0) })
    }

    /// Those of the symbols that have no gene.
    func unknownGenes(among symbols: Set<String>) throws -> Set<String> {
        if symbols.isEmpty { return [] }
        let known = try rows(
            "SELECT symbol FROM gene WHERE symbol \(dialect.isAny("$1"))", [.texts(Array(symbols))]
        ) { try $0.text(0) }
        return symbols.subtracting(known)
    }
}
