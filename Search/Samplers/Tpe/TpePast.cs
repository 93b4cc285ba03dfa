namespace Search;

/// <summary>
/// Good and bad points of earlier studies for the densities of <see cref="TpeSampler"/>. A past weighs as much as it puts the study's own
/// trials into the right order better than a coin does (<see cref="PastPoints.Agreement"/>, of Feurer, Letham, Bakshy 2018), and less with
/// every own trial, so that one that misleads weighs nothing and one that is right gives way to what the study has seen itself. Each
/// past is split like the study's own trials. Cost O(pasts p (own + log p) d).
/// </summary>
internal sealed class TpePast
{
    /// <summary>With more own trials a past would weigh next to nothing.</summary>
    public const int MostOwn = 200;

    /// <summary>Trust from which the densities take the place of the first, random trials.</summary>
    public const double Believed = 0.3;

    /// <summary>Pasts that are looked at.</summary>
    public const int MostPasts = 5;

    private const int MostTrials = 250, LeastTrials = 5;

    /// <summary>Own trials that judge a past: the best half and the newest.</summary>
    private const int MostJudges = 40;

    /// <summary>What a past that is believed entirely weighs, in own good and own bad trials, and after how many own trials it weighs half of it.</summary>
    private const double GoodWeight = 5, BadWeight = 15, HalfLife = 10;

    /// <summary>Good and bad points that stand for one past.</summary>
    private const int MostGood = 12, MostBad = 64;

    private readonly List<(double[] Point, double Weight)> _good = [];
    private readonly List<(double[] Point, double Weight)> _bad = [];

    /// <param name="study">The study.</param>
    /// <param name="pasts">The trials of each of its pasts that have a place in its space, best first (<see cref="TpeHistory.Pasts"/>).</param>
    /// <param name="cube">The coordinates of its space.</param>
    /// <param name="except">The trial to be proposed.</param>
    /// <param name="gamma">Share of good trials.</param>
    public TpePast(StudyView study, IReadOnlyList<IReadOnlyList<Observation>> pasts, UnitCube cube, int except, double gamma)
    {
        var own = PastPoints.Own(study, except);
        if (own.Count < PastPoints.Trusted)
            return;
        Observation[] judges = [.. own.OrderBy(trial => trial.Value).ThenBy(trial => trial.Number).Take(MostJudges / 2).Union(own.TakeLast(MostJudges / 2))];
        foreach (var trials in pasts)
        {
            if (trials.Count < LeastTrials)
                continue;
            // Good and bad alike: the judgement is on every so-manieth.
            var thin = (trials.Count + MostTrials - 1) / MostTrials;
            Observation[] judged = [.. trials.Where((_, i) => i % thin == 0)];
            var trust = Math.Max(0, 2 * PastPoints.Agreement(cube, judged, judges) - 1) * HalfLife / (HalfLife + own.Count);
            Trust = Math.Max(Trust, trust);
            if (trust > 0)
                Take(trials, trust, cube, gamma);
        }
    }

    /// <summary>How far the best past is believed, in [0, 1]; 0 for one that orders no better than a coin.</summary>
    public double Trust { get; }

    /// <summary>Points for the good density in which all these axes exist, with their weights in own trials.</summary>
    public IEnumerable<(double[] Point, double Weight)> Good(int[] positions) => With(_good, positions);

    /// <summary>Points for the bad density in which all these axes exist, with their weights in own trials.</summary>
    public IEnumerable<(double[] Point, double Weight)> Bad(int[] positions) => With(_bad, positions);

    private static IEnumerable<(double[] Point, double Weight)> With(List<(double[] Point, double Weight)> points, int[] positions) =>
        points.Where(point => Array.TrueForAll(positions, i => !double.IsNaN(point.Point[i])));

    /// <summary>Takes the trials of a past, best first.</summary>
    private void Take(IReadOnlyList<Observation> trials, double trust, UnitCube cube, double gamma)
    {
        var split = TpeSplit.GoodOf(trials.Count, gamma);
        var good = Math.Min(MostGood, split);
        var ranks = TpeSplit.RankWeights(good);
        for (var i = 0; i < good; i++)
            _good.Add((cube.Encode(trials[i].Parameters), trust * GoodWeight / good * ranks[i]));
        var every = Math.Max(1, (trials.Count - split + MostBad - 1) / MostBad);
        Observation[] bad = [.. trials.Skip(split).Where((_, i) => i % every == 0)];
        foreach (var trial in bad)
            _bad.Add((cube.Encode(trial.Parameters), trust * BadWeight / bad.Length));
    }
}
