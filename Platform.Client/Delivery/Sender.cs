namespace Platform.Client.Delivery;

/// <summary>
/// Sends one run's entries, also those that wait in its spool, and deals with what the server refuses: a refused batch is sent again in parts, so
/// that a bad point or name is lost alone, and what is lost is reported. A batch for a run that takes nothing is lost as a whole.
/// How uploads get on, <c>moved</c> is told, as <see cref="TrackingWire.SendAsync"/> says.
/// </summary>
internal sealed class Sender(TrackingWire wire, TrackingOptions options, Spool spool, Action<long, TimeSpan>? moved = null)
{
    private static readonly SendResult Done = new(SendOutcome.Taken);

    /// <summary>Sends an entry; the answer is Taken when it needs no more care, else Later or Away.</summary>
    /// <exception cref="OperationCanceledException">Told to stop.</exception>
    public Task<SendResult> SendAsync(Entry entry, CancellationToken stop) => SendAsync(entry, isPart: false, stop);

    private async Task<SendResult> SendAsync(Entry entry, bool isPart, CancellationToken stop)
    {
        var result = await wire.SendAsync(spool.RunId, entry, moved, stop);
        if (result.Outcome != SendOutcome.Refused)
            return result;
        if (entry is not BatchEntry batch || batch.Parts() is not { Count: > 0 } parts || !isPart && !await wire.TakesAsync(spool.RunId, stop))
        {
            Report(TrackingProblemKind.Refused, $"{Describe(entry)} was refused and is left out. {result.Message}");
            return Done;
        }
        foreach (var part in parts)
        {
            if (await SendAsync(part, isPart: true, stop) is { Outcome: not SendOutcome.Taken } later)
                return later; // the whole entry comes again: what is there already counts once
        }
        return Done;
    }

    /// <summary>Sends the entry at the head of the spool and takes it out when it needs no more care; Taken also when nothing waits.</summary>
    /// <exception cref="OperationCanceledException">Told to stop.</exception>
    /// <exception cref="IOException">The spool cannot be read.</exception>
    public async Task<SendResult> SendWaitingAsync(CancellationToken stop)
    {
        var head = spool.Peek();
        if (spool.TakeDamaged() is > 0 and var lines)
            Report(TrackingProblemKind.Damaged, $"{lines} entries in {options.ServerSpool} were damaged, by a crash or the disk, and are lost.");
        if (head is null)
            return Done;
        var result = await SendAsync(head.Entry, stop);
        if (result.Outcome == SendOutcome.Taken)
            spool.Delivered(head);
        return result;
    }

    private void Report(TrackingProblemKind kind, string message) => Problems.Report(options, new TrackingProblem(spool.RunId, kind, message));

    private static string Describe(Entry entry) => entry switch
    {
        CreateEntry create => $"The run in experiment '{create.Experiment}'",
        BatchEntry { Points: [var point] } => $"A point of the metric '{point.Key}'",
        BatchEntry { Params.Count: 1 } batch => $"The parameter '{batch.Params.Keys.First()}'",
        BatchEntry { Tags.Count: 1 } batch => $"The tag '{batch.Tags.Keys.First()}'",
        BatchEntry batch => $"A batch of {batch.Points.Count} points, {batch.Params.Count} parameters and {batch.Tags.Count} tags",
        ArtifactEntry artifact => $"The artefact {artifact.Path}",
        TextEntry text => $"The artefact {text.Path}",
        _ => "The end of the run",
    };
}
