using System.Globalization;
using System.Text;

namespace Bench.Quality;

/// <summary>The results as docs/search-quality.md shows them: a table for each budget and the mean ranks below it, in Markdown.</summary>
internal static class ResultTables
{
    /// <param name="name">Our sampler.</param>
    /// <param name="ours">Its values by problem: for each seed at each of <see cref="SearchRun.Budgets"/>.</param>
    /// <param name="peers">The stored results.</param>
    public static string Of(string name, IReadOnlyDictionary<string, double[][]> ours, IReadOnlyList<PeerResults> peers)
    {
        var text = new StringBuilder();
        string[] problems = [.. SearchProblems.All.Select(problem => problem.Name).Where(ours.ContainsKey)];
        (PeerResults Peer, string Sampler)[] columns = [.. peers.SelectMany(peer => peer.Samplers.Keys.Select(sampler => (peer, sampler)))];
        for (var budget = 0; budget < SearchRun.Budgets.Count; budget++)
        {
            text.Append(CultureInfo.InvariantCulture, $"### After {SearchRun.Budgets[budget]} trials\n\n| problem | **{name}** | rank |");
            foreach (var (peer, sampler) in columns)
                text.Append(CultureInfo.InvariantCulture, $" {Version(peer)} {sampler} |");
            text.Append("\n|").Insert(text.Length, "---|", columns.Length + 3).Append('\n');
            var ranks = peers.ToDictionary(peer => peer, _ => new List<double>());
            var among = new List<double>();
            foreach (var problem in problems)
                Row(text, problem, budget, Median.Of([.. ours[problem].Select(run => run[budget])]), columns, ranks, among);
            text.Append(CultureInfo.InvariantCulture, $"\nMean rank of {name}: {Mean(among)} among all {columns.Length + 1}");
            foreach (var peer in peers)
                text.Append(CultureInfo.InvariantCulture, $"; {Mean(ranks[peer])} among itself and {peer.Peer} ({ranks[peer].Count} problems)");
            text.Append(".\n\n");
        }

        return text.ToString();
    }

    private static void Row(
        StringBuilder text, string problem, int budget, double own, (PeerResults Peer, string Sampler)[] columns, Dictionary<PeerResults, List<double>> ranks, List<double> among)
    {
        var medians = ranks.Keys.ToDictionary(peer => peer, peer => Ranking.Medians(peer, problem, budget));
        var rank = Ranking.RankOf(own, [own, .. medians.Values.SelectMany(found => found.Values)]);
        among.Add(rank);
        foreach (var (peer, found) in medians.Where(pair => pair.Value.Count > 0))
            ranks[peer].Add(Ranking.RankOf(own, [own, .. found.Values]));
        text.Append(CultureInfo.InvariantCulture, $"| {problem} | **{own:g3}** | {rank:g3} |");
        foreach (var (peer, sampler) in columns)
            text.Append(medians[peer].TryGetValue(sampler, out var median) ? string.Create(CultureInfo.InvariantCulture, $" {median:g3} |") : " – |");
        text.Append('\n');
    }

    private static string Version(PeerResults peer) => peer.Peer[(peer.Peer.LastIndexOf(' ') + 1)..];

    private static string Mean(List<double> ranks) => ranks.Count == 0 ? "–" : ranks.Average().ToString("0.00", CultureInfo.InvariantCulture);
}
