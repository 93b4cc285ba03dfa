using Platform.Core.Views;

namespace Platform.Web.Compare;

/// <summary>Where all runs of a comparison come from: the way back.</summary>
/// <param name="List">Of what it is one: sweeps or logged runs.</param>
/// <param name="ListHref">The page that lists them.</param>
/// <param name="Name">Of the sweep or experiment.</param>
/// <param name="Href">Its page.</param>
public sealed record ComparedOrigin(string List, string ListHref, string Name, string Href)
{
    /// <summary>The sweep that they are trials of; null if they are logged runs.</summary>
    public ExperimentView? Sweep { get; init; }
}
