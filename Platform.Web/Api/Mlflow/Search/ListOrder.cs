namespace Platform.Web.Api.Mlflow;

/// <summary>Orders lists that fit into memory by what a search asks for.</summary>
internal static class ListOrder
{
    /// <summary>Sorted by the orders' attributes, then by what breaks ties. Texts are compared by their characters' numbers; absent values come last.</summary>
    public static IReadOnlyList<T> Sort<T>(
        IEnumerable<T> items, IReadOnlyList<OrderClause> orders, Func<T, string, IComparable?> value, params IReadOnlyList<Func<T, IComparable>> ties)
    {
        var sorted = items.OrderBy(_ => 0);
        foreach (var order in orders)
        {
            if (order.Entity != FilterEntity.Attribute)
                throw MlflowException.Invalid($"order_by takes attributes only here, not {MlflowException.Shorten(order.Key)} of {order.Entity.ToString().ToLowerInvariant()}s.");
            sorted = sorted.ThenBy(item => value(item, order.Key) is null);
            sorted = order.Descending ? sorted.ThenByDescending(item => value(item, order.Key), Values.Instance) : sorted.ThenBy(item => value(item, order.Key), Values.Instance);
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
