import Domain
import Foundation
import Hummingbird
import Ports
import UseCases
import Web

/// The activities of one panel: R5 of `api.md 7.1`.
struct ActivityAnswers: Sendable {
    let queries: PanelQueries
    let activities: any ActivityReader

    /// A plain array, newest first, without pages; empty for an unknown or hidden number (`api.md 7.6`).
    func list(_ key: String, _ asked: APIRequest) async throws -> Response {
        guard let handle = try await queries.open(key, for: asked.viewer) else {
            if PanelKey.isNumber(key) { return asked.answer(Array("[]".utf8)) }
            throw HTTPProblem.notFound
        }
        let count = try await activities.activityCount(of: handle.id)
        var json = JSONWriter(capacity: 64 + count * 400)
        json.beginArray()
        for activity in try await activities.activities(of: handle.id, offset: 0, limit: count) {
            try write(activity, to: &json)
        }
        json.endArray()
        return asked.answer(json.bytes)
    }

    /// `api.md 5.8`: names and version are those frozen when the line was written.
    private func write(_ activity: Activity, to json: inout JSONWriter) throws {
        let frozen = try ActivityNames(activity)
        json.beginObject()
        json.key("created")
        json.string(activity.created.iso(in: queries.zone))
        json.key("panel_name")
        json.string(frozen.panelName)
        json.key("panel_id")
        json.int(frozen.panelID)
        json.key("panel_version")
        json.string(frozen.panelVersion)
        json.key("user_name")
        json.string(frozen.userName)
        json.key("item_type")
        json.string(activity.itemType)
        json.key("text")
        json.string(activity.text)
        json.key("entity_name")
        json.string(activity.entityName)
        json.key("entity_type")
        json.string(activity.entityType)
        json.endObject()
    }
}
