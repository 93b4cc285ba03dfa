using Training.Core.Models;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>
/// Several trials trained as one (Horizontally Fused Training Arrays, arXiv 2102.02344): one native step does forward, loss, backward and
/// optimizer of all slots, each with its own weights, minibatches, rate, decay, dropout, optimizer memory, measures and checkpoint.
/// Nothing of a slot is shared: its bits do not depend on the other slots' values, nor on how many there are. Belongs to one thread.
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
        var (spec, learner, _, _) = session.Parts;
        var optimizer = spec.Optimizer;
        if (learner is not SupervisedLearner { Parts: (Mlp, _, ClassificationTask { IsPlain: true }) })
            return "only fully connected networks without embeddings that learn classes by plain cross entropy can.";
        if (spec.Model.Activation is not ("relu" or "gelu"))
            return $"its activation is {spec.Model.Activation}; relu and gelu can.";
        if (optimizer.Kind is not ("adam" or "adamw" or "sgd"))
            return $"its optimizer is {optimizer.Kind}; adam, adamw and sgd can.";
        if (optimizer is not { L1: 0, L2: 0, ClipNorm: 0, MicroBatches: 1, AverageDecay: 0 })
            return "it has penalties, clipping, parts of batches or averaged weights.";
        if (spec.Precision != "float32")
            return $"it multiplies in {spec.Precision}.";
        if (spec.Data.Augment.Mixup > 0)
            return "it blends images (augment.mixup), whose loss the fused step does not compute.";
        if (spec.Transfer is { TrainBlocks: > 0 } or { RateDecay: not 1.0 })
            return "it freezes blocks, or trains them at rates of their own.";
        return spec.Device == "cpu" ? null : "it is not on the CPU.";
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

    private static unsafe void Step(FusedSlot[] slots, int step)
    {
        using var scope = torch.NewDisposeScope();
        var taking = Array.FindAll(slots, slot => slot.Takes(step));
        if (taking.Length == 0)
            return;
        var native = new MlpSlot[taking.Length];
        for (var i = 0; i < taking.Length; i++)
            taking[i].Prepare(step, ref native[i]);
        fixed (MlpSlot* first = native)
            Native.Checked(Native.shim_mlp_step(first, native.Length), "fused step");
        for (var i = 0; i < taking.Length; i++)
            taking[i].Finish(native[i]);
    }
}
