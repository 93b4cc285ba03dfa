namespace Search;

/// <summary>
/// Maximises an acquisition over a mixed, conditional space: scores scattered points and points near the best trials, climbs from the best
/// of them that are apart (quasi-Newton on the smooth axes, all or neighbouring levels of the discrete ones in turn), and answers
/// the summits, best first. A fixed amount of work; every point it scores is one that can be proposed, except during a climb.
/// </summary>
internal sealed class AcquisitionSearch
{
    /// <summary>A discrete axis of more levels is climbed as if it were continuous and then rounded.</summary>
    private const int MostLevelsTried = 16;

    private const int ClimbIterations = 25, Rounds = 2;
    private const double ClimbTolerance = 1e-3;

    /// <summary>Squared distance in length scales below which two starts are the same.</summary>
    private const double Apart = 0.02;

    /// <summary>Squared distance in length scales within which a trial proposed elsewhere makes another one needless.</summary>
    private const double Elsewhere = 0.05;

    /// <summary>Coordinates closer than this are one point.</summary>
    private const double Same = 1e-9;

    /// <summary>How far a proposal moves at random, in length scales.</summary>
    private const double Step = 1e-6;

    /// <summary>Steps around a good trial, in length scales (and at most in whole axes).</summary>
    private static readonly double[] Reaches = [0.5, 0.2, 0.08, 0.03, 0.01];

    private readonly GpAxes _axes;
    private readonly Acquisition _acquisition;
    private readonly double[] _lengths;
    private readonly double[] _low;
    private readonly double[] _high;
    private readonly TrialRandom _random;
    private readonly bool[] _smooth;

    /// <summary>A search within a box (d) of the cube; the box binds ordered axes only.</summary>
    public AcquisitionSearch(GpAxes axes, Acquisition acquisition, double[] logLengths, (double[] Low, double[] High) box, TrialRandom random)
    {
        (_axes, _acquisition, (_low, _high), _random) = (axes, acquisition, box, random);
        _lengths = Array.ConvertAll(logLengths, PortableMath.Exp);
        _smooth = [.. axes.Cube.Axes.Select(axis => !axis.IsCategorical && axis.Levels is 0 or > MostLevelsTried)];
    }

    /// <summary>The summits found, best first; at least one.</summary>
    /// <param name="good">Latent points (d) to look around, best first; may be empty.</param>
    /// <param name="scattered">How many points to scatter.</param>
    /// <param name="near">How many points to draw near the good ones.</param>
    /// <param name="starts">How many climbs.</param>
    public IReadOnlyList<GpCandidate> Run(IReadOnlyList<double[]> good, int scattered, int near, int starts)
    {
        var latents = new List<double[]>(good);
        var scatter = new SobolSequence(_axes.Dimension, _random.Stream("scatter"));
        for (var i = 0; i < scattered; i++)
            latents.Add(_axes.Cube.HasPrior && i % 2 == 1 ? Boxed(_axes.Cube.FromPrior(scatter.Point(i))) : Scattered(scatter.Point(i)));
        for (var i = 0; i < near && good.Count > 0; i++)
            latents.Add(Near(good[i % good.Count], Reaches[i / good.Count % Reaches.Length], _random.Stream("near"), i));
        var candidates = Score(latents);
        var climbed = Choose(candidates, starts).Select(Climb).ToList();
        climbed.AddRange(candidates);
        climbed.Sort((a, b) => b.Score.CompareTo(a.Score));
        return climbed;
    }

    /// <summary>
    /// The best candidate that was not tried. Trials of lower numbers that are being proposed elsewhere at the same
    /// time have taken the better summits, so as many are passed over, each with its surroundings. Smooth coordinates move by up to a
    /// millionth of a length scale, so that two searches that end on one summit still differ.
    /// </summary>
    /// <param name="candidates">What <see cref="Run"/> answered.</param>
    /// <param name="trials">The trials known.</param>
    /// <param name="elsewhere">How many trials of lower numbers are being proposed elsewhere (<see cref="StudyView.Elsewhere"/>).</param>
    /// <returns>Null if everything was tried.</returns>
    public GpCandidate? Pick(IReadOnlyList<GpCandidate> candidates, IReadOnlyList<GpTrial> trials, int elsewhere)
    {
        var passed = new List<GpCandidate>();
        GpCandidate? last = null;
        foreach (var candidate in candidates)
        {
            if (trials.Any(trial => AreSame(trial.Features, candidate.Features)) || passed.Exists(other => Distance(other.Features, candidate.Features) <= Elsewhere))
                continue;
            last = candidate;
            if (passed.Count == elsewhere)
                break;
            passed.Add(candidate);
        }

        return last is null ? null : Moved(last);
    }

