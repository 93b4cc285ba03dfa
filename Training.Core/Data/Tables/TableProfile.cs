using System.Globalization;

namespace Training.Core.Data.Tables;

/// <summary>Counts what a table holds and looks for what often goes wrong.</summary>
internal static class TableProfile
{
    private const double MuchMissing = 0.5, RareClass = 0.05;

    public static DatasetProfile Of(TableDataset data)
    {
        ColumnProfile[] columns = [.. data.Columns.Select(column => Of(data, column))];
        ClassRows[] classes = [.. data.ClassNames.Select((name, label) => new ClassRows(name, Count(data, data.TrainIndex, label), Count(data, data.TestIndex, label)))];
        return new(data.Name, data.Title, data.Digest, data.ShapeText, data.TrainRows, data.TestRows, classes, [], [], columns, [.. Warnings(data, columns, classes)]);
    }

    private static ColumnProfile Of(TableDataset data, TableColumn column)
    {
        var role = column == data.TargetColumn ? "target" : data.Inputs.Contains(column) ? "input" : "unused";
        int[] present = [.. data.TrainIndex.ToArray().Where(row => !column.IsMissing(row))];
        var missing = data.TrainRows - present.Length;
        if (!column.IsNumeric)
        {
            var counts = present.CountBy(row => column.Codes[row]).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).ToArray();
            return new(column.Name, column.Kind, role, missing, counts.Length, null, [.. counts.Take(10).Select(pair => KeyValuePair.Create(column.Levels[pair.Key], pair.Value))]);
        }

        double[] sorted = [.. present.Select(row => column.Numbers[row]).Order()];
        var summary = sorted.Length == 0 ? null : new NumberSummary(
            sorted[0], Statistics.Quantile(sorted, 0.25), Statistics.Quantile(sorted, 0.5), Statistics.Quantile(sorted, 0.75), sorted[^1], Statistics.Mean(sorted), Statistics.Deviation(sorted));
        return new(column.Name, column.Kind, role, missing, sorted.Distinct().Count(), summary, []);
    }

    private static int Count(TableDataset data, ReadOnlySpan<int> rows, int label)
    {
        var count = 0;
        foreach (var row in rows)
            count += data.TargetColumn.Codes[row] == label ? 1 : 0;
        return count;
    }

    private static IEnumerable<string> Warnings(TableDataset data, ColumnProfile[] columns, ClassRows[] classes)
    {
        var doubles = Doubles(data);
        if (doubles > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{doubles:#,0} of {data.TestRows:#,0} test rows are also training rows, value for value: the test judges them too well.");
        if (data.TestDrawn && Array.Find(columns, column => column.Kind == ColumnKind.Date) is { } date)
            yield return $"The test rows are drawn at random from all times in column {date.Name}: where rows follow each other in time, the test judges too well. Give test_rows, which takes the last ones, or a test file in {TableManifest.FileName}.";
        foreach (var column in columns)
        {
            if (column.Distinct <= 1 && column.Role != "target")
                yield return $"Column {column.Name} has {(column.Distinct == 0 ? "no value" : "one value only")}: it teaches nothing.";
            else if (column.Missing > MuchMissing * data.TrainRows)
                yield return string.Create(CultureInfo.InvariantCulture, $"Column {column.Name} is missing in {100.0 * column.Missing / data.TrainRows:0}% of the training rows.");
            if (column.Kind == ColumnKind.Text)
                yield return $"Column {column.Name} has {column.Distinct} different texts and is not used.";
        }

        foreach (var misread in data.Columns.Select(column => column.Misread()).OfType<string>())
            yield return misread;
        foreach (var rare in classes.Where(rows => rows.Train < RareClass * data.TrainRows))
            yield return string.Create(CultureInfo.InvariantCulture, $"Class {rare.Name} has {rare.Train:#,0} of {data.TrainRows:#,0} training rows: a model may ignore it. Consider a stratified split and weights.");
    }

    private static int Doubles(TableDataset data)
    {
        var known = new HashSet<ulong>();
        foreach (var row in data.TrainIndex)
            known.Add(Fingerprint(data, row));
        var found = 0;
        foreach (var row in data.TestIndex)
            found += known.Contains(Fingerprint(data, row)) ? 1 : 0;
        return found;
    }

    // 64 well mixed bits of a row's values: a million rows share one by chance about once in 40,000 tables.
    private static ulong Fingerprint(TableDataset data, int row)
    {
        var mixed = 0UL;
        foreach (var column in data.Columns)
            mixed = CounterRandom.For((long)mixed, column.IsNumeric ? BitConverter.DoubleToInt64Bits(column.Numbers[row]) : column.Codes[row]).Key;
        return mixed;
    }
}
