namespace Platform.Web.Api.Mlflow;

/// <summary>Orders lists that fit into memory by what a search asks for.</summary>
internal static class ListOrder
{
    /// <summary>Sorted by the orders' attributes, then by what breaks ties. Texts are compared by their characters' numbers; absent values come last.</summary>
    /// <exception cref="MlflowException">An order is no attribute.</exception>
    public static IReadOnlyList<T> Sort<T>(
        IEnumerable<T> items, IReadOnlyList<OrderClause> orders, Func<T, string, IComparable?> value, params IReadOnlyList<Func<T, IComparable>> ties)
    {
        if (orders.FirstOrDefault(order => order.Entity != FilterEntity.Attribute) is { } other)
            throw MlflowException.Invalid($"order_by takes attributes only here, not {MlflowException.Shorten(other.Key)} of {other.Entity.ToString().ToLowerInvariant()}s.");
        return Sort(items, [.. orders.Select(order => ((Func<T, IComparable?>)(item => value(item, order.Key)), order.Descending))], ties);
    }

    /// <summary>Sorted by values, then by what breaks ties; absent values come last.</summary>
    public static IReadOnlyList<T> Sort<T>(
        IEnumerable<T> items, IReadOnlyList<(Func<T, IComparable?> Value, bool Descending)> orders, params IReadOnlyList<Func<T, IComparable>> ties)
    {
        var sorted = items.OrderBy(_ => 0);
        foreach (var (value, descending) in orders)
        {
            sorted = sorted.ThenBy(item => value(item) is null);
            sorted = descending ? sorted.ThenByDescending(value, Values.Instance) : sorted.ThenBy(value, Values.Instance);
        }

        foreach (var tie in ties)
            sorted = sorted.ThenBy(tie, Values.Instance);
        return [.. sorted];
    }

    private sealed class Values : IComparer<IComparable?>
    {
        public static readonly Values Instance = new();

        public int Compare(IComparable? x, IComparable? y) =>
            x is string a && y is string b ? string.CompareOrdinal(a, b) : Comparer<IComparable?>.Default.Compare(x, y);
    }
}