    /// <summary>Whether two points have the same features but for rounding.</summary>
    public static bool AreSame(double[] a, double[] b)
    {
        for (var j = 0; j < a.Length; j++)
        {
            if (!(Math.Abs(a[j] - b[j]) <= Same))
                return false;
        }

        return true;
    }

    private GpCandidate Moved(GpCandidate candidate)
    {
        var latent = (double[])candidate.Latent.Clone();
        var random = _random.Stream("move");
        for (var j = 0; j < latent.Length; j++)
        {
            if (!_smooth[j])
                continue;
            // Towards the farther end, so that a summit at an end moves too.
            var step = Step * Math.Min(1, _lengths[j]) * random.Uniform(j);
            latent[j] += latent[j] + latent[j] > _low[j] + _high[j] ? -step : step;
        }

        return Score([latent])[0];
    }

    private List<GpCandidate> Score(List<double[]> latents)
    {
        var repair = _random.Stream("repair");
        var scored = new List<GpCandidate>(latents.Count);
        var four = new double[Lanes.Width][];
        var points = new double[Lanes.Width][];
        Span<double> scores = stackalloc double[Lanes.Width];
        for (var i = 0; i < latents.Count; i += Lanes.Width)
        {
            for (var q = 0; q < Lanes.Width; q++)
            {
                var at = Math.Min(i + q, latents.Count - 1);
                latents[at] = _axes.Cube.Repair(latents[at], repair);
                points[q] = _axes.Canonical(latents[at]);
                four[q] = _axes.Features(points[q]);
            }

            _acquisition.Score(four, scores);
            for (var q = 0; q < Lanes.Width && i + q < latents.Count; q++)
                scored.Add(new GpCandidate(latents[i + q], points[q], four[q], double.IsNaN(scores[q]) ? double.NegativeInfinity : scores[q]));
        }

        return scored;
    }

    /// <summary>The nearest point in the box: a hunch is about places, so that its draws are not squeezed together.</summary>
    private double[] Boxed(double[] latent) => [.. latent.Select((u, j) => _axes.Categorical[j] ? u : Math.Clamp(u, _low[j], _high[j]))];

    /// <summary>A point of the cube moved into the box.</summary>
    private double[] Scattered(double[] latent)
    {
        for (var j = 0; j < latent.Length; j++)
            latent[j] = _axes.Categorical[j] ? latent[j] : _low[j] + latent[j] * (_high[j] - _low[j]);
        return latent;
    }

    /// <summary>
    /// A point some of whose coordinates are moved: about eight of them, at least one (the sparse perturbations of Regis and Shoemaker,
    /// Eng. Optim. 45, 2013), ordered ones by a normal step, choices to any.
    /// </summary>
    private double[] Near(double[] centre, double reach, TrialRandom random, int index)
    {
        var d = centre.Length;
        var latent = (double[])centre.Clone();
        var draw = index * (2 * d + 1);
        var chance = Math.Min(1, 8.0 / d);
        var kept = random.Below(draw, d);
        for (var j = 0; j < d; j++)
        {
            if (j != kept && !(random.Uniform(draw + 1 + j) < chance))
                continue;
            var u = random.Uniform(draw + 1 + d + j);
            if (_axes.Categorical[j])
                latent[j] = j == kept || u < 0.3 ? random.Uniform(draw + 1 + j) / (j == kept ? 1 : chance) : latent[j];
            else
                latent[j] = Math.Clamp(latent[j] + reach * Math.Min(1, _lengths[j]) * NormalDistribution.Quantile(Math.Clamp(u, 1e-12, 1 - 1e-12)), _low[j], _high[j]);
        }

        return latent;
    }

