namespace Bench.Web;

/// <summary>What the program that measures pages in a browser is told.</summary>
/// <param name="Address">The web server's.</param>
/// <param name="Database">Connection string of its database.</param>
/// <param name="WebProcess">The web server's process.</param>
/// <param name="Sweep">A finished sweep of <paramref name="Trials"/> trials.</param>
/// <param name="Experiment">An experiment of many runs with whole curves.</param>
/// <param name="Run">One of its runs.</param>
/// <param name="LongRuns">Runs whose curves have 100,000 points.</param>
public sealed record PagesToMeasure(string Address, string Database, int WebProcess, string Sweep, int Trials, string Experiment, string Run, IReadOnlyList<string> LongRuns);
