using System.Globalization;

namespace Search;

/// <summary>What a proposal passes on to later ones: the parameters of each model and how many ended trials they were fitted to.</summary>
/// <param name="Fitted">Ended trials at the last fit.</param>
/// <param name="Hypers">Parameters of each model: objectives, then constraints.</param>
internal sealed record GpCarried(int Fitted, IReadOnlyList<GpHyper> Hypers)
{
    private const string Mark = "gp1;";
    private const int MostText = 4000;

    /// <summary>Whether enough trials have ended since the last fit: one in twenty, at least one.</summary>
    public bool IsDue(int ended) => ended < Fitted || ended >= Fitted + Math.Max(1, Fitted / 20);

    /// <summary>The text; null if it would be longer than a proposal may carry.</summary>
    public string? ToText()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Mark}{Fitted};{string.Join(';', Hypers.Select(hyper => hyper.ToText()))}");
        return text.Length <= MostText ? text : null;
    }

    /// <summary>What the newest trial that carries something of <paramref name="models"/> models carries; null if none does.</summary>
    public static GpCarried? Newest(IEnumerable<GpTrial> trials, int models, int dimension)
    {
        GpCarried? newest = null;
        foreach (var trial in trials)
            newest = Parse(trial.Observation.Carried, models, dimension) ?? newest;
        return newest;
    }

    private static GpCarried? Parse(string? text, int models, int dimension)
    {
        if (text is null || !text.StartsWith(Mark, StringComparison.Ordinal))
            return null;
        var parts = text.Split(';');
        if (parts.Length != models + 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var fitted))
            return null;
        var hypers = parts[2..].Select(part => GpHyper.Parse(part, dimension)).OfType<GpHyper>().ToArray();
        return hypers.Length == models ? new GpCarried(fitted, hypers) : null;
    }
}
