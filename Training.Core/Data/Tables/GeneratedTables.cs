namespace Training.Core.Data.Tables;

/// <summary>Tables that need no download, equal to the bit on every machine: a function to regress and two moons to tell apart.</summary>
internal static class GeneratedTables
{
    private const long Seed = 20_250_103;
    private const int FriedmanTrain = 4_000, FriedmanTest = 1_000, MoonsTrain = 2_000, MoonsTest = 500;
    private const string FriedmanTarget = "y";
    private const double MissingShare = 0.03;

    private static readonly DatasetInfo[] Infos =
    [
        new("friedman", "Friedman's regression function", true, [], "", "10 numbers and 1 category", 0, FriedmanTrain, FriedmanTest, TargetKind.Number, SampleKind.Table),
        new("moons", "Two moons", true, [], "", "2 numbers", 2, MoonsTrain, MoonsTest, Samples: SampleKind.Table),
    ];

    public static IEnumerable<DatasetInfo> Describe() => Infos;

    /// <summary>What makes the table of that name, or null.</summary>
    public static Func<Dataset>? Find(string name) => name switch
    {
        "friedman" => Friedman,
        "moons" => Moons,
        _ => null,
    };

    /// <summary>The column of that table whose numbers are predicted; null for other tables.</summary>
    public static string? NumberColumn(string name) => name == Infos[0].Name ? FriedmanTarget : null;

    /// <summary>
    /// y = 10 sin(π x1 x2) + 20 (x3 - 1/2)² + 10 x4 + 5 x5 + shift(group) + N(0, 1), x uniform in [0, 1), x6 to x10 without effect
    /// (Friedman 1991, "Multivariate adaptive regression splines", Eq. 61). The groups a, b, c shift by -2, 0, 2; 3% of x6 and of the groups are missing.
    /// </summary>
    private static TableDataset Friedman()
    {
        const int Rows = FriedmanTrain + FriedmanTest;
        const int Inputs = 10;
        var x = Enumerable.Range(0, Inputs).Select(_ => new double[Rows]).ToArray();
        var (group, y) = (new int[Rows], new double[Rows]);
        for (var row = 0; row < Rows; row++)
        {
            var random = CounterRandom.For(Seed, stream: 1).Child(row);
            for (var i = 0; i < Inputs; i++)
                x[i][row] = random.Uniform(i);
            group[row] = random.Below(Inputs, 3);
            y[row] = (10 * ExactMath.Sin(Math.PI * x[0][row] * x[1][row])) + (20 * (x[2][row] - 0.5) * (x[2][row] - 0.5)) + (10 * x[3][row]) + (5 * x[4][row])
                + (2 * (group[row] - 1)) + Normal(random, 20);
            if (random.Uniform(11) < MissingShare)
                x[5][row] = double.NaN;
            if (random.Uniform(12) < MissingShare)
                group[row] = -1;
        }

        return Create(Infos[0], [.. x.Select((values, i) => TableColumn.OfNumbers($"x{i + 1}", values)), TableColumn.OfLevels("group", group, ["a", "b", "c"]), TableColumn.OfNumbers(FriedmanTarget, y)], FriedmanTarget);
    }

    /// <summary>Two half circles that reach into each other, with normal noise of deviation 0.2; classes in turn.</summary>
    private static TableDataset Moons()
    {
        const int Rows = MoonsTrain + MoonsTest;
        var (x, y, moon) = (new double[Rows], new double[Rows], new int[Rows]);
        for (var row = 0; row < Rows; row++)
        {
            var random = CounterRandom.For(Seed, stream: 2).Child(row);
            var angle = Math.PI * random.Uniform(0);
            moon[row] = row % 2;
            var (cos, sin) = (ExactMath.Cos(angle), ExactMath.Sin(angle));
            x[row] = (moon[row] == 0 ? 1 - cos : cos) + (0.2 * Normal(random, 20));
            y[row] = (moon[row] == 0 ? 0.5 - sin : sin) + (0.2 * Normal(random, 40));
        }

        return Create(Infos[1], [TableColumn.OfNumbers("x", x), TableColumn.OfNumbers("y", y), TableColumn.OfLevels("moon", moon, ["lower", "upper"])], "moon");
    }

    private static TableDataset Create(DatasetInfo info, TableColumn[] columns, string target) => new(
        info.Name, info.Title, columns, target, info.Target, [.. Enumerable.Range(0, info.TrainRows)], [.. Enumerable.Range(info.TrainRows, info.TestRows)]);

    // The sum of twelve uniform numbers less six: mean 0, variance 1, exact on every machine.
    private static double Normal(CounterRandom random, int from)
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
            sum += random.Uniform(from + i);
        return sum;
    }
}
