namespace Training.Core.Data.Tables;

/// <summary>Opens the data set that a manifest describes.</summary>
internal static class TableReader
{
    private const long TestSeed = 20_250_102; // of the test part where the manifest gives only its share

    public static Dataset Open(TableManifest manifest, string dataFolder)
    {
        var raw = CsvTable.Read(manifest, Path.Combine(dataFolder, manifest.Name), out var testStart);
        CheckNames(manifest, raw);
        var target = manifest.Target;
        var columns = new List<TableColumn>();
        foreach (var column in raw.Columns.Where(column => !manifest.Ignore.Contains(column.Name, StringComparer.Ordinal)))
            columns.Add(ColumnInference.Read(raw, column, KindOf(manifest, column)));
        if (manifest.Task == TableTask.Forecast)
        {
            var steps = manifest.UsedRows > 0 ? Math.Min(manifest.UsedRows, raw.Rows) : raw.Rows; // no used_rows beside a test file
            return raw.Unordered(columns, steps, $"Sort the rows oldest first, or if it is not the time of a row, name it under 'ignore' in {TableManifest.FileName}.") is { } unordered
                ? throw unordered
                : new SeriesDataset(testStart < raw.Rows ? manifest with { TestRows = raw.Rows - testStart } : manifest, columns, raw.Rows);
        }

        CheckTarget(manifest, raw, columns.Single(column => column.Name == target));
        var (train, test) = Parts(manifest, raw.Rows, testStart);
        if (train.Length < 2 || test.Length < 1)
            throw new DatasetException(manifest.Name, null, $"'{manifest.Name}' has {train.Length} training and {test.Length} test rows; at least 2 and 1 are needed. Add rows, or change test_rows or test_fraction in {TableManifest.FileName}.");
        return new TableDataset(manifest.Name, manifest.Title, columns, target, manifest.TargetKind, train, test)
        {
            Missing = manifest.Missing,
            TestDrawn = testStart == raw.Rows && manifest.TestRows == 0,
            Unordered = raw.Unordered(columns, testStart, $"Sort the rows oldest first, or use random or stratified; if it is not the time of a row, name it under 'ignore' in {TableManifest.FileName}.")?.Message,
        };
    }

    private static ColumnKind KindOf(TableManifest manifest, RawColumn column)
    {
        if (manifest.Kinds.TryGetValue(column.Name, out var given))
            return given;
        if (column.Name == manifest.Target)
            return manifest.Task == TableTask.Classification ? ColumnKind.Category : ColumnKind.Number;
        return ColumnInference.Infer(column);
    }

    private static void CheckNames(TableManifest manifest, RawTable raw)
    {
        var known = raw.Columns.Select(column => column.Name).ToArray();
        IEnumerable<string> named = [.. manifest.Ignore, .. manifest.Kinds.Keys];
        if (manifest.Task != TableTask.Forecast)
            named = named.Append(manifest.Target);
        if (named.FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal)) is { } unknown)
            throw RawTable.Refuse(manifest.Name, manifest.TrainFile, $"has no column '{unknown}', which {TableManifest.FileName} names. Its columns: {string.Join(", ", known.Take(50))}.");
        if (manifest.Ignore.Contains(manifest.Target, StringComparer.Ordinal))
            throw RawTable.Refuse(manifest.Name, TableManifest.FileName, $"the target '{manifest.Target}' is among the ignored columns. Take it out of 'ignore'.");
    }

    private static void CheckTarget(TableManifest manifest, RawTable raw, TableColumn target)
    {
        var column = raw.Columns.Single(candidate => candidate.Name == target.Name);
        if (column.Codes.IndexOf(-1) >= 0)
            throw raw.Missing(column, "Remove the row: without a target it teaches nothing.");
        if (manifest.Task == TableTask.Classification && target.Levels.Count < 2)
            throw RawTable.Refuse(manifest.Name, manifest.TrainFile, $"column {target.Name} has {target.Levels.Count} distinct values; classes need at least 2.");
        if (manifest.Task == TableTask.Regression && target.Kind != ColumnKind.Number)
            throw RawTable.Refuse(manifest.Name, manifest.TrainFile, $"column {target.Name} is a {target.Kind}, but a regression predicts a number.");
    }

    private static (int[] Train, int[] Test) Parts(TableManifest manifest, int rows, int testStart)
    {
        var all = Enumerable.Range(0, rows).ToArray();
        if (testStart < rows)
            return (all[..testStart], all[testStart..]);
        if (manifest.TestRows > 0)
            return (all[..Math.Max(0, rows - manifest.TestRows)], all[Math.Max(0, rows - manifest.TestRows)..]);
        var held = (int)Math.Round(rows * manifest.TestFraction, MidpointRounding.AwayFromZero);
        var order = CounterRandom.For(TestSeed, stream: 1).Permutation(rows);
        int[] test = [.. order[..held].Order()], train = [.. order[held..].Order()];
        return (train, test);
    }
}
