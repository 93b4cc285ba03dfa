namespace Search;

/// <summary>
/// How much each process of an ensemble is to be believed: the probability that it puts the study's own trials into the right order
/// better than every other. The ranking loss of a function f is the number of pairs of trials that it puts in the wrong order; each
/// process draws functions from its posterior, the study's own with every trial left out in turn, and weighs as often as its draw has the
/// least loss; ties go to the study's own. A past whose median loss is above the own model's 95th percentile is left out, so that many
/// poor pasts do not add up. Feurer, Letham, Bakshy, "Scalable meta-learning for Bayesian optimization", arXiv 1802.02219, 2018, section 4.
/// Cost O(m p^2 + m^2 p + draws m^2) a past of p trials, m at most <see cref="MostTrials"/>.
/// </summary>
internal static class EnsembleWeights
{
    /// <summary>Functions drawn from each process.</summary>
    private const int Draws = 128;

    /// <summary>Own trials that are ranked: of more, the best half and the newest.</summary>
    private const int MostTrials = 60;

    /// <summary>Fewer own trials do not tell one order from another.</summary>
    private const int LeastTrials = 3;

    /// <summary>The weights: one a past, the study's own last; they sum to 1.</summary>
    /// <param name="pasts">Processes of earlier studies (k).</param>
    /// <param name="own">The study's own process.</param>
    /// <param name="data">What <paramref name="own"/> learnt from.</param>
    /// <param name="latent">Its standardised values, (n).</param>
    /// <param name="seed">The study's seed.</param>
    public static double[] Of(IReadOnlyList<GpModel> pasts, GpModel own, GpData data, double[] latent, long seed)
    {
        var weights = new double[pasts.Count + 1];
        int[] complete = [.. Enumerable.Range(0, data.Trials.Count).Where(i => data.Trials[i].IsComplete)];
        if (complete.Length < LeastTrials)
        {
            weights[^1] = 1;
            return weights;
        }

        var ranked = new GpData([.. complete.Select(i => data.Trials[i])], [.. complete.Select(i => data.Values[i])]).Chosen(complete.Length, MostTrials).Select(i => complete[i]).ToArray();
        double[][] features = [.. ranked.Select(i => data.Trials[i].Features)];
        double[] values = [.. ranked.Select(i => latent[i])];
        var losses = new List<int[]>();
        for (var model = 0; model < pasts.Count; model++)
            losses.Add(PastLosses(pasts[model], features, values, Stream(seed, model)));
        losses.Add(OwnLosses(own, ranked, latent, values, Stream(seed, pasts.Count)));
        var bound = losses[^1].Order().ElementAt(Draws * 95 / 100);
        for (var model = 0; model < pasts.Count; model++)
        {
            if (losses[model].Order().ElementAt(Draws / 2) > bound)
                Array.Fill(losses[model], int.MaxValue);
        }

        for (var draw = 0; draw < Draws; draw++)
            weights[Best(losses, draw)] += 1.0 / Draws;
        return weights;
    }

    /// <summary>Discordant pairs of a function's values (m) against the true ones (m), each counted twice, a tie once.</summary>
    internal static int Loss(double[] guess, double[] truth)
    {
        var loss = 0;
        for (var j = 0; j < truth.Length; j++)
        {
            for (var k = 0; k < j; k++)
            {
                if (truth[j] != truth[k])
                    loss += guess[j] == guess[k] ? 1 : guess[j] < guess[k] == truth[j] < truth[k] ? 0 : 2;
            }
        }

        return loss;
    }

    private static int[] PastLosses(GpModel past, double[][] features, double[] values, TrialRandom random)
    {
        var (means, factor) = past.Joint(features);
        var normals = new double[Lanes.Padded(values.Length)];
        var guess = new double[values.Length];
        var losses = new int[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            for (var i = 0; i < guess.Length; i++)
                normals[i] = Normal(random, draw * MostTrials + i);
            for (var i = 0; i < guess.Length; i++)
                guess[i] = means[i] + Lanes.Dot(factor.Row(i), normals, 0, Lanes.Padded(i + 1));
            losses[draw] = Loss(guess, values);
        }

        return losses;
    }

    /// <summary>Each trial is guessed from all others and compared with their values: every pair is judged twice.</summary>
    private static int[] OwnLosses(GpModel own, int[] ranked, double[] latent, double[] values, TrialRandom random)
    {
        var without = own.LeaveOneOut(ranked, latent);
        var losses = new int[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            for (var j = 0; j < values.Length; j++)
            {
                var guess = without[j].Mean + without[j].Deviation * Normal(random, draw * MostTrials + j);
                for (var k = 0; k < values.Length; k++)
                    losses[draw] += values[j] != values[k] && guess < values[k] != values[j] < values[k] ? 1 : 0;
            }
        }

        return losses;
    }

    private static int Best(List<int[]> losses, int draw)
    {
        var best = losses.Count - 1;
        for (var model = 0; model < losses.Count; model++)
            best = losses[model][draw] < losses[best][draw] ? model : best;
        return best;
    }

    private static TrialRandom Stream(long seed, int model) => TrialRandom.For(seed, model).Stream("ranking");

    private static double Normal(TrialRandom random, int index) => NormalDistribution.Quantile(Math.Clamp(random.Uniform(index), 1e-12, 1 - 1e-12));
}
