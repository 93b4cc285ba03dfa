namespace Search;

/// <summary>
/// The survivors after each block of N trial numbers: the N best of the survivors before and the block's trials. Blocks whose trials and
/// predecessors have not changed are remembered.
/// </summary>
internal sealed class NsgaHistory(UnitCube cube, int population, int objectives) : IDerivedState
{
    private readonly List<IReadOnlyList<NsgaParent>> _survivors = []; // after block 0, 1, ...

    /// <summary>Every trial.</summary>
    public PopulationHistory Trials { get; } = new(cube);

    /// <inheritdoc/>
    public void Take(Observation observation)
    {
        Trials.Take(observation);
        var block = Math.Max(0, observation.Number / population);
        if (block < _survivors.Count)
            _survivors.RemoveRange(block, _survivors.Count - block);
    }

    /// <summary>Who may have a child as trial <paramref name="trialNumber"/>: the N best of all trials, chosen block by block; fewer than N at the start.</summary>
    public IReadOnlyList<NsgaParent> Parents(int trialNumber)
    {
        var last = Trials.Trials.Count == 0 ? -1 : Trials.Trials[^1].Number / population;
        var own = Trials.Find(trialNumber) is null ? int.MaxValue : trialNumber / population;
        IReadOnlyList<NsgaParent> survivors = [];
        for (var block = 0; block <= last; block++)
        {
            if (block < _survivors.Count && block < own)
            {
                survivors = _survivors[block];
                continue;
            }

            survivors = Select(survivors, InBlock(block, trialNumber));
            if (block == _survivors.Count && block < own)
                _survivors.Add(survivors);
        }

        return survivors;
    }

    private List<NsgaParent> InBlock(int block, int but)
    {
        var members = new List<NsgaParent>();
        for (var i = Trials.PositionOf(block * population); i < Trials.Trials.Count && Trials.Trials[i].Number / population == block; i++)
        {
            var trial = Trials.Trials[i];
            if (trial.Number != but && Values(trial) is { } values)
                members.Add(new NsgaParent(trial, values, 0, 0));
        }

        return members;
    }

    /// <summary>With one objective a pruned trial counts by the best of its curve.</summary>
    private double[]? Values(PopulationTrial trial) =>
        objectives > 1 ? Objectives.Of(trial.Observation, objectives) : trial.Score is { } score ? [score] : null;

    private NsgaParent[] Select(IReadOnlyList<NsgaParent> survivors, List<NsgaParent> block)
    {
        NsgaParent[] all = [.. survivors, .. block];
        var fronts = NondominatedSort.Fronts([.. all.Select(parent => parent.Values)], [.. all.Select(parent => parent.Trial.Violation)]);
        var chosen = new List<NsgaParent>();
        for (var front = 0; front < fronts.Count && chosen.Count < population; front++)
        {
            var crowding = CrowdingDistance.Of([.. fronts[front].Select(i => all[i].Values)]);
            var members = fronts[front].Select((i, k) => all[i] with { Front = front, Crowding = crowding[k] });
            chosen.AddRange(members.OrderByDescending(member => member.Crowding).ThenBy(member => member.Trial.Number).Take(population - chosen.Count));
        }

        return [.. chosen];
    }
}
