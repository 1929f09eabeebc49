import Domain
import Foundation

let start = Instant(seconds: 1_767_323_045)  // 2026-01-02 03:04:05 UTC

extension Evidence {
    /// A source as somebody of `role` gives it.
    static func given(_ name: String, by role: Role? = .curator, rating: Int = 5) -> Evidence {
        Evidence(id: 0, name: name, rating: rating, author: nil, role: role, created: start, modified: start)
    }
}

extension Panel {
    static func sample(
        _ id: Int, name: String = "Dystonia", status: PanelStatus = .public,
        version: Version = Version(major: 0, minor: 3),
        children: [PanelID] = []
    ) -> Panel {
        Panel(
            id: PanelID(id), created: start, modified: start,
            header: PanelHeader(
                name: name, status: status, version: version, versionCreated: start, children: children),
            revision: Revision(1))
    }
}

extension Gene {
    static func sample(_ symbol: String, ensembl: String, isActive: Bool = true) throws -> Gene {
        Gene(
            symbol: symbol, name: "name of \(symbol)", ensembl: try JSONText(ensembl), omim: ["123456"], alias: [],
            aliasName: nil, biotype: "protein_coding", hgncSymbol: symbol, hgncID: "HGNC:1",
            hgncDateSymbolChanged: nil, hgncRelease: "2017-11-03", isActive: isActive)
    }
}

func zone(_ name: String) throws -> TimeZone {
    guard let zone = TimeZone(identifier: name) else { throw MissingZone(name: name) }
    return zone
}

struct MissingZone: Error {
    let name: String
}

/// Where two texts part, with a little of what follows; nil when they are equal. Whole panels are too long to print.
func firstDifference(_ ours: [UInt8], _ theirs: [UInt8]) -> String? {
    if ours == theirs { return nil }
    let at =
        zip(ours, theirs).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(ours.count, theirs.count)
    func piece(_ text: [UInt8]) -> String {
        String(decoding: text[max(0, at - 40)..<min(text.count, at + 60)], as: UTF8.self)
    }
    return "byte \(at): ours \(piece(ours)), theirs \(piece(theirs))"
}
