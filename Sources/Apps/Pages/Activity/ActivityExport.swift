import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Ports
import Web

/// All lines that a search finds, as a file of comma-separated values (`web.md 13`). It is read and sent piece by piece, so
/// that its size does not matter.
struct ActivityExport {
    let search: any ActivitySearch
    let query: ActivityQuery
    let zone: TimeZone
    let now: Instant

    /// Lines read at a time.
    private static let piece = 1_000

    static let columns = [
        "Created", "Panel", "Panel ID", "Panel Version", "Entity Type", "Entity Name", "User", "Activity",
    ]

    func response(_ request: Request) -> Response {
        let stamp = now.iso(in: .gmt).prefix(19).replacing(":", with: "").replacing("-", with: "")
        var headers: HTTPFields = [
            .contentType: "text/csv; charset=utf-8", .cacheControl: "private, no-store",
            .contentDisposition: "attachment; filename=\"export-panelapp-activities-\(stamp)Z.csv\"",
        ]
        headers.appendVary("Cookie")
        if request.method == .head { return Response(status: .ok, headers: headers) }
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { [search, query, zone] writer in
                try await writer.write(ByteBuffer(string: SpreadsheetCell.line(Self.columns)))
                var cursor: ActivityCursor?
                while true {
                    let lines = try await search.activities(matching: query, behind: cursor, limit: Self.piece)
                    let text = try lines.map { try SpreadsheetCell.line(Self.cells($0, zone)) }.joined()
                    if !text.isEmpty { try await writer.write(ByteBuffer(string: text)) }
                    guard lines.count == Self.piece, let last = lines.last else { break }
                    cursor = ActivityCursor(last)
                }
                try await writer.finish(nil)
            })
    }

    private static func cells(_ line: Activity, _ zone: TimeZone) throws(JSONError) -> [String] {
        let names = try ActivityNames(line)
        return [
            line.created.iso(in: zone), names.panelName ?? "",
            (names.panelID ?? line.panel?.rawValue).map { "\($0)" } ?? "", names.panelVersion ?? "",
            line.entityType ?? "", line.entityName ?? "", names.userName ?? "", line.text,
        ]
    }
}
