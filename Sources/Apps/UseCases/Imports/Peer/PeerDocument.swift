import Domain
import Ports

/// A peer's panel, ready to be stored.
struct PeerDocument: Sendable {
    var heading: PanelHeading
    /// Its own entities; none for a super panel.
    var entities: [EntityCut]
    /// Children of a super panel. Content only of those that the peer does not list: the others have documents of their own.
    var children: [PublishedPanel.Child]
    var etag: String?

    var id: PanelID { heading.id }
    var shownChildren: [ShownChild] {
        children.map { ShownChild(panel: $0.heading.id, version: $0.heading.header.version) }
    }

    /// Reads an answer of the peer about `id`; `name` says where it came from.
    init(_ bytes: [UInt8], of id: PanelID, name: String, etag: String? = nil) throws(PeerFault) {
        var text = JSONText(unchecked: bytes)
        do throws(JSONError) {
            text = try JSONText(bytes)
            let panel = try PublishedPanel(text)
            guard panel.heading.id == id else {
                throw JSONError("the document is of panel \(panel.heading.id), not of \(id)", at: 0)
            }
            heading = panel.heading
            entities = panel.entities
            children = panel.children
            self.etag = etag
        } catch {
            // A place in the compact text is none in the peer's.
            let place = text.bytes == bytes ? error.position(in: bytes) : nil
            throw .broken(FileFault(file: name, line: place?.line, column: place?.column, reason: error.reason))
        }
    }

    /// A child as the document of its super panel shows it.
    init(_ child: PublishedPanel.Child) {
        heading = child.heading
        entities = child.entities
        children = []
    }

    /// Lets go of what has a document of its own.
    func keepingContent(of isKept: (PanelID) -> Bool) -> Self {
        var document = self
        for index in document.children.indices where !isKept(document.children[index].heading.id) {
            document.children[index].entities = []
        }
        return document
    }
}

extension EntityCut {
    /// The base gene: a gene entity bears the present symbol of its own (`api.md 5.3`), the others name one in their copy.
    func linkedGene() throws(JSONError) -> Gene? {
        if kind == .gene { return try Gene(symbol: name, copy: geneData) }
        guard let geneData else { return nil }
        var symbol: String?
        var scanner = JSONScanner(geneData.bytes)
        try scanner.object { (key, scanner) throws(JSONError) in
            if key == "gene_symbol" { symbol = try scanner.optionalString() } else { try scanner.skipValue() }
        }
        guard let symbol, !symbol.isEmpty else { return nil }
        return try Gene(symbol: symbol, copy: geneData)
    }
}
