namespace Platform.Core.Journal;

/// <summary>How the journal writes. The defaults are right for a silo and for the web server.</summary>
public sealed record JournalOptions
{
    /// <summary>Appends sent in one round trip and transaction at most.</summary>
    public int MaxFlush { get; init; } = 512;

    /// <summary>Appends that may wait in the process; more callers wait to enter.</summary>
    public int Capacity { get; init; } = 8192;

    /// <summary>How long an append is retried while the database cannot be reached.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait for the append lock before looking whether its holder has vanished.</summary>
    public TimeSpan LockPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an append waits for what others hold before the log names it, once.</summary>
    public TimeSpan WaitUnremarked { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest that one statement of an append may take.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For retry delays and deadlines.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
