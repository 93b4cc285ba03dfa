using System.Globalization;
using Training.Core.Data;
using Training.Core.Data.Tables;

namespace Platform.Cli.Output;

/// <summary>A data set's profile as tables.</summary>
internal static class DatasetTables
{
    public static void Print(CliHost host, DatasetProfile profile)
    {
        host.Output.WriteLine($"{profile.Title}: {profile.ShapeText}, {profile.TrainRows} rows to train on, {profile.TestRows} to test; digest {profile.Digest}");
        if (profile.Columns is { Count: > 0 } columns)
        {
            var table = Tables.New("column", "kind", "role", "missing", "distinct", "values");
            foreach (var column in columns)
                table.Row(column.Name, column.Kind.ToString().ToLowerInvariant(), column.Role, $"{column.Missing}", $"{column.Distinct}", Values(column));
            host.Results.Write(table);
        }

        if (profile.Classes.Count > 0)
        {
            var table = Tables.New("class", "train", "test");
            foreach (var rows in profile.Classes)
                table.Row(rows.Name, $"{rows.Train}", $"{rows.Test}");
            host.Results.Write(table);
        }

        foreach (var warning in profile.Warnings ?? [])
            host.Output.WriteLine($"warning: {warning}");
    }

    private static string Values(ColumnProfile column) => column.Numbers is { } numbers
        ? string.Create(CultureInfo.InvariantCulture, $"{numbers.Least:G5} to {numbers.Largest:G5}, median {numbers.Median:G5}")
        : string.Join(", ", column.Common.Take(3).Select(pair => $"{pair.Key} {pair.Value}"));
}
