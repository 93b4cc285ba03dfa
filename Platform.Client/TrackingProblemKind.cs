namespace Platform.Client;

/// <summary>Kinds of <see cref="TrackingProblem"/>.</summary>
public enum TrackingProblemKind
{
    /// <summary>The server does not answer, or something else answers in its place: entries wait in the spool.</summary>
    ServerAway,

    /// <summary>The server answers again and has everything that waited.</summary>
    ServerBack,

    /// <summary>The server refused an entry for good, such as a parameter that has another value already; it is left out.</summary>
    Refused,

    /// <summary>Entries were lost: neither memory nor the spool had room for them.</summary>
    Dropped,

    /// <summary>Lines of the spool were damaged, by a crash or the disk; those entries are lost.</summary>
    Damaged,

    /// <summary>The spool cannot be used: what the server does not take at once is lost.</summary>
    NoSpool,
}
