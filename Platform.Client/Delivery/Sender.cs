namespace Platform.Client.Delivery;

/// <summary>
/// Sends one run's entries, also those that wait in its spool, and deals with what the server refuses: a refused batch is sent again in parts, so
/// that a bad point or name is lost alone, a run that is refused without its name, parent and tags, which follow; what is lost is reported. A batch for a run that takes nothing is lost as a whole.
/// An upload that the server answers and does not take so many times (<c>tries</c>) lets what waits behind it go first. How uploads get on, <c>moved</c> is told, as <see cref="TrackingWire.SendAsync"/> says.
/// </summary>
internal sealed class Sender(TrackingWire wire, TrackingOptions options, Spool spool, Action<long, TimeSpan>? moved = null, int tries = 3)
{
    private const int MostJoined = 256 << 10; // bytes of lines in one request
    private static readonly SendResult Done = new(SendOutcome.Taken);
    private readonly Aside _aside = new(options.Time);
    private int _unanswered; // entries of the request that was sent last and may have arrived; 0 if it was answered
    private bool _beganApart; // the run has begun without what is said of it

    /// <summary>Whether uploads are set aside, so that what has passed them has not been delivered.</summary>
    public bool HasAside => _aside.Count > 0;

    /// <summary>Whether something waits that is not set aside.</summary>
    public bool OthersWait => _aside.OthersWait(spool);

    /// <summary>How long what waits is not worth an attempt, because all of it is set aside.</summary>
    public TimeSpan AsideRest => HasAside && !OthersWait ? _aside.Rest : TimeSpan.Zero;

    /// <summary>Uploads that are set aside are tried again at once: somebody waits.</summary>
    public void Hurry() => _aside.Hurry();

    /// <summary>Sends an entry; the answer is Taken when it needs no more care, else Later or Away.</summary>
    /// <exception cref="OperationCanceledException">Told to stop.</exception>
    public async Task<SendResult> SendAsync(Entry entry, CancellationToken stop)
    {
        _unanswered = 1;
        var result = await SendAsync(entry, isPart: false, stop);
        _unanswered = result.Outcome == SendOutcome.Taken ? 0 : 1;
        return result;
    }

    private async Task<SendResult> SendAsync(Entry entry, bool isPart, CancellationToken stop)
    {
        if (entry is CreateEntry begun && _beganApart)
            return await SendSaidAsync(begun, stop);
        var result = await wire.SendAsync(spool.RunId, entry, moved, stop);
        if (result.Outcome != SendOutcome.Refused)
            return result;
        if (entry is CreateEntry create && create.Said().Count > 0)
            return await SendApartAsync(create, result, stop);
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

    // Perhaps it is only what is said of the run: without the run all that it logs would be lost. If it has to come again once the run is there, only what is said of it comes again: the
    // server would take the whole for the beginning that it has already, and what is said would be lost.
    private async Task<SendResult> SendApartAsync(CreateEntry create, SendResult refused, CancellationToken stop)
    {
        var bare = await wire.SendAsync(spool.RunId, create.Bare(), moved, stop);
        if (bare.Outcome == SendOutcome.Refused)
        {
            Report(TrackingProblemKind.Refused, $"{Describe(create)} was refused and is left out. {refused.Message}");
            return Done;
        }
        if (bare.Outcome != SendOutcome.Taken)
            return bare;
        if (create.Name is { Length: > 0 } name && create.Tags.GetValueOrDefault(CreateEntry.NameTag) is { Length: > 0 } other && name != other)
            Report(TrackingProblemKind.Refused, $"The tag '{CreateEntry.NameTag}' was refused and is left out, since the run's name is another. {refused.Message}");
        _beganApart = true;
        return await SendSaidAsync(create, stop);
    }

    private async Task<SendResult> SendSaidAsync(CreateEntry create, CancellationToken stop)
    {
        foreach (var part in create.Said())
        {
            if (await SendAsync(part, isPart: true, stop) is { Outcome: not SendOutcome.Taken } later)
                return later;
        }
        return Done;
    }

    /// <summary>Sends the entry at the head of the spool, small batches of points joined, and takes it out when it needs no more care; Taken also when nothing waits.</summary>
    /// <exception cref="OperationCanceledException">Told to stop.</exception>
    /// <exception cref="IOException">The spool cannot be read.</exception>
    public async Task<SendResult> SendWaitingAsync(CancellationToken stop)
    {
        var head = spool.Peek();
        if (spool.TakeDamaged() is > 0 and var lines)
            Report(TrackingProblemKind.Damaged, $"{lines} entries in {options.ServerSpool} were damaged, by a crash or the disk, and are lost.");
        for (; head is not null && _aside.Has(head.Entry) && OthersWait; head = spool.Peek())
        {
            if (!TryMoveBack(head))
                return new SendResult(SendOutcome.Later, $"The spool in {options.ServerSpool} cannot be written.");
            _unanswered = 0;
        }
        if (head is null)
            return Done;
        (head, _unanswered) = Joined(head);
        var result = await SendAsync(head.Entry, isPart: false, stop);
        if (result.Outcome == SendOutcome.Taken)
        {
            _unanswered = 0;
            spool.Delivered(head);
            _aside.Delivered(head.Entry);
            return result;
        }
        if (result.Alone && _aside.Failed(head.Entry, tries))
            Report(TrackingProblemKind.ServerAway, $"{Describe(head.Entry)} waits behind everything else that is logged. {result.Message}");
        var isAside = _aside.Has(head.Entry);
        if (isAside && spool.Bytes > head.Length && TryMoveBack(head))
            _unanswered = 0; // the others have their turn, also those that are set aside
        return result with { Alone = isAside };
    }

    // An upload that another one of the same path follows is not needed: it would have to come before that one.
    private bool TryMoveBack(Head head)
    {
        if (!spool.Heads().Skip(1).Any(later => Aside.PathOf(later.Entry) == Aside.PathOf(head.Entry)))
            return spool.TryMoveBack(head);
        spool.Delivered(head);
        _aside.Delivered(head.Entry);
        return true;
    }

    // Lines that were written one by one while the server was away: as many as one request holds, so that many cost no more time than a few. A request whose answer was lost
    // is sent again as it was, so that the server knows it again. Answers how many lines they are.
    private (Head Joined, int Lines) Joined(Head head)
    {
        if (head.Entry is not BatchEntry first)
            return (head, 1);
        var (lines, most) = (1, _unanswered > 0 ? _unanswered : int.MaxValue);
        var (points, parameters, tags, length) = (first.Points.ToList(), first.Params.ToDictionary(StringComparer.Ordinal), first.Tags.ToDictionary(StringComparer.Ordinal), head.Length);
        foreach (var (entry, more) in spool.Heads().Skip(1))
        {
            if (lines == most || entry is not BatchEntry next || length + more > MostJoined || points.Count + next.Points.Count > BatchEntry.MostPoints || !Fit(parameters, next.Params) || !Fit(tags, next.Tags))
                break;
            points.AddRange(next.Points);
            foreach (var (key, value) in next.Params)
                parameters.Add(key, value);
            foreach (var (key, value) in next.Tags)
                tags.Add(key, value);
            length += more;
            lines++;
        }
        return (lines == 1 ? head : new Head(new BatchEntry(points, parameters, tags), length), lines);

        // A name that comes twice has to keep its order.
        static bool Fit(Dictionary<string, string> pairs, IReadOnlyDictionary<string, string> more) => pairs.Count + more.Count <= BatchEntry.MostNames && !more.Keys.Any(pairs.ContainsKey);
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
