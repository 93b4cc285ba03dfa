namespace Platform.Client.Delivery;

/// <summary>Somebody waits until everything added before is at the server.</summary>
/// <param name="dropped">Entries that the inbox had dropped by then.</param>
internal sealed class Flush(long dropped)
{
    public long Dropped => dropped;

    /// <summary>Answers whether it is.</summary>
    public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Something of it was dropped.</summary>
    public bool Lost { get; set; }

    /// <summary>Where the spool ended then; see <see cref="Spool.Passed"/>.</summary>
    public long Mark { get; set; } = long.MaxValue;
}
