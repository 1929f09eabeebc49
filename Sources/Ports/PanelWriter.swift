import Domain

/// Changes one panel: the panel's header and at most a few of its entities, in one transaction, at a cost that does not
/// depend on how many entities the panel has.
public protocol PanelWriter: Sendable {
    /// Locks the panel, loads its header and the named entity, lets `decide` work out the outcome, and stores that.
    /// What `decide` throws leaves everything as it was.
    ///
    /// Throws `ChangeConflict.stale` when `expecting` is given and the entity (or, without one, the panel) has moved on;
    /// `ChangeConflict.duplicateEntity` when the outcome would give a panel two entities of one kind and name;
    /// `PanelRefusal.nameTaken` when it gives the panel a name that another one has which is not deleted;
    /// `PanelRefusal.childIsSuperPanel` or `.isChild` when it would put a super panel into a super panel.
    func change(
        _ id: PanelID, entity: EntityID?, expecting: Revision?, at moment: Instant, by author: PersonID?,
        decide: @escaping @Sendable (PanelState) throws -> PanelOutcome
    ) async throws -> Panel

    /// The same for several entities of the panel as one change: they are `PanelState.others`, in this order. Nothing is
    /// stored when one of them is gone (`ChangeConflict.noSuchEntity`), or has moved on from the revision that `expecting`
    /// has for it (`ChangeConflict.staleEntities`).
    func change(
        _ id: PanelID, entities: [EntityID], expecting: [EntityID: Revision], at moment: Instant, by author: PersonID?,
        decide: @escaping @Sendable (PanelState) throws -> PanelOutcome
    ) async throws -> Panel

    /// Changes several panels as one: locks them, loads the selected entities, lets `decide` work out an outcome for each, and
    /// stores them all or none. A super panel may be looked at, but not changed. Super panels above rise with each of their
    /// children that do. Two such changes never wait for each other in a circle, whatever panels they have in common.
    ///
    /// Where a job of the key `once` is written already, the same change was made before: throws
    /// `ChangeConflict.doneBefore`, so that work which is repeated after a crash changes nothing twice. The key is to be that
    /// of a job in the outcome. Throws `ChangeConflict.noSuchPanel` for the first that is not there.
    func change<Value: Sendable>(
        _ panels: [PanelID], selecting selection: EntitySelection, once: String?, at moment: Instant,
        by author: PersonID?,
        decide: @escaping @Sendable ([PanelID: PanelState]) throws -> GroupOutcome<Value>
    ) async throws -> Value

    /// Creates a panel; its id is the next free one. Throws `PanelRefusal.nameTaken` when another panel that is not deleted
    /// has the name, and for children as a change does.
    /// `line` writes the activity that tells of it.
    func create(
        _ header: PanelHeader, oldCode: String?, at moment: Instant, by author: PersonID?,
        line: (@Sendable (Panel) -> Activity)?
    ) async throws -> Panel
}

extension PanelWriter {
    public func create(
        _ header: PanelHeader, oldCode: String?, at moment: Instant, by author: PersonID?
    ) async throws -> Panel {
        try await create(header, oldCode: oldCode, at: moment, by: author, line: nil)
    }
}

/// Why a change could not be stored.
public enum ChangeConflict: Error, Hashable, Sendable {
    case noSuchPanel(PanelID)
    case noSuchEntity(EntityID)
    /// Somebody else changed it since it was read; `current` is where it stands now.
    case stale(current: Revision)
    /// The same of some of several, in the order of their numbers.
    case staleEntities([EntityID])
    case duplicateEntity(kind: EntityKind, name: String)
    case duplicateVersion(Version)
    /// The version to be signed off is not stored.
    case noSuchVersion(Version)
    /// What was to be done once is done, under this key.
    case doneBefore(String)
}
