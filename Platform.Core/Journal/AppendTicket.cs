namespace Platform.Core.Journal;

/// <summary>
/// Stands for one append, so that a later one to the same stream can be made to follow it: it is then written only if this one is, and so at the very state
/// that it was decided on. Not used twice. Thread-safe.
/// </summary>
internal sealed class AppendTicket
{
    private volatile AppendOutcome _outcome;

    /// <summary>What became of the append.</summary>
    public AppendOutcome Outcome => _outcome;

    /// <summary>Says what became of it, once.</summary>
    public void Settle(AppendOutcome outcome) => _outcome = outcome;
}

/// <summary>What became of an append.</summary>
internal enum AppendOutcome
{
    /// <summary>It is under way.</summary>
    Open,

    /// <summary>It is durable, and its stream is at the version that it was to have.</summary>
    Written,

    /// <summary>It is not written and never will be: refused, or a command that was answered before.</summary>
    NotWritten,

    /// <summary>The database stayed away: nobody knows.</summary>
    Unknown,
}
