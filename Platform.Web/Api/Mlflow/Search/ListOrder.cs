namespace Platform.Web.Api.Mlflow;

/// <summary>
/// The order of a list that fits into memory: by what a search asks for, then by what breaks ties, which no two items share. A page begins after the place of the last item
/// of the page before, wherever that is now: what comes and goes between two pages neither repeats nor skips another.
/// </summary>
/// <param name="orders">By values with the names by which tokens know them; absent values come last. Texts are compared by their characters' numbers.</param>
/// <param name="ties">Ascending.</param>
internal sealed class ListOrder<T>(IReadOnlyList<(string Name, Func<T, IComparable?> Value, bool Descending)> orders, params IReadOnlyList<Func<T, IComparable>> ties)
{
    private readonly string _name = string.Join(';', orders.Select(order => $"{order.Name}{(order.Descending ? '-' : '+')}"));

    /// <summary>By attributes.</summary>
    /// <exception cref="MlflowException">An order is no attribute.</exception>
    public static ListOrder<T> Of(IReadOnlyList<OrderClause> orders, Func<T, string, IComparable?> value, params IReadOnlyList<Func<T, IComparable>> ties)
    {
        if (orders.FirstOrDefault(order => order.Entity != FilterEntity.Attribute) is { } other)
            throw MlflowException.Invalid($"order_by takes attributes only here, not {MlflowException.Shorten(other.Key)} of {other.Entity.ToString().ToLowerInvariant()}s.");
        return new ListOrder<T>([.. orders.Select(order => (order.Key, (Func<T, IComparable?>)(item => value(item, order.Key)), order.Descending))], ties);
    }

    /// <summary>The page of the items after the place that a token names (without one, the first), and the token of the next page; null for the last.</summary>
    /// <exception cref="MlflowException">The token is not one of this order.</exception>
    public (IReadOnlyList<T> Items, string? Next) Page(IEnumerable<T> items, string? token, int size)
    {
        var places = items.Select(item => (Item: item, Place: PlaceOf(item)));
        if (!string.IsNullOrEmpty(token))
        {
            var after = PageToken.Read(token, _name, orders.Count + ties.Count);
            places = places.Where(one => Compare(one.Place, after) > 0);
        }
        try
        {
            var sorted = places.ToList();
            sorted.Sort((a, b) => Compare(a.Place, b.Place));
            var page = sorted.Take(size).ToList();
            return ([.. page.Select(one => one.Item)], page.Count < sorted.Count && page.Count > 0 ? PageToken.Write(_name, page[^1].Place) : null);
        }
        catch (ArgumentException) when (!string.IsNullOrEmpty(token))
        {
            throw PageToken.Wrong(token); // it compares a text with a number
        }
    }

    private IComparable?[] PlaceOf(T item) => [.. orders.Select(order => order.Value(item)), .. ties.Select(tie => tie(item))];

    private int Compare(IComparable?[] a, IComparable?[] b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] is null != b[i] is null)
                return a[i] is null ? 1 : -1;
            var compared = a[i] is string x && b[i] is string y ? string.CompareOrdinal(x, y) : Comparer<IComparable?>.Default.Compare(a[i], b[i]);
            if (compared != 0)
                return i < orders.Count && orders[i].Descending ? -compared : compared;
        }
        return 0;
    }
}
