/// What a command says about one field. Absence never means "clear" (`domain.md` BUG-2).
public enum FieldChange<Value: Hashable & Sendable>: Hashable, Sendable {
    case unchanged
    case set(Value)

    /// The value after the change.
    public func applied(to old: Value) -> Value {
        switch self {
        case .unchanged: old
        case .set(let value): value
        }
    }

    /// The new value, if it is another one.
    public func difference(from old: Value) -> Value? {
        if case .set(let value) = self, value != old { value } else { nil }
    }
}
