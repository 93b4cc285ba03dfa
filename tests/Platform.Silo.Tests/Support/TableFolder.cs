using System.Globalization;
using System.Text;
using Platform.Core.Experiments;
using Search;

namespace Platform.Silo.Tests.Support;

/// <summary>A table of numbers with two classes in a platform's data folder, whose rows a test may change as its owner would.</summary>
internal sealed class TableFolder(SiloPlatform platform, string name)
{
    private const int TestRows = 100;

    /// <summary>Replaces the files; equal arguments give equal content.</summary>
    /// <param name="rows">The last <see cref="TestRows"/> are for the test.</param>
    /// <param name="shift">How far the border between the classes lies from the middle.</param>
    public void Write(int rows, double shift)
    {
        const int columns = 2;
        var folder = Path.Combine(platform.Home, "data", name);
        Directory.CreateDirectory(folder);
        var csv = new StringBuilder().AppendJoin(',', Enumerable.Range(0, columns).Select(c => $"x{c}")).Append(",side\n");
        for (var row = 0; row < rows; row++)
        {
            var sum = 0.0;
            for (var column = 0; column < columns; column++)
            {
                var value = (((row * 37L) + 11) * (column + 3) % 1009 / 504.5) - 1; // -1 to 1, the same on every machine
                sum += value;
                csv.Append(value.ToString("0.####", CultureInfo.InvariantCulture)).Append(',');
            }

            csv.Append(sum > shift ? "above\n" : "below\n");
        }

        // As a whole or not at all: a silo may be reading.
        Replace(Path.Combine(folder, "rows.csv"), csv.ToString());
        Replace(Path.Combine(folder, "dataset.yaml"), $"train: rows.csv\ntask: classification\ntarget: side\ntest_rows: {TestRows}\n");
    }

    /// <summary>Leaves a file that cannot be read as a table.</summary>
    public void Damage() => Replace(Path.Combine(platform.Home, "data", name, "rows.csv"), "x0,x1,side\n1,2,above\n3\n");

    /// <summary>A sweep of one small network on it.</summary>
    public SweepSpec Sweep(int epochs = 2, int samples = 300) => Some.Sweep(trials: 1, epochs: epochs) with
    {
        Data = name,
        Fixed = ParameterSet.Of(("model", "mlp"), ("mlp.layers", 1L), ("mlp.width", 16L), ("train_samples", (long)samples), ("optimizer", "adam"), ("batch_size", 32L)),
    };

    private static void Replace(string file, string text)
    {
        File.WriteAllText(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
    }
}
