/// Which module may know which: docs/architecture.md 1 as a function.
struct Arrows {
    /// Targets below `Sources/Adapters`.
    let adapters: Set<String>

    /// Parts of the language's own distribution that make no arrow. `Domain` gets Foundation's value types alone.
    private static let platform: Set<String> = ["Foundation", "Synchronization", "Dispatch", "RegexBuilder"]
    /// Adapters that others plug into.
    private static let seams: Set<String> = ["SQLCore", "Compression", "LocalFiles", "MailFormat", "AWSClient"]
    private static let faces: Set<String> = ["API", "Pages"]

    /// The libraries that a target may use, beside the platform.
    private static let libraries: [String: Set<String>] = [
        "PostgresDriver": ["CLibpq"],
        "SQLiteDriver": ["GRDB", "GRDBSQLite"],
        "SQLRepo": ["Crypto"],
        "Compression": ["CZlib"],
        "PeerReader": ["AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOFoundationCompat", "Crypto"],
        "AWSClient": ["AsyncHTTPClient", "NIOCore", "NIOHTTP1", "Crypto"],
        "S3BlobStore": ["AsyncHTTPClient", "NIOCore"],
        "LoadBalancerGate": ["AsyncHTTPClient", "NIOCore", "Crypto"],
        "SMTPMailer": ["CCurl"],
        "OriginalReader": ["Crypto"],
        "PasswordHashing": ["Crypto", "CryptoExtras"],
        "LocalFiles": ["CXattr"],
        "HMACKeyring": ["Crypto"],
        "Web": ["Hummingbird", "HTTPTypes", "NIOCore", "Logging", "Crypto", "ServiceLifecycle", "Tracing"],
        "OTLPTracing": ["Tracing", "AsyncHTTPClient", "NIOCore"],
        "API": ["Hummingbird", "HTTPTypes", "NIOCore", "Crypto"],
        "Pages": ["Hummingbird", "HTTPTypes", "NIOCore", "Crypto"],
    ]

    /// Why the arrow is forbidden, or nil.
    func objection(from target: String, to module: String) -> String? {
        let isAllowed =
            switch target {
            case "panelapp": true
            case "Domain": module == "Foundation"
            case "Ports": module == "Domain" || module == "Foundation"
            case _ where adapters.contains(target):
                ["Domain", "Ports"].contains(module) || Self.seams.contains(module) || isLibrary(module, of: target)
            case "UseCases": ["Domain", "Ports"].contains(module) || isLibrary(module, of: target)
            case "Web": ["Domain", "Ports", "UseCases"].contains(module) || isLibrary(module, of: target)
            case _ where Self.faces.contains(target):
                ["Domain", "Ports", "UseCases", "Web"].contains(module) || isLibrary(module, of: target)
            default: false
            }
        return isAllowed ? nil : "\(target) must not know \(module)"
    }

    private func isLibrary(_ module: String, of target: String) -> Bool {
        Self.platform.contains(module) || Self.libraries[target, default: []].contains(module)
    }

    /// All forbidden arrows of a tree, from its manifest and from its imports, and imports the manifest does not declare.
    static func objections(_ tree: SourceTree) -> [String] {
        let manifest = Manifest(tree.manifest)
        let adapters = Set(tree.files.filter { $0.path.hasPrefix("Sources/Adapters/") }.map(\.target))
        let arrows = Arrows(adapters: adapters.union(["CLibpq", "CZlib", "CXattr", "CCurl"]))
        let sources = Set(tree.files.map(\.target))
        var objections: [String] = []
        for (target, dependencies) in manifest.targets where sources.contains(target) {
            for module in dependencies {
                arrows.objection(from: target, to: module).map { objections.append("Package.swift: \($0)") }
            }
        }
        for file in tree.files {
            let declared = Set(manifest.targets[file.target] ?? [])
            for module in file.imports {
                if let objection = arrows.objection(from: file.target, to: module) {
                    objections.append("\(file.path): \(objection)")
                } else if !declared.contains(module), !platform.contains(module), !comesAlong(module, declared) {
                    objections.append("\(file.path): \(module) is not among the dependencies of \(file.target)")
                }
            }
        }
        return objections.sorted()
    }

    /// Modules of a product under another name.
    private static func comesAlong(_ module: String, _ declared: Set<String>) -> Bool {
        module == "GRDBSQLite" && declared.contains("GRDB")
    }
}
