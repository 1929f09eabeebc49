import Domain
import Ports

/// Takes panel lists that curators upload and imports them: all of a file or nothing (`accounts-jobs-files.md` 10, 10.3). At
/// once where that takes a moment, else as a job whose end is told by a mail.
public struct ImportPanelLists: Sendable {
    let curation: Curation
    let store: any PanelListStore
    let blobs: any BlobStore
    let outbox: JobOutbox

    public init(curation: Curation, store: any PanelListStore, blobs: any BlobStore, outbox: JobOutbox) {
        self.curation = curation
        self.store = store
        self.blobs = blobs
        self.outbox = outbox
    }

    /// What came of a file.
    public enum Answer: Hashable, Sendable {
        case done(PanelListResult)
        case inBackground
        /// Something in it is wrong, and nothing was imported.
        case refused(PanelListRefusal)
        /// The very same file was imported before; once more only if that is wished.
        case repeated(PanelList)
    }

    /// A record with the name of who uploaded it.
    public struct Line: Hashable, Sendable {
        public var list: PanelList
        public var uploader: String
    }

    /// Largest file: 20 MiB (10.1). The limit of the installation may be lower.
    public static let largestFile = 20 << 20
    /// What a file may end in.
    public static let endings = ["tsv", "txt", "tab"]
    private static let folder = "panels"
    /// Records and files are kept for a year.
    private static let secondsKept = 365 * 86_400.0

    /// Stores the file, then imports it if nothing is wrong with it.
    /// - Parameters:
    ///   - field: of the form, at which a file is refused that is none of this kind.
    ///   - again: whether a file that was imported before is imported once more.
    /// - Throws: `Refusal` when nothing was stored: for who may not, and for a file that cannot be a panel list.
    public func receive(
        _ file: ReceivedFile, field: String, again: Bool, by viewer: Viewer
    ) async throws -> Answer {
        let act = try await curator(viewer)
        let name = FileName.last(file.name)
        guard Self.endings.contains(FileName.ending(name)) else {
            throw Refusal.invalid([
                FieldProblem(
                    field,
                    "“\(name)” is no panel list: choose a file of tab-separated values that ends in .tsv or .txt.")
            ])
        }
        let list = try await keep(file, name, field, act)
        await removeOld(act.moment)
        if !again, let earlier = try await store.importedPanelList(sha256: list.sha256) {
            try await store.note(
                .refused, log: "The same file was imported before, as “\(earlier.name)”.", of: list.id, jobs: [],
                at: act.moment)
            return .repeated(earlier)
        }
        do {
            let plan = try await plan(list)
            guard BackgroundWork.isNeeded(panelImportLines: plan.lines, largestPanel: plan.largestPanel) else {
                return .done(try await carryOut(plan, of: list, act))
            }
            let ticket = PanelListTicket(person: act.person, list: list.id)
            try await store.note(.waiting, log: "", of: list.id, jobs: [ticket.job], at: act.moment)
            await outbox.sendSoon()
            return .inBackground
        } catch let refusal as PanelListRefusal {
            try await store.note(.refused, log: refusal.log, of: list.id, jobs: [], at: act.moment)
            return .refused(refusal)
        }
    }

    /// The last lists, newest first.
    public func recent(limit: Int = 20, for viewer: Viewer) async throws -> [Line] {
        guard Policy.may(.importFiles, on: nil, viewer) else { throw Refusal.forbidden }
        return try await store.panelLists(limit: limit).map { Line(list: $0.list, uploader: $0.uploader) }
    }

    /// Who asks, as stored now.
    func curator(_ viewer: Viewer) async throws -> Act {
        let act = try await curation.act(of: viewer)
        guard Policy.may(.importFiles, on: nil, act.viewer) else { throw Refusal.forbidden }
        return act
    }

    // MARK: Files

    /// The object comes first, so that no record is without one; an object whose record cannot be written goes again.
    private func keep(_ file: ReceivedFile, _ name: String, _ field: String, _ act: Act) async throws -> PanelList {
        guard let wish = BlobKey("\(Self.folder)/\(FileName.stored(name))") else {
            throw Refusal.invalid([FieldProblem(field, "A file cannot be kept under this name.")])
        }
        let key = try await blobs.putUnique(wish, from: file.pieces, contentType: wish.contentType)
        do {
            let digest = await file.digest()
            if digest.size == 0 { throw Refusal.invalid([FieldProblem(field, "The file “\(name)” is empty.")]) }
            return try await store.add(
                PanelList(
                    uploader: act.person, name: name, size: digest.size, sha256: digest.sha256, key: key.path,
                    created: act.moment, changed: act.moment))
        } catch {
            try? await blobs.delete(key)
            throw error
        }
    }

    /// Takes away what is older than a year: here, because who takes uploads may delete, and a worker may not. What fails is
    /// tried again with the next upload.
    private func removeOld(_ now: Instant) async {
        let limit = now.advanced(bySeconds: -Self.secondsKept)
        guard let old = try? await store.panelLists(before: limit, limit: 20) else { return }
        for list in old {
            if let key = BlobKey(list.key), (try? await blobs.delete(key)) == nil { continue }
            try? await store.removePanelList(list.id)
        }
    }

    // MARK: Reading

    /// What a list would change. Writes nothing. Throws `PanelListRefusal` with everything that is wrong.
    func plan(_ list: PanelList) async throws -> PanelListPlan {
        guard let key = BlobKey(list.key) else { throw RepoFailure.defect("a panel list under no key") }
        var reader = PanelListReader()
        for try await piece in try await blobs.stream(key) { reader.read(piece) }
        reader.finish()
        var problems = reader.problems
        let rows = PanelListRow.rows(reader.lines, &problems)
        return try PanelListPlan(
            rows, problems: problems, panels: try await curation.reader.catalogue(),
            genes: try await curation.genes.genes(PanelListPlan.symbols(of: rows)))
    }
}
