namespace Training.Core.Data.Tables;

/// <summary>Fits a table's steps on the training rows. A pure function of the rows and the settings.</summary>
internal static class TableFit
{
    /// <summary>The fitted steps.</summary>
    /// <param name="data">The table.</param>
    /// <param name="spec">What to fit.</param>
    /// <param name="rows">The training rows, as row numbers of the columns.</param>
    /// <param name="kept">Which of <paramref name="rows"/> (their positions) stay when rows with outliers are dropped; null when all stay.</param>
    /// <exception cref="SpecException">Dropping outliers leaves nothing to train on.</exception>
    public static TablePreparation Fit(TableDataset data, TableSpec spec, int[] rows, out int[]? kept)
    {
        kept = null;
        if (spec.Outliers.StartsWith("drop", StringComparison.Ordinal))
        {
            kept = WithoutOutliers(data, spec, rows);
            rows = [.. kept.Select(at => rows[at])];
        }

        var fitted = rows;
        return new TablePreparation(
            [.. data.Inputs.Where(column => column.IsNumeric).Select(column => Number(column, spec, fitted))],
            [.. data.Inputs.Where(column => !column.IsNumeric).Select(column => Category(column, spec, fitted))],
            Target(data, spec, fitted)) { Missing = data.Missing };
    }

    private static int[] WithoutOutliers(TableDataset data, TableSpec spec, int[] rows)
    {
        var bounds = data.Inputs.Where(column => column.IsNumeric).Select(column => (Column: column, Bounds: Bounds(Present(column, rows), spec))).ToArray();
        int[] kept = [.. Enumerable.Range(0, rows.Length).Where(at => Array.TrueForAll(bounds, b => !(b.Column.Numbers[rows[at]] < b.Bounds.Low) && !(b.Column.Numbers[rows[at]] > b.Bounds.High)))];
        return kept.Length > 0 ? kept : throw new SpecException(
            "table.outliers", $"'{spec.Outliers}' with table.outlier_limit {spec.OutlierLimit} drops all {rows.Length} training rows. Raise the limit, or clip instead.");
    }

    private static NumberStep Number(TableColumn column, TableSpec spec, int[] rows)
    {
        var present = Present(column, rows);
        var fill = Fill(present, spec.Impute);
        var missing = rows.Length - present.Length;
        var (low, high) = spec.Outliers.StartsWith("clip", StringComparison.Ordinal) ? Bounds(present, spec) : (double.NegativeInfinity, double.PositiveInfinity);
        var values = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            values[i] = Math.Clamp(column.IsMissing(rows[i]) ? fill : column.Numbers[rows[i]], low, high);
        var log = spec.Log == "all" || (spec.Log == "skewed" && Statistics.Skewness(values) > 1);
        if (log)
            values = Array.ConvertAll(values, NumberStep.SignedLog);
        var (center, scale) = Scaling(values, spec.Scale);
        return new NumberStep(
            column.Name, column.Kind, fill, spec.MissingFlag && missing > 0, double.IsFinite(low) ? low : null, double.IsFinite(high) ? high : null, log, center, scale);
    }

    private static CategoryStep Category(TableColumn column, TableSpec spec, int[] rows)
    {
        var counts = new int[column.Levels.Count];
        foreach (var row in rows)
        {
            if (!column.IsMissing(row))
                counts[column.Codes[row]]++;
        }

        string[] levels = [.. column.Levels.Where((_, code) => counts[code] > 0)];
        var usual = levels.Length > 0 ? column.Levels[Array.IndexOf(counts, counts.Max())] : null;
        return new CategoryStep(column.Name, levels, spec.Impute == "most_frequent" ? usual : null, spec.Encoding == "onehot") { Usual = usual };
    }

    private static TargetStep Target(TableDataset data, TableSpec spec, int[] rows)
    {
        if (data.Target == TargetKind.Class || spec.Target == "none")
            return new TargetStep(data.TargetColumn.Name, 0, 1);
        var (center, scale) = Scaling([.. rows.Select(row => data.TargetColumn.Numbers[row])], "standard");
        return new TargetStep(data.TargetColumn.Name, center, scale);
    }

    private static double[] Present(TableColumn column, int[] rows) => [.. rows.Where(row => !column.IsMissing(row)).Select(row => column.Numbers[row])];

    private static double Fill(double[] present, string how) => (how, present.Length) switch
    {
        (_, 0) => 0,
        ("mean", _) => Statistics.Mean(present),
        ("most_frequent", _) => present.CountBy(value => value).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).First().Key,
        _ => Statistics.Quantile([.. present.Order()], 0.5),
    };

    private static (double Low, double High) Bounds(double[] present, TableSpec spec)
    {
        if (present.Length == 0)
            return (double.NegativeInfinity, double.PositiveInfinity);
        if (spec.Outliers.EndsWith("zscore", StringComparison.Ordinal))
        {
            var reach = spec.OutlierLimit * Statistics.Deviation(present);
            return (Statistics.Mean(present) - reach, Statistics.Mean(present) + reach);
        }

        double[] sorted = [.. present.Order()];
        var (first, third) = (Statistics.Quantile(sorted, 0.25), Statistics.Quantile(sorted, 0.75));
        if (third == first)
            return (double.NegativeInfinity, double.PositiveInfinity); // half of the values are equal, which does not make the others outliers
        return (first - (spec.OutlierLimit * (third - first)), third + (spec.OutlierLimit * (third - first)));
    }

    private static (double Center, double Scale) Scaling(double[] values, string how)
    {
        var (center, scale) = how switch
        {
            "standard" => (Statistics.Mean(values), Statistics.Spread(values)),
            "minmax" => (values.Min(), values.Max() - values.Min()),
            "robust" => Robust([.. values.Order()]),
            _ => (0, 1),
        };
        return (center, scale > 0 ? scale : 1);
    }

    private static (double Center, double Scale) Robust(double[] sorted) =>
        (Statistics.Quantile(sorted, 0.5), Statistics.Quantile(sorted, 0.75) - Statistics.Quantile(sorted, 0.25));
}
