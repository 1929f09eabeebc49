import Domain
import Ports

/// The original's gene fixture, `.json` or `.json.gz` (`accounts-jobs-files.md 11`): the output of `dumpdata` for one model.
public struct GeneFixture: GeneFile {
    private enum Place {
        case file(String)
        case blob(BlobKey, any BlobStore)
    }

    private let place: Place

    /// A file of this machine.
    public init(path: String) { place = .file(path) }

    /// A file that was put into the store of uploaded files; it is read as a stream.
    public init(key: BlobKey, in store: any BlobStore) { place = .blob(key, store) }

    public func genes(progress: @Sendable (Int, Int?) -> Void) async throws -> [Gene] {
        switch place {
        case .file(let path): try read(path, progress)
        case .blob(let key, let store): try await read(key, store, progress)
        }
    }

    private func read(_ path: String, _ progress: (Int, Int?) -> Void) throws(FileFault) -> [Gene] {
        let pieces = try FilePieces(path: path)
        defer { pieces.close() }
        var reading = FixtureReading(name: path)
        while let piece = try pieces.next() {
            try reading.append(piece)
            progress(reading.done, pieces.size)
        }
        return try reading.finish()
    }

    private func read(
        _ key: BlobKey, _ store: any BlobStore, _ progress: (Int, Int?) -> Void
    ) async throws -> [Gene] {
        let name = "media:\(key)"
        var reading = FixtureReading(name: name)
        do {
            let blob = try await store.read(key, range: nil)
            for try await piece in blob.pieces {
                try reading.append(piece)
                progress(reading.done, blob.facts.size)
            }
        } catch let failure as BlobFailure {
            throw FileFault(file: name, reason: Self.reason(failure))
        }
        return try reading.finish()
    }

    private static func reason(_ failure: BlobFailure) -> String {
        switch failure {
        case .notFound: "there is no such file in the media store"
        case .refused(_, let reason), .unavailable(let reason): "it cannot be read: \(reason)"
        }
    }
}

/// The genes of a fixture while it comes in pieces.
private struct FixtureReading {
    private let name: String
    private var unpacker: Unpacker
    private var cutter: ArrayCutter
    private var genes: [Gene] = []
    private var lines: [String: Int] = [:]

    init(name: String) {
        self.name = name
        unpacker = Unpacker(name: name)
        cutter = ArrayCutter(name: name)
    }

    /// Bytes taken so far, as they came.
    var done: Int { unpacker.done }

    mutating func append(_ piece: [UInt8]) throws(FileFault) {
        let name = name
        var read: [(gene: Gene, record: ArrayCutter.Record)] = []
        try cutter.append(try unpacker.append(piece)) { (record) throws(FileFault) in
            read.append((try Self.gene(record, name), record))
        }
        for (gene, record) in read {
            // Which of two records counts, nobody could tell later.
            if let earlier = lines.updateValue(record.line, forKey: gene.symbol) {
                throw FileFault(
                    file: name, line: record.line, column: record.column,
                    reason: "the gene \(gene.symbol) was given in line \(earlier) already")
            }
            genes.append(gene)
        }
    }

    func finish() throws(FileFault) -> [Gene] {
        try unpacker.finish()
        try cutter.finish()
        return genes
    }

    private static func gene(_ record: ArrayCutter.Record, _ name: String) throws(FileFault) -> Gene {
        do throws(JSONError) { return try GeneRecord.gene(record.bytes) } catch {
            let (line, column) = error.position(in: record.bytes)
            throw FileFault(
                file: name, line: record.line + line - 1, column: line == 1 ? record.column + column - 1 : column,
                reason: error.reason)
        }
    }
}

/// One record of the fixture: `{"model": "panels.gene", "pk": "A1BG", "fields": {...}}`.
enum GeneRecord {
    static func gene(_ bytes: [UInt8]) throws(JSONError) -> Gene {
        var scanner = JSONScanner(bytes)
        var gene = Gene(
            symbol: "", name: nil, ensembl: none, omim: nil, alias: nil, aliasName: nil, biotype: nil, hgncSymbol: nil,
            hgncID: nil, hgncDateSymbolChanged: nil, hgncRelease: nil, isActive: true)
        var symbol: String?
        var model: String?
        var missing: Set<String> = ["gene_name", "ensembl_genes", "active"]
        try scanner.object { (key, scanner) throws(JSONError) in
            switch key {
            case "model":
                let start = scanner.at
                model = try scanner.string()
                guard model == "panels.gene" else {
                    throw JSONError("the model is \(model ?? ""), but only panels.gene can be loaded", at: start)
                }
            case "pk": symbol = try scanner.string()
            case "fields":
                try scanner.object { (key, scanner) throws(JSONError) in
                    missing.remove(key)
                    try take(key, &scanner, into: &gene)
                }
            default: try scanner.skipValue()
            }
        }
        try scanner.end()
        guard model != nil else { throw JSONError("the record has no model", at: 0) }
        guard let symbol else { throw JSONError("the record has no pk, which is the gene's symbol", at: 0) }
        guard missing.isEmpty else {
            throw JSONError("the gene \(symbol) lacks \(missing.sorted().joined(separator: ", "))", at: 0)
        }
        gene.symbol = symbol
        return gene
    }

    private static let none = JSONText(unchecked: Array("{}".utf8))

    private static func take(_ key: String, _ scanner: inout JSONScanner, into gene: inout Gene) throws(JSONError) {
        switch key {
        case "gene_name": gene.name = try scanner.optionalString()
        case "ensembl_genes": gene.ensembl = try ensembl(&scanner)
        case "omim_gene": gene.omim = try list(&scanner)
        case "alias": gene.alias = try list(&scanner)
        case "alias_name": gene.aliasName = try list(&scanner)
        case "biotype": gene.biotype = try scanner.optionalString()
        case "hgnc_symbol": gene.hgncSymbol = try scanner.optionalString()
        case "hgnc_id": gene.hgncID = try scanner.optionalString()
        case "hgnc_date_symbol_changed": gene.hgncDateSymbolChanged = try scanner.optionalString()
        case "hgnc_release": gene.hgncRelease = try scanner.optionalString()
        case "active": gene.isActive = try scanner.bool()
        default: try scanner.skipValue()
        }
    }

    /// A list of strings, which the fixture writes as a string that holds JSON.
    private static func list(_ scanner: inout JSONScanner) throws(JSONError) -> [String]? {
        guard scanner.nextByte() == UInt8(ascii: "\"") else { return try scanner.optionalStrings() }
        let start = scanner.at
        var inner = JSONScanner(Array(try scanner.string().utf8))
        do throws(JSONError) {
            let values = try inner.optionalStrings()
            try inner.end()
            return values
        } catch {
            throw JSONError("the text is no JSON list: \(error.reason)", at: start)
        }
    }

    /// An object; the fixture has the string `"{}"` where a gene has no data. Keys come out in stored order.
    private static func ensembl(_ scanner: inout JSONScanner) throws(JSONError) -> JSONText {
        let start = scanner.at
        let text: JSONText
        if scanner.nextByte() == UInt8(ascii: "\"") {
            let inner = try scanner.string()
            do throws(JSONError) { text = try JSONText(inner) } catch {
                throw JSONError("the text is no JSON object: \(error.reason)", at: start)
            }
        } else {
            var copy = JSONWriter()
            try scanner.copyValue(to: &copy)
            text = JSONText(unchecked: copy.bytes)
        }
        guard text.bytes.first == UInt8(ascii: "{") else {
            throw JSONError("ensembl_genes must be an object", at: start)
        }
        return try text.inStoredKeyOrder()
    }
}
