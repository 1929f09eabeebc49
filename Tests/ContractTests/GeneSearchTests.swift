import DatabaseSupport
import Domain
import Ports
import SQLRepo
import Testing

@Suite("Repo: genes by the beginning of what they are called")
struct GeneSearchTests {
    static func gene(
        _ symbol: String, name: String? = nil, alias: [String]? = nil, hgnc: String? = nil, id: String? = nil,
        isActive: Bool = true
    ) -> Gene {
        Gene(
            symbol: symbol, name: name, ensembl: JSONText(unchecked: Array("{}".utf8)), omim: nil, alias: alias,
            aliasName: nil, biotype: nil, hgncSymbol: hgnc ?? symbol, hgncID: id, hgncDateSymbolChanged: nil,
            hgncRelease: nil, isActive: isActive)
    }

    private static let genes = [
        gene("TP53", name: "tumor protein p53", alias: ["p53", "LFS1"], id: "HGNC:11998"),
        gene("TP53BP1", name: "tumor protein p53 binding protein 1", alias: ["53BP1"], id: "HGNC:11999"),
        gene("TP5", name: "another"), gene("ZTP", alias: ["TP53L", "TP53X"], id: "HGNC:119"),
        gene("ATP", alias: ["TP5"]), gene("TP53OLD", name: "gone", isActive: false),
        gene("C9orf72", name: "C9orf72-SMCR8 complex subunit"), gene("P100%", name: "odd_name"),
        gene("ÄB1", name: "Übung"),
    ]

