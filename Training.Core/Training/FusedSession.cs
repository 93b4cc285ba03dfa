using Training.Core.Torch;

namespace Training.Core;

/// <summary>
/// Several trials trained in step (Horizontally Fused Training Arrays, arXiv 2102.02344): the native steps of all slots in one call, each with
/// its own weights, minibatches, rate, decay, dropout, optimizer memory, measures and checkpoint.
/// Nothing of a slot is shared: its bits are those of the trial alone, whatever the other slots are. Belongs to one thread.
/// </summary>
public sealed class FusedSession : IDisposable
{
    private readonly FusedSlot[] _slots;
    private readonly bool[] _ended;
    private readonly int _threads;
    private readonly List<Repacking> _repackings = [];
    private int _epochs;

    /// <summary>Takes sessions that were started, resumed or inherited in the ordinary way; they belong to it from now on.</summary>
    /// <param name="sessions">At least one; none in the middle of an epoch.</param>
    /// <exception cref="ArgumentException">One of them cannot be fused, or their threads differ.</exception>
    public FusedSession(IReadOnlyList<TrainingSession> sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        if (sessions.Count == 0)
            throw new ArgumentException("A fused session needs at least one trial.", nameof(sessions));
        _threads = sessions[0].Parts.Threads;
        foreach (var (slot, session) in sessions.Index())
        {
            if (Obstacle(session) is { } reason)
                throw new ArgumentException($"The trial in slot {slot} cannot be fused: {reason}", nameof(sessions));
            if (session.Parts.Threads != _threads)
                throw new ArgumentException($"The trial in slot {slot} has {session.Parts.Threads} threads, the first {_threads}. Give all the same.", nameof(sessions));
        }

        _slots = [.. sessions.Select(session => new FusedSlot(session))];
        _ended = new bool[_slots.Length];
    }

    /// <summary>The number of slots, ended ones among them.</summary>
    public int Slots => _slots.Length;

    /// <summary>The slots that have epochs to train.</summary>
    public IReadOnlyList<int> Active => [.. Enumerable.Range(0, Slots).Where(slot => !_ended[slot] && _slots[slot].HasMore)];

    /// <summary>From which epoch on which slots trained together; the last entry holds until now.</summary>
    public IReadOnlyList<Repacking> Repackings => _repackings;

    /// <summary>Why a trial cannot be fused, as a sentence, or null when it can.</summary>
    public static string? Obstacle(TrainingSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Parts.Learner is SupervisedLearner learner ? learner.NativeObstacle : NativeStep.OtherNetwork;
    }

    /// <summary>Trains one epoch of every active slot in step, then validates each. A slot that diverges says so and leaves; the others go on.</summary>
    /// <exception cref="OperationCanceledException">Stopped between two batches; the slots are then half-way through an epoch and of no further use.</exception>
    public IReadOnlyList<FusedEpoch> RunEpoch(CancellationToken stop)
    {
        var active = Active;
        if (active.Count == 0)
            throw new InvalidOperationException("All slots have ended.");
        _epochs++;
        if (_repackings.Count == 0 || !_repackings[^1].Slots.SequenceEqual(active))
            _repackings.Add(new Repacking(_epochs, active));
        TorchRuntime.UseThreads(_threads);
        FusedSlot[] slots = [.. active.Select(slot => _slots[slot])];
        Array.ForEach(slots, slot => slot.Begin());
        var steps = slots.Max(slot => slot.Epoch!.Steps);
        for (var step = 0; step < steps; step++)
        {
            stop.ThrowIfCancellationRequested();
            Step(slots, step);
        }

        return [.. active.Zip(slots, (place, slot) => new FusedEpoch(place, slot.End(stop), slot.Diverged))];
    }

    /// <summary>Ends a slot early: it trains no further, its session can still be saved and tested.</summary>
    public void End(int slot) => _ended[slot] = true;

    /// <summary>The session of a slot, between two epochs: for its checkpoint and its test. It stays the fused session's.</summary>
    public TrainingSession Session(int slot) => _slots[slot].Session;

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_slots, slot => slot.Session.Dispose());

    private static void Step(FusedSlot[] slots, int step)
    {
        using var scope = torch.NewDisposeScope();
        var taking = Array.FindAll(slots, slot => slot.Takes(step));
        if (taking.Length == 0)
            return;
        var batches = Array.ConvertAll(taking, slot => slot.Epoch!.Read(step));
        var answers = SupervisedLearner.StepTogether(Array.ConvertAll(taking, slot => slot.Learner), batches);
        for (var i = 0; i < taking.Length; i++)
            taking[i].Stepped(answers[i], batches[i]);
    }
}
