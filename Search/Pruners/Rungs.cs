namespace Search;

/// <summary>The epochs at which halving compares trials.</summary>
internal static class Rungs
{
    /// <summary>first, first eta, first eta^2, ... below the full budget; ascending.</summary>
    public static int[] Up(int first, int eta, int maxEpochs)
    {
        var rungs = new List<int>();
        for (long rung = first; rung < maxEpochs; rung *= eta)
            rungs.Add((int)rung);
        return [.. rungs];
    }

    /// <summary>R/eta, R/eta^2, ... down to <paramref name="least"/>, rounded down; ascending, without the full budget R itself.</summary>
    public static int[] Down(int least, int eta, int maxEpochs)
    {
        var rungs = new List<int>();
        for (var rung = maxEpochs / eta; rung >= least; rung /= eta)
            rungs.Add(rung);
        rungs.Reverse();
        return [.. rungs];
    }
}
