import Compression
import DatabaseSupport
import Domain
import Foundation
import PanelAppFiles
import Ports
import SQLCore
import SQLRepo
import Synchronization
import TestSupport
import Testing
import UseCases

/// `panelapp loaddata`: `accounts-jobs-files.md` 11.
@Suite("loaddata")
struct LoadGenesTests {
    private static let fixture = "data/genes.json.gz"

    @discardableResult
    private static func load(_ path: String, into repository: SQLRepository) async throws -> LoadGenes.Report {
        try await LoadGenes(file: GeneFixture(path: path), genes: repository).run()
    }

    private static func with(
        _ kind: DatabaseKind, _ body: (SQLRepository, any SQLDatabase) async throws -> Void
    ) async throws {
        try await TestDatabases.with(kind) { database in
            let repository = SQLRepository(database)
            _ = try await repository.migrate()
            try await body(repository, database)
        }
    }

    /// Loads a file of this text.
    private static func load(text: String, into repository: SQLRepository) async throws -> LoadGenes.Report {
        try await TestDatabases.withFolder { folder in
            let file = folder.appendingPathComponent("genes.json")
            try Data(text.utf8).write(to: file)
            return try await load(file.path, into: repository)
        }
    }

    private static func record(_ symbol: String, _ fields: String = "", model: String = "panels.gene") -> String {
        """
        {"model": "\(model)", "pk": "\(symbol)", "fields": {"gene_name": "name of \(symbol)", "ensembl_genes": "{}",
          "active": true\(fields.isEmpty ? "" : ", ")\(fields)}}
        """
    }

    // MARK: The whole fixture

    /// The fixture, read once for both databases: a debug build takes its time for 23 MB.
    private struct Parsed: GeneFile {
        var genes: [Gene]
        func genes(progress: @Sendable (Int, Int?) -> Void) async throws -> [Gene] { genes }
    }

    private static let parsed = Task {
        Parsed(genes: try await GeneFixture(path: SharedData.file(fixture).path).genes { _, _ in })
    }

    @Test(
        "J68: the fixture gives 46,425 genes, 37,361 active; a second load changes nothing",
        .enabled(if: SharedData.has(fixture), "\(sharedDataAbsent)"), arguments: DatabaseKind.tested)
    func wholeFixture(kind: DatabaseKind) async throws {
        try await Self.with(kind) { repository, database in
            let file = try await Self.parsed.value
            let first = try await LoadGenes(file: file, genes: repository).run()
            #expect(first.read == 46_426 && first.dropped == 1 && first.active == 37_361)
            #expect(first.counts == UpsertCounts(inserted: 46_425) && first.stored == 46_425)

            let gene = try #require(try await repository.gene("A1BG"))
            #expect(gene.omim == ["138670"] && gene.alias == [] && gene.isActive)
            #expect(gene.ensembl.text.contains("GRch37") && gene.ensembl.text.contains("GRch38"))
            #expect(try await repository.gene("") == nil)
            #expect(try await repository.symbols(hgncID: gene.hgncID ?? "").first == "A1BG")
            let inactive = try await Texts.rows(
                database, "SELECT ensembl FROM gene WHERE is_active = 0 GROUP BY ensembl")
            #expect(inactive == [["{}"]], "the string {} became an empty object")

            // Genes from elsewhere stay, a gene that was changed here comes back.
            var own = gene
            own.symbol = "OURS"
            var changed = gene
            changed.name = "changed"
            _ = try await repository.upsert([own, changed])

            let second = try await LoadGenes(file: file, genes: repository).run()
            #expect(second.counts == UpsertCounts(changed: 1, unchanged: 46_424))
            #expect(second.stored == 46_426)
            #expect(try await repository.gene("A1BG") == gene)
            #expect(try await repository.gene("OURS") == own)
        }
    }