    private func with(
        _ kind: DatabaseKind, _ body: (SQLRepository) async throws -> Void
    ) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.upsert(Self.genes)
            try await body(repo)
        }
    }

    private func found(
        _ repo: SQLRepository, _ text: String, _ offset: Int = 0, _ limit: Int = 11
    ) async throws -> [String] {
        try await repo.genes(beginning: text, offset: offset, limit: limit).map(\.symbol)
    }

    @Test(
        "A85: Exact matches come first, then symbols, then names, aliases and HGNC ids; case is no matter",
        arguments: DatabaseKind.tested)
    func order(kind: DatabaseKind) async throws {
        try await with(kind) { (repo: SQLRepository) async throws -> Void in
            #expect(try await found(repo, "tp5") == ["TP5", "ATP", "TP53", "TP53BP1", "ZTP"])
            #expect(try await found(repo, "TP53") == ["TP53", "TP53BP1", "ZTP"])
            #expect(try await found(repo, "p53") == ["TP53"])
            #expect(try await found(repo, "TUMOR PROTEIN") == ["TP53", "TP53BP1"])
            #expect(try await found(repo, "hgnc:119") == ["ZTP", "TP53", "TP53BP1"])
            #expect(try await found(repo, "11998") == ["TP53"])
            #expect(try await found(repo, "c9ORF") == ["C9orf72"])
            #expect(try await found(repo, "äb") == ["ÄB1"])
            #expect(try await found(repo, "übu") == ["ÄB1"])
        }
    }

    @Test("A85: Only active genes, no patterns, nothing for what no gene is called", arguments: DatabaseKind.tested)
    func limits(kind: DatabaseKind) async throws {
        try await with(kind) { (repo: SQLRepository) async throws -> Void in
            for text in ["TP53OLD", "gone", "P1_0", "%", "_", "odd%", "3BP1", "\u{0}", "TP53\u{0}", "'; --"] {
                #expect(try await found(repo, text) == [], "\(text)")
            }
            #expect(try await found(repo, "p100%") == ["P100%"])
            #expect(try await found(repo, "odd_") == ["P100%"])
            let match = try #require(try await repo.genes(beginning: "lfs1", offset: 0, limit: 1).first)
            #expect(match == GeneMatch(symbol: "TP53", name: "tumor protein p53", hgncSymbol: "TP53"))
        }
    }

    @Test("Pages of a search are cuts of one list, and an empty text lists all", arguments: DatabaseKind.tested)
    func pages(kind: DatabaseKind) async throws {
        try await with(kind) { (repo: SQLRepository) async throws -> Void in
            for text in ["", "t", "tp5", "tp53", "h"] {
                let whole = try await found(repo, text, 0, 100)
                var pieces: [String] = []
                for offset in stride(from: 0, through: whole.count, by: 2) {
                    pieces += try await found(repo, text, offset, 2)
                }
                #expect(pieces == whole)
                #expect(Set(whole).count == whole.count)
            }
            #expect(try await found(repo, "", 0, 100).count == 8)
        }
    }

    @Test("A gene is found by what it is called now, and by nothing that it was called", arguments: DatabaseKind.tested)
    func changes(kind: DatabaseKind) async throws {
        try await with(kind) { (repo: SQLRepository) async throws -> Void in
            _ = try await repo.upsert([Self.gene("TP53", name: "guardian", alias: ["LFS1"], id: "HGNC:11998")])
            #expect(try await found(repo, "p53") == [])
            #expect(try await found(repo, "guard") == ["TP53"])
            #expect(try await found(repo, "lfs1") == ["TP53"])
            _ = try await repo.upsert([Self.gene("TP53", name: "guardian", isActive: false)])
            #expect(try await found(repo, "guard") == [])
            _ = try await repo.upsert([Self.gene("TP53", name: "one"), Self.gene("TP53", name: "two")])
            #expect(try await found(repo, "one") == [])
            #expect(try await found(repo, "two") == ["TP53"])
        }
    }

    @Test("A repeated load of genes writes no key again", arguments: DatabaseKind.tested)
    func repeated(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { plain, database in
            _ = try await plain.upsert(Self.genes)
            let recording = RecordingDatabase(database)
            _ = try await SQLRepository(recording).upsert(Self.genes)
            #expect(recording.take().allSatisfy { $0.sql.hasPrefix("SELECT") || $0.rows == 0 })
        }
    }

    @Test(
        "22,000 genes: every statement goes through its index, and a page reads what it shows",
        arguments: DatabaseKind.tested)
    func cost(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { plain, database in
            let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            let genes = (0..<22_000).map { number in
                Self.gene(
                    "\(letters[number % 26])\(letters[number / 26 % 26])X\(number)", name: "made up \(number)",
                    alias: ["AL\(number)", "\(letters[number % 7])Y\(number)"], id: "HGNC:\(100_000 + number)")
            }
            _ = try await plain.upsert(genes)
            try await plain.settle()
            let recording = RecordingDatabase(database)
            let repo = SQLRepository(recording)
            for text in ["", "a", "AB", "al77", "hgnc:1000", "1000", "made up 12"] {
                _ = recording.take()
                let found = try await repo.genes(beginning: text, offset: 0, limit: 11)
                #expect(!found.isEmpty || text == "1000", "\(text)")
                for statement in recording.take() {
                    let scans = try await RepoPlans.scans(statement, of: ["gene", "gene_key"], on: recording)
                    #expect(scans.isEmpty, "\(text): \(statement.sql)")
                    #expect(statement.rows <= (text == "made up 12" ? 1_200 : 120), "\(text): \(statement.sql)")
                }
            }
        }
    }

    @Test("Genes that were there before the index are in it", arguments: DatabaseKind.tested)
    func migrated(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, database in
            _ = try await repo.upsert(Self.genes.filter { $0.symbol != "ÄB1" })
            let keys = "SELECT is_symbol, key, symbol FROM gene_key ORDER BY symbol, is_symbol, key"
            let wanted = try await database.readRows(keys, []) { try "\($0.int(0)) \($0.text(1)) \($0.text(2))" }
            try await database.write { session in
                try session.executeScript("DROP TABLE gene_key; DELETE FROM schema_migration WHERE number = 11;")
            }
            _ = try await repo.migrate()
            let made = try await database.readRows(keys, []) { try "\($0.int(0)) \($0.text(1)) \($0.text(2))" }
            #expect(made == wanted)
        }
    }
}

@Suite("Repo: tags")
struct TagStoreTests {
    @Test("W94: A tag is made once, whoever asks how often, and keeps its number", arguments: DatabaseKind.tested)
    func tags(kind: DatabaseKind) async throws {
        try await RepoFixture.with(kind) { repo, _ in
            _ = try await repo.load(tags: [(7, "watchlist")], types: [])
            let made = try await withThrowingTaskGroup(of: Ports.Tag.self) { group in
                for _ in 0..<8 { group.addTask { try await repo.tag(named: "new one") } }
                return try await group.reduce(into: Set<Ports.Tag>()) { $0.insert($1) }
            }
            #expect(made.count == 1)
            #expect(try await repo.tag(named: "watchlist") == Ports.Tag(id: 7, name: "watchlist"))
            let other = try await repo.tag(named: "Watchlist")
            #expect(other.id != 7)
            #expect(try await repo.tags() == ["new one", "watchlist", "Watchlist"])
        }
    }
}
