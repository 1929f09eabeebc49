import Domain
import Hummingbird
import UseCases
import Web

extension SitePages {
    /// What the `{id}` of an address leads to.
    enum Opened {
        case panel(PanelHandle)
        /// The address is an old or another name of the panel.
        case elsewhere(Response)
    }

    /// First words below `/panels/` that name pages, not panels (`web.md 2`), built or yet to be.
    private static let reserved: Set<String> = [
        "activity", "admin", "compare", "copy", "create", "download_genes", "download_panel", "download_regions",
        "download_strs", "entities", "genes", "reports", "upload_genes", "upload_panel", "upload_reviews",
    ]

    /// Finds the panel of the address. Numbers are panels; the 24-character key of the first generation leads there for
    /// good, any other name of a panel for now (`web.md 2.6`, `api.md 6.1`).
    ///
    /// Throws 404 for what does not exist and, exactly alike, for what this viewer may not see.
    func open(_ request: Request, _ context: AppRequestContext) async throws -> Opened {
        let key = try name("id", context)
        if PanelKey.isNumber(key) {
            guard let handle = try await queries.open(key, for: context.viewer) else { throw HTTPProblem.notFound }
            return .panel(handle)
        }
        guard !Self.reserved.contains(key) else { throw HTTPProblem.notFound }
        let catalogue = try await queries.catalogue.current()
        guard let panel = catalogue.find(key, for: context.viewer) else { throw HTTPProblem.notFound }
        let isOldCode = key.utf8.count == 24 && key.utf8.allSatisfy(Self.isOldCodeByte)
        if isOldCode, panel.oldCode != key { throw HTTPProblem.notFound }
        return .elsewhere(redirect(Link.panel(panel.id).followed(by: rest(of: request)), permanently: isOldCode))
    }

    /// A decoded part of the address.
    func name(_ part: String, _ context: AppRequestContext) throws -> String {
        guard let raw = context.parameters.get(part), let name = raw.removingPercentEncoding, !name.isEmpty else {
            throw HTTPProblem.notFound
        }
        return name
    }

    private static func isOldCodeByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// What follows `/panels/{id}/` in the address, byte for byte, the query included.
    private func rest(of request: Request) -> Substring {
        let target = request.head.path ?? "/"
        var slashes = 0
        for index in target.indices where target[index] == "/" {
            slashes += 1
            if slashes == 3 { return target[target.index(after: index)...] }
        }
        return ""
    }
}

extension Link {
    /// The same address with what a client already wrote, percent-encoded, behind `/panels/{id}/`.
    func followed(by rest: Substring) -> Link { Link.api(text + rest) }
}