    private List<GpCandidate> Choose(List<GpCandidate> candidates, int starts)
    {
        var order = candidates.OrderByDescending(candidate => candidate.Score);
        var chosen = new List<GpCandidate>();
        foreach (var candidate in order)
        {
            if (chosen.TrueForAll(other => Distance(candidate.Features, other.Features) > Apart))
                chosen.Add(candidate);
            if (chosen.Count == starts)
                break;
        }

        return chosen;
    }

    private double Distance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var j = 0; j < a.Length; j++)
        {
            var difference = a[j] - b[j];
            sum += (_axes.Categorical[j] ? Math.Min(1, difference * difference) : difference * difference) / (_lengths[j] * _lengths[j]);
        }

        return sum;
    }

    private GpCandidate Climb(GpCandidate candidate)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var before = candidate;
            candidate = ClimbSmooth(candidate);
            candidate = ClimbLevels(candidate);
            if (ReferenceEquals(candidate, before) || SameLevels(before, candidate))
                break;
        }

        return candidate;
    }

    /// <summary>Whether no discrete axis moved, so that another climb would begin at its own end.</summary>
    private bool SameLevels(GpCandidate a, GpCandidate b)
    {
        for (var j = 0; j < _smooth.Length; j++)
        {
            if (!_smooth[j] && a.Features[j] != b.Features[j])
                return false;
        }

        return true;
    }

    /// <summary>Climbs the smooth axes that exist at the point, in units of their length scales.</summary>
    private GpCandidate ClimbSmooth(GpCandidate candidate)
    {
        int[] free = [.. Enumerable.Range(0, _smooth.Length).Where(j => _smooth[j] && !double.IsNaN(candidate.Point[j]))];
        if (free.Length == 0)
            return candidate;
        var features = (double[])candidate.Features.Clone();
        var full = new double[features.Length];
        double Descent(double[] scaled, double[] gradient)
        {
            for (var i = 0; i < free.Length; i++)
                features[free[i]] = scaled[i] * _lengths[free[i]];
            var score = _acquisition.Score(features, full);
            for (var i = 0; i < free.Length; i++)
                gradient[i] = -full[free[i]] * _lengths[free[i]];
            return -score;
        }

        var minimizer = new BoundedMinimizer([.. free.Select(j => _low[j] / _lengths[j])], [.. free.Select(j => _high[j] / _lengths[j])]);
        var (summit, _) = minimizer.Minimize(Descent, [.. free.Select(j => features[j] / _lengths[j])], ClimbIterations, ClimbTolerance);
        var latent = (double[])candidate.Latent.Clone();
        for (var i = 0; i < free.Length; i++)
            latent[free[i]] = Math.Clamp(summit[i] * _lengths[free[i]], 0, 1);
        var climbed = Score([latent])[0];
        return climbed.Score > candidate.Score ? climbed : candidate;
    }

    /// <summary>Tries other levels of each discrete axis that exists at the point, axis by axis: all, or the neighbours of many.</summary>
    private GpCandidate ClimbLevels(GpCandidate candidate)
    {
        for (var j = 0; j < _axes.Dimension; j++)
        {
            var axis = _axes.Cube.Axes[j];
            if (axis.Levels < 2 || double.IsNaN(candidate.Point[j]))
                continue;
            var own = axis.LevelOf(candidate.Point[j]);
            IEnumerable<long> levels = axis.Levels <= MostLevelsTried
                ? Enumerable.Range(0, (int)axis.Levels).Select(level => (long)level)
                : axis.IsCategorical ? Enumerable.Range(0, MostLevelsTried).Select(i => (long)_random.Stream("choice").Below(j * MostLevelsTried + i, (int)axis.Levels))
                : new[] { own - 2, own - 1, own + 1, own + 2 };
            var others = new List<double[]>();
            foreach (var level in levels.Where(level => level != own && level >= 0 && level < axis.Levels))
            {
                var latent = (double[])candidate.Latent.Clone();
                var (low, high) = axis.Cell(level);
                latent[j] = 0.5 * (low + high);
                if (axis.IsCategorical || (latent[j] >= _low[j] && latent[j] <= _high[j]))
                    others.Add(latent);
            }

            foreach (var other in Score(others))
            {
                if (other.Score > candidate.Score)
                    candidate = other;
            }
        }

        return candidate;
    }
}
