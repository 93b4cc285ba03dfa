using System.Globalization;

namespace Bench.Browser;

/// <summary>Collects figures: the median of the runs, each said as soon as it is known.</summary>
internal sealed class Cases
{
    private readonly List<BenchCase> _all = [];

    public IReadOnlyList<BenchCase> All => _all;

    public void Add(string name, string unit, IReadOnlyList<double> runs)
    {
        var rounded = runs.Select(run => Math.Round(run, 3)).ToList();
        var median = rounded.Order().ElementAt(rounded.Count / 2);
        _all.Add(new BenchCase(name, unit, median, null, null, rounded));
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {median} {unit} ({rounded.Min()} to {rounded.Max()}, {rounded.Count} times)"));
    }
}