    @Test("Plain and packed files give the same, whatever their names say", arguments: [true, false])
    func packed(isPacked: Bool) async throws {
        let text = "[\(Self.record("A", #""alias": "[\"x\", \"y\"]""#)),\n\(Self.record("B", #""omim_gene": null"#))]\n"
        try await TestDatabases.withFolder { folder in
            let file = folder.appendingPathComponent(isPacked ? "genes.json" : "genes.json.gz")
            let plain = Array(text.utf8)
            try Data(isPacked ? Gzip.compress(plain, level: 6) : plain).write(to: file)
            let seen = Mutex<[Int]>([])
            let genes = try await GeneFixture(path: file.path).genes { done, _ in seen.withLock { $0.append(done) } }
            #expect(genes.map(\.symbol) == ["A", "B"])
            #expect(genes.map(\.alias) == [["x", "y"], nil])
            #expect(seen.withLock { !$0.isEmpty })
        }
    }

    // MARK: What is wrong is told with its place, and nothing is stored

    @Test(
        "Broken files are told with line and column",
        arguments: [
            ("", 1, 1, "empty"), ("{}", 1, 1, "array"), ("[\n  {\"model\": \"panels.gene\"", 2, 26, "line 2"),
            ("[\n\(record("A")),\n  7]", 4, 3, "record"), ("[\(record("A"))\n\(record("B"))]", 3, 1, "comma"),
            ("[\(record("A"))] x", 2, 21, "end of the array"),
            ("[\n{\"model\": \"panels.gene\", \"pk\": tru}]", 2, 32, "expected a string"),
            ("[\n\(record("A", model: "panels.tag"))]", 2, 11, "only panels.gene"),
            ("[\n{\"pk\": \"A\", \"fields\": {}}]", 2, 1, "model"),
            ("[\n{\"model\": \"panels.gene\", \"fields\": {}}]", 2, 1, "pk"),
            ("[\n{\"model\": \"panels.gene\", \"pk\": \"A\", \"fields\": {\"active\": true}}]", 2, 1, "gene_name"),
            ("[\n\(record("A", #""alias": "[oops""#))]", 3, 28, "JSON list"),
            ("[\n\(record("A", #""hgnc_id": 7"#))]", 3, 30, "expected a string"),
        ] as [(String, Int, Int, String)])
    func broken(text: String, line: Int, column: Int, words: String) async throws {
        try await Self.with(.sqlite) { repository, _ in
            let fault = await #expect(throws: FileFault.self) { try await Self.load(text: text, into: repository) }
            let told = try #require(fault)
            #expect(told.line == line && told.column == column, "\(told)")
            #expect(told.reason.contains(words), "\(told)")
            #expect(told.description.contains("genes.json, line \(line), column \(column): "))
            #expect(try await repository.count() == 0)
        }
    }

    @Test("A missing file, a folder and broken packing are told by name")
    func unreadable() async throws {
        try await TestDatabases.withFolder { folder in
            let packed = folder.appendingPathComponent("cut.json.gz")
            try Data(Gzip.compress(Array(repeating: 0x20, count: 5_000), level: 6).dropLast(9)).write(to: packed)
            for (path, words) in [
                (folder.path + "/none.json", "no such file"), (folder.path, "folder"), (packed.path, "compressed"),
            ] {
                let fault = await #expect(throws: FileFault.self) {
                    _ = try await GeneFixture(path: path).genes { _, _ in }
                }
                #expect(fault?.file == path && fault?.reason.contains(words) == true, "\(String(describing: fault))")
            }
        }
    }

    @Test("A symbol that comes twice is refused with both places", arguments: DatabaseKind.tested)
    func duplicate(kind: DatabaseKind) async throws {
        try await Self.with(kind) { repository, _ in
            let fault = await #expect(throws: FileFault.self) {
                try await Self.load(
                    text: "[\(Self.record("A")),\n\(Self.record("B")),\n\(Self.record("A"))]", into: repository)
            }
            #expect(fault?.line == 5 && fault?.column == 1)
            #expect(fault?.reason == "the gene A was given in line 1 already")
            let count = try await repository.count()
            #expect(count == 0)
        }
    }
}
