namespace Search;

/// <summary>What a change of space or budget made of an old observation.</summary>
public enum ObservationFate
{
    /// <summary>It says what it said.</summary>
    Kept,

    /// <summary>Its point, its value or how far it came is read otherwise.</summary>
    Mapped,

    /// <summary>It has no place in the new space.</summary>
    LeftOut,
}
