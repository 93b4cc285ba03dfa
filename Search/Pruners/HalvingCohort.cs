namespace Search;

/// <summary>
/// What is certain about the halving of one cohort when only part of its values are known. At rung k the best n / eta^k of the
/// n members go on; of equal values the lower number is the better. A member is out when so many certain survivors are ahead of
/// it, and certainly in when fewer can come to be ahead of it.
/// </summary>
internal sealed class HalvingCohort
{
    private readonly CohortTrial[] _members;
    private readonly int[] _rungs;
    private readonly int _eta;

    /// <summary>For each member the rung (index) at which it is certainly cut; -1 while it is not.</summary>
    private readonly int[] _cutAt;

    public HalvingCohort(CohortTrial[] members, int[] rungs, int eta)
    {
        (_members, _rungs, _eta) = (members, rungs, eta);
        _cutAt = new int[members.Length];
        Array.Fill(_cutAt, -1);
        var certain = new bool[members.Length];
        Array.Fill(certain, value: true);
        for (var k = 0; k < rungs.Length; k++)
            Cut(k, certain);
    }

    /// <summary>How many members go on from rung <paramref name="k"/> (index from 0), at least 1.</summary>
    private int Places(int k)
    {
        var places = _members.Length;
        for (var i = 0; i <= k; i++)
            places /= _eta;
        return Math.Max(1, places);
    }

    /// <summary>The verdict on member <paramref name="index"/>, which is at <paramref name="epoch"/>.</summary>
    public Verdict Judge(int index, int epoch, StudyView study)
    {
        var k = _cutAt[index] >= 0 ? _cutAt[index] : Array.FindLastIndex(_rungs, rung => rung <= epoch);
        var own = ValueAt(index, k) ?? double.PositiveInfinity;
        double[] known = [.. Enumerable.Range(0, _members.Length)
            .Where(i => _cutAt[i] < 0 || _cutAt[i] >= k)
            .Select(i => ValueAt(i, k)).OfType<double>().Order()];
        var places = Places(k);
        if (_cutAt[index] < 0)
        {
            return PrunerText.Kept(epoch, $"it may still be among the {places} of {_members.Length} trials that go on from epoch {_rungs[k]}, where {known.Length} have arrived")
                with { Rung = _rungs[k], Value = Finite(own) };
        }

        var bound = known[Math.Min(places, known.Length) - 1];
        var sign = study.Maximised ? -1 : 1;
        var numbers = (double.IsFinite(own), double.IsFinite(bound)) switch
        {
            (true, _) => FormattableString.Invariant($"{sign * own:G6} at epoch {_rungs[k]} is behind the bound {sign * bound:G6}"),
            (false, true) => FormattableString.Invariant($"it has no finite value at epoch {_rungs[k]} and the bound is {sign * bound:G6}"),
            _ => FormattableString.Invariant($"at epoch {_rungs[k]} neither it nor enough others have a finite value, and lower numbers go first"),
        };
        return PrunerText.Pruned(epoch, $"{numbers}, the best {places} of the {_members.Length} trials halved together") with { Rung = _rungs[k], Value = Finite(own), Bound = Finite(bound) };
    }

    /// <summary>Settles what can be settled at rung <paramref name="k"/>; <paramref name="certain"/> tells which members certainly reach it, and is brought up to date.</summary>
    private void Cut(int k, bool[] certain)
    {
        var places = Places(k);
        int[] alive = [.. Enumerable.Range(0, _members.Length).Where(i => _cutAt[i] < 0)];
        var values = Array.ConvertAll(alive, i => ValueAt(i, k));
        var next = new bool[_members.Length];
        var cut = new List<int>();
        for (var a = 0; a < alive.Length; a++)
        {
            if (values[a] is not { } own)
                continue;
            int ahead = 0, perhapsAhead = 0;
            for (var b = 0; b < alive.Length; b++)
            {
                var before = values[b] is { } other ? other < own || (other == own && b < a) : (bool?)null;
                if (b == a || before == false)
                    continue;
                perhapsAhead++;
                if (before == true && certain[alive[b]])
                    ahead++;
            }

            if (ahead >= places)
                cut.Add(alive[a]);
            next[alive[a]] = certain[alive[a]] && perhapsAhead < places;
        }

        foreach (var i in cut)
            _cutAt[i] = k;
        next.CopyTo(certain, 0);
    }

    /// <summary>A member's best value at a rung: infinite when it was stopped before or stayed without one, null while it is still to come.</summary>
    private double? ValueAt(int index, int k)
    {
        var member = _members[index];
        if (member.Curve.Count >= _rungs[k])
            return Curves.Best(member.Curve, _rungs[k]) ?? double.PositiveInfinity;
        return member.Ended ? double.PositiveInfinity : null;
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
