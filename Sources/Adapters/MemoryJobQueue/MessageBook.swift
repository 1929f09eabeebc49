import Domain
import Foundation
import Ports

/// The messages of a queue and what may be done with each. A value without waiting and without a clock of its own: the
/// moments come from the caller.
struct MessageBook<Moment: InstantProtocol> where Moment.Duration == Duration {
    /// What happens to a message at a moment: its delay or its lease ends.
    private struct Due: Comparable {
        let moment: Moment
        let id: Int
        let turn: Int

        static func < (a: Due, b: Due) -> Bool { (a.moment, a.id, a.turn) < (b.moment, b.id, b.turn) }
    }

    private struct Entry {
        let message: JobMessage
        let sent: Instant
        var receives = 0
        /// Raised by whatever makes an earlier `Due` pointless.
        var turn = 0
        /// Nil unless leased.
        var token: String?
    }

    let settings: QueueSettings
    /// Makes tokens of another queue, or of this one before a restart, unknown here.
    private let mark = UUID().uuidString
    private var entries: [Int: Entry] = [:]
    private var leases: [String: Int] = [:]
    /// Numbers ascend in the order of sending, so the least is the oldest.
    private var ready = Heap<Int>()
    private var due = Heap<Due>()
    private var dead: [JobMessage] = []
    private var nextID = 0

    init(settings: QueueSettings) { self.settings = settings }

    var depth: QueueDepth {
        QueueDepth(waiting: entries.count - leases.count, leased: leases.count, dead: dead.count)
    }

    /// When the next delay or lease ends.
    var nextMoment: Moment? { due.first?.moment }

    func deadLetters(_ limit: Int) -> [JobMessage] { Array(dead.prefix(max(limit, 0))) }

    /// Takes all messages or, for lack of room, none.
    mutating func add(_ messages: [JobMessage], sent: Instant, until moment: Moment?) -> Bool {
        guard entries.count + messages.count <= settings.capacity else { return false }
        for message in messages {
            nextID += 1
            entries[nextID] = Entry(message: message, sent: sent)
            if let moment { due.insert(Due(moment: moment, id: nextID, turn: 0)) } else { ready.insert(nextID) }
        }
        return true
    }

    /// Leases the oldest messages that are there to be had.
    mutating func take(_ limit: Int, until moment: Moment) -> [LeasedMessage] {
        var taken: [LeasedMessage] = []
        while taken.count < limit, let id = ready.removeFirst(), var entry = entries[id] {
            entry.receives += 1
            entry.turn += 1
            let token = "\(mark)-\(id)-\(entry.turn)"
            entry.token = token
            leases[token] = id
            entries[id] = entry
            due.insert(Due(moment: moment, id: id, turn: entry.turn))
            taken.append(
                LeasedMessage(
                    message: entry.message, lease: Lease(token: token), receives: entry.receives, sent: entry.sent))
        }
        return taken
    }

    /// Ends delays and leases whose time has come.
    mutating func settle(_ now: Moment) {
        while let next = due.first, next.moment <= now {
            _ = due.removeFirst()
            if entries[next.id]?.turn == next.turn { release(next.id) }
        }
    }

    /// Moves the end of a lease; nil ends it now. False when there is no such lease any more.
    mutating func extend(_ lease: Lease, until moment: Moment?) -> Bool {
        guard let id = leases[lease.token] else { return false }
        guard let moment else {
            release(id)
            return true
        }
        let turn = (entries[id]?.turn ?? 0) + 1
        entries[id]?.turn = turn
        due.insert(Due(moment: moment, id: id, turn: turn))
        return true
    }

    /// Forgets a leased message. False when there is no such lease any more.
    mutating func delete(_ lease: Lease) -> Bool {
        guard let id = leases.removeValue(forKey: lease.token) else { return false }
        entries[id] = nil
        return true
    }

    /// Makes a delayed or leased message one that can be had, or gives it up.
    private mutating func release(_ id: Int) {
        guard var entry = entries[id] else { return }
        if let token = entry.token { leases[token] = nil }
        guard entry.receives < settings.maxReceives else {
            entries[id] = nil
            dead.append(entry.message)
            dead.removeFirst(max(0, dead.count - settings.deadLetters))
            return
        }
        entry.token = nil
        entry.turn += 1
        entries[id] = entry
        ready.insert(id)
    }
}
