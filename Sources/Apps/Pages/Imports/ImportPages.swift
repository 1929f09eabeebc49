import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Ports
import UseCases
import Web

/// Where curators upload panel lists, and see what became of them (`web.md` 15.1).
public struct ImportPages: Sendable {
    private let site: SitePages
    private let imports: ImportPanelLists
    private let largestFile: Int

    private static let uploadPath = "/panels/upload_panel/"
    private static let field = "panel_list"
    private static let againField = "again"

    /// - Parameter maxUploadSize: bytes that any file may have on this installation; a panel list may have 20 MiB at most.
    public init(site: SitePages, imports: ImportPanelLists, maxUploadSize: Int) {
        self.site = site
        self.imports = imports
        largestFile = min(maxUploadSize, ImportPanelLists.largestFile)
    }

    /// Paths that take a file, with the bytes that it may have, for `WebStack`.
    public var uploads: [String: Int] { [Self.uploadPath: largestFile] }

    public func addRoutes(to router: Router<AppRequestContext>) {
        let group = router.group().add(middleware: SlashRedirectMiddleware())
        group.get("/panels/admin/") { request, context in
            try context.demand(.importFiles, request)
            return try await page(FormState(), .ok, request, context)
        }
        group.rejectOtherMethods(at: "/panels/admin/", allowing: [.get, .head])
        let path = RouterPath(Self.uploadPath)
        group.get(path) { request, context in
            try context.demand(.importFiles, request)
            return site.redirect(.imports)
        }
        group.post(path, use: upload)
        group.rejectOtherMethods(at: path, allowing: [.get, .head, .post])
    }

    @Sendable private func upload(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        try context.demand(.importFiles, request)
        do {
            let answer = try await receive(context)
            return try await told(answer, request, context)
        } catch let refusal as Refusal {
            switch refusal {
            case .invalid(let problems):
                return try await page(FormState(problems: problems), .unprocessableContent, request, context)
            case .forbidden: throw HTTPProblem.notAllowed
            case .notFound, .superPanel: throw HTTPProblem.notFound
            }
        }
    }

    private func receive(_ context: AppRequestContext) async throws -> ImportPanelLists.Answer {
        guard let upload = context.upload else {
            throw Refusal.invalid([FieldProblem(Self.field, "The form brought no file. Select one and send it again.")])
        }
        let (form, file) = try await upload.opened()
        try form.checkReadable()
        guard let file, !file.name.isEmpty else {
            throw Refusal.invalid([FieldProblem(Self.field, "Select a file.")])
        }
        guard file.field == Self.field else {
            throw Refusal.invalid([
                FieldProblem(
                    Self.field, "The file came in the field “\(file.field)”, but belongs into “\(Self.field)”.")
            ])
        }
        let received = ReceivedFile(
            name: file.name, pieces: BlobSource { try await upload.next() },
            digest: {
                let digest = await upload.digest()
                return ReceivedFile.Digest(size: digest.size, sha256: digest.sha256)
            })
        return try await imports.receive(
            received, field: Self.field, again: form[Self.againField] != nil, by: context.viewer)
    }

    // MARK: Answers

    /// Back to the page with a word about it. A script learns of every problem with its line.
    private func told(
        _ answer: ImportPanelLists.Answer, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        switch answer {
        case .done(let result): context.browser.saved("The panel list is imported. \(result.text)")
        case .inBackground:
            context.browser.say(
                .info,
                "The panel list is large, so it is imported in the background. A mail will tell you how it ended.")
        case .repeated(let earlier):
            let day = Words.date(earlier.changed, in: site.frame.site.zone)
            let words =
                "Nothing was imported: the same file was imported on \(day), as “\(earlier.name.prefix(100))”. "
                + "Tick “Import it again” to import it once more."
            if request.isFromScript { return refusal([words]) }
            context.browser.say(.warning, words)
        case .refused(let refusal):
            if request.isFromScript { return self.refusal(refusal.problems.map(\.description)) }
            context.browser.say(.danger, Self.words(refusal))
        }
        let response = Response(
            status: .seeOther, headers: [.location: Link.imports.text, .contentType: MediaType.html])
        return request.isFromScript ? FormAnswer.toScript(response, context) : response
    }

    private func refusal(_ texts: [String]) -> Response {
        FormAnswer.refusal(
            FormState(problems: texts.map { FieldProblem(Self.field, $0) }), .unprocessableContent)
    }

    /// As much as one sentence can say: a cookie carries it. The page has the rest.
    static func words(_ refusal: PanelListRefusal) -> String {
        let lines = refusal.lines
        let shown = lines.prefix(20).map { "\($0)" }.joined(separator: ", ")
        let more = lines.count > 20 ? " and \(Words.number(lines.count - 20)) more" : ""
        let first = refusal.problems.first.map { " The first: \($0.text.prefix(200))" } ?? ""
        return
            "Nothing was imported: something is wrong in \(lines.count == 1 ? "line" : "lines") \(shown)\(more).\(first)"
    }

    private func page(
        _ state: FormState, _ status: HTTPResponse.Status, _ request: Request, _ context: AppRequestContext
    ) async throws -> Response {
        let view = ImportView(
            frame: site.frame, state: state, recent: try await imports.recent(for: context.viewer),
            largestFile: largestFile, field: Self.field, againField: Self.againField)
        return site.answer(view.render(), of: state, request, context, status: status)
    }
}

extension Link {
    /// Where files are imported.
    static let imports = Link.site("/panels/admin/")
}
