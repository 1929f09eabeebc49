import Testing

/// The checks above pass on a good tree; these show that each can fail.
@Suite("Architecture: the checks can fail")
struct ArchitectureSelfTests {
    private let manifest = """
        let package = Package(targets: [
            .target(name: "Domain", path: "Sources/Domain", swiftSettings: strict),
            .target(name: "Ports", dependencies: ["Domain"], path: "Sources/Ports", swiftSettings: strict),
            adapter("FileBlobStore"),
            adapter("SQLCore", ["Ports"]),
            adapter("SQLiteDriver", ["SQLCore", product("GRDB", "GRDB.swift")]),
            app("UseCases", ["Domain", "Ports"]),
            app("Pages", ["Domain", "Web", product("Hummingbird", "hummingbird")], resources: [.copy("Assets")]),
            .executableTarget(name: "panelapp", dependencies: ["Domain", "SQLiteDriver"]),
        ])
        """

    private func tree(_ path: String, _ text: String, manifest: String? = nil) -> SourceTree {
        let seam = SourceTree.File(path: "Sources/Adapters/SQLiteDriver/A.swift", text: "import SQLCore\nimport GRDB\n")
        return SourceTree(
            files: [seam, SourceTree.File(path: path, text: text)], manifest: manifest ?? self.manifest)
    }

    @Test(
        "a forbidden import is found, however it is written",
        arguments: [
            ("Sources/Domain/Panels/A.swift", "import Dispatch"),
            ("Sources/Domain/A.swift", "import Ports"),
            ("Sources/Ports/A.swift", "@preconcurrency import Hummingbird"),
            ("Sources/Adapters/FileBlobStore/A.swift", "import UseCases"),
            ("Sources/Adapters/FileBlobStore/Deep/A.swift", "import SQLiteDriver"),
            ("Sources/Adapters/FileBlobStore/A.swift", "import GRDB"),
            ("Sources/Apps/UseCases/A.swift", "public import struct Web.HTTPProblem"),
            ("Sources/Apps/Pages/A.swift", "import SQLiteDriver"),
            ("Sources/Apps/Pages/A.swift", "import API"),
        ])
    func forbiddenImport(path: String, line: String) {
        let objections = Arrows.objections(tree(path, "// text\n\(line)\n"))

        #expect(objections.count == 1)
        #expect(objections.first?.hasPrefix(path) == true)
    }

    @Test("an allowed import is no objection; an undeclared one is")
    func allowedImport() {
        let allowed = tree("Sources/Apps/panelapp/A.swift", "import SQLiteDriver\nimport Foundation\n")
        let undeclared = tree("Sources/Apps/panelapp/A.swift", "import Ports\n")

        #expect(Arrows.objections(allowed) == [])
        #expect(Arrows.objections(undeclared).count == 1)
    }

    @Test("a forbidden dependency in the manifest is found without any import")
    func forbiddenDependency() {
        let bad = manifest.replacing("adapter(\"FileBlobStore\")", with: "adapter(\"FileBlobStore\", [\"UseCases\"])")

        let objections = Arrows.objections(tree("Sources/Adapters/FileBlobStore/A.swift", "", manifest: bad))

        #expect(objections == ["Package.swift: FileBlobStore must not know UseCases"])
    }

    @Test(
        "a trap is found in code, not in comments and texts",
        arguments: [
            ("let x = try! f()", 1), ("let x = y as! Int", 1), ("fatalError(\"no\")", 1),
            ("// try! is forbidden", 0), ("let x = \"try! \\\" as! \"", 0), ("/* fatalError() */ let x = 1", 0),
            ("let x = \"\"\"\n try! \"quoted\"\n \"\"\"", 0), ("let x = \"a\" // \"\nlet y = try! f()", 1),
            ("import CLibpq\n/// Unchecked, because it is.\nfinal class A: @unchecked Sendable {}", 0),
            ("import CLibpq\nfinal class A: @unchecked Sendable {}", 1),
            ("/// Unchecked, because it is.\nfinal class A: @unchecked Sendable {}", 1),
            ("import CLibpq\n/// Unchecked, because it is.\nlet x = try! f()", 1),
        ])
    func traps(text: String, expected: Int) {
        let file = SourceTree.File(path: "Sources/Domain/A.swift", text: text)

        #expect(Habits.traps(file).count == expected)
    }

    @Test("a second reader of the mode is found")
    func secondReader() {
        let name = "PANELAPP_" + "MODE"
        let tree = tree("Sources/Apps/Pages/A.swift", "let mode = environment[\"\(name)\"]")

        #expect(Habits.files(containing: name, in: tree) == ["Sources/Apps/Pages/A.swift"])
    }
}
