namespace Search;

/// <summary>An earlier study of the same or a similar problem, to start from.</summary>
/// <param name="Name">For people, as it appears in reasons.</param>
/// <param name="Space">The space that was searched; parameters are matched with the new space by name.</param>
/// <param name="Observations">Its trials; values minimised in the same sense as the new study's.</param>
public sealed record PastStudy(string Name, SearchSpace Space, IReadOnlyList<Observation> Observations);
