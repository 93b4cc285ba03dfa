namespace Platform.Core.Erasures;

/// <summary>A stream whose contents were erased.</summary>
/// <param name="FirstVersion">The version of the first event that says so: the events before it are erased.</param>
/// <param name="UpToVersion">How far that is done.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Reason">Why.</param>
public sealed record ErasedStream(string StreamId, long FirstVersion, long UpToVersion, string By, string Reason, DateTimeOffset At)
{
    /// <summary>Every event before the erasure has lost its contents.</summary>
    public bool IsDone => UpToVersion >= FirstVersion - 1;

    /// <summary>As people read it.</summary>
    public string Words => FormattableString.Invariant($"was erased by {By} on {At.UtcDateTime:yyyy-MM-dd HH:mm} UTC{(Reason.Length == 0 ? "" : $": {Reason}")}");
}
