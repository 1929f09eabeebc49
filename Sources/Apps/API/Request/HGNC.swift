import Ports

/// Ids of the gene nomenclature where an address may give one instead of a symbol (`api.md 7.7`).
enum HGNC {
    static let prefix = "HGNC:"
}

extension GeneRepo {
    /// The symbols of the gene that `HGNC:` and a number name, the current one first; none for any other text, which need
    /// not even be one that a database could hold.
    func symbols(named text: String) async throws -> [String] {
        let number = text.utf8.dropFirst(HGNC.prefix.utf8.count)
        guard text.hasPrefix(HGNC.prefix), !number.isEmpty, number.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return []
        }
        return try await symbols(hgncID: text)
    }
}
