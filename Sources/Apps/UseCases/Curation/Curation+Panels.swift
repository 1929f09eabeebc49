import Domain
import Foundation
import Ports

/// Panels as a whole.
extension Curation {
    /// Makes a panel.
    @discardableResult
    public func create(_ draft: PanelDraft, by viewer: Viewer) async throws -> Panel {
        let act = try await act(of: viewer)
        let surroundings = try await surroundings(of: nil)
        let (header, line) = try PanelCuration.create(draft, among: surroundings, by: act)
        do {
            return try await writer.create(header, oldCode: nil, at: act.moment, by: act.person, line: line)
        } catch let refusal as PanelRefusal {
            throw PanelCuration.refusal(refusal, among: surroundings)
        }
    }

    /// Saves the panel form. `expecting` is the revision of the panel that the person saw: stale is who saw other values
    /// of the form's own fields, whatever became of the entities since.
    @discardableResult
    public func edit(
        _ panel: PanelID, _ draft: PanelDraft, signOff: SignOffChange = .unchanged, expecting: Revision? = nil,
        zone: TimeZone, by viewer: Viewer
    ) async throws -> Panel {
        let act = try await act(of: viewer)
        let surroundings = try await surroundings(of: panel)
        let today = act.moment.day(in: zone)
        var seen: PanelDraft?
        if let expecting { seen = try await reader.header(of: panel, at: expecting).map { PanelDraft($0) } }
        do {
            return try await change(panel, entity: nil, expecting: nil, act) { [seen] state in
                if let expecting {
                    // A revision that never was has not been seen by anybody.
                    guard expecting <= state.panel.revision, seen == PanelDraft(state.panel.header) else {
                        throw ChangeConflict.stale(current: state.panel.revision)
                    }
                }
                return try PanelCuration.edit(
                    draft, signOff: signOff, today: today, on: state, among: surroundings, by: act)
            }
        } catch let refusal as PanelRefusal {
            // Others gave a name or put panels together since the surroundings were read.
            throw PanelCuration.refusal(refusal, among: surroundings)
        } catch ChangeConflict.noSuchVersion {
            throw Refusal.invalid([FieldProblem("signed_off_version", "Signed off version does not exist")])
        }
    }

    @discardableResult
    public func promote(_ panel: PanelID, comment: String, by viewer: Viewer) async throws -> Panel {
        let act = try await act(of: viewer)
        return try await change(panel, entity: nil, expecting: nil, act) { state in
            try PanelCuration.promote(comment: comment, on: state, by: act)
        }
    }

    /// Approve (`public`), reject (`internal`) or delete (`deleted`).
    @discardableResult
    public func setStatus(_ status: PanelStatus, of panel: PanelID, by viewer: Viewer) async throws -> Panel {
        let act = try await act(of: viewer)
        do {
            return try await change(panel, entity: nil, expecting: nil, act) { state in
                try PanelCuration.setStatus(status, on: state, by: act)
            }
        } catch let refusal as PanelRefusal {
            // A deleted panel cannot come back while another one has its name.
            throw PanelCuration.refusal(refusal, among: PanelSurroundings(panels: [:]))
        }
    }

    @discardableResult
    public func markAllNotReady(_ panel: PanelID, by viewer: Viewer) async throws -> Panel {
        let act = try await act(of: viewer)
        return try await change(panel, entity: nil, expecting: nil, act) { state in
            try EntityCuration.markAllNotReady(on: state, by: act)
        }
    }

    private func surroundings(of panel: PanelID?) async throws -> PanelSurroundings {
        let panels = try await reader.catalogue()
        var versions: Set<Version> = []
        if let panel { versions = Set(try await reader.versions(of: panel).map(\.version)) }
        return PanelSurroundings(
            panels: Dictionary(panels.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }), versions: versions)
    }
}
