namespace Search;

/// <summary>Derived states from histories that keep none.</summary>
internal static class DerivedState
{
    /// <summary>A fresh state that has taken every observation.</summary>
    public static TState Fold<TState>(IEnumerable<Observation> observations, Func<TState> create)
        where TState : class, IDerivedState
    {
        var state = create();
        foreach (var observation in observations)
            state.Take(observation);
        return state;
    }
}
