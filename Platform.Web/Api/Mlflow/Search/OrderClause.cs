namespace Platform.Web.Api.Mlflow;

/// <summary>One key that a search is ordered by.</summary>
internal sealed record OrderClause(FilterEntity Entity, string Key, bool Descending)
{
    /// <summary>Most keys of an ordering.</summary>
    public const int Most = 20;

    /// <summary>Reads <c>entity.key [ASC|DESC]</c>, one a text, no key twice.</summary>
    /// <exception cref="MlflowException">One cannot be read, is given twice, or does not order.</exception>
    public static IReadOnlyList<OrderClause> Parse(IReadOnlyList<string> texts, FilterGrammar grammar)
    {
        if (texts.Count > Most)
            throw MlflowException.Invalid($"order_by has {texts.Count} keys; at most {Most} are allowed.");
        var orders = new List<OrderClause>();
        foreach (var text in texts)
        {
            var order = Parse(text, grammar);
            if (orders.Exists(other => other.Entity == order.Entity && other.Key == order.Key))
                throw MlflowException.Invalid($"order_by names {MlflowException.Shorten(order.Key)} twice; name each key once.");
            orders.Add(order);
        }

        return orders;
    }

    private static OrderClause Parse(string text, FilterGrammar grammar)
    {
        var lexer = new FilterLexer(text);
        var key = lexer.Next();
        if (key.Kind is not (FilterTokenKind.Name or FilterTokenKind.Quoted) || key.Value.Length == 0)
            throw lexer.Error(key.Position - 1, "expected a key such as metrics.accuracy DESC");
        var entity = grammar.Entity(key.Entity);
        if (entity is null or FilterEntity.Dataset)
            throw lexer.Error(key.Position - 1, $"'{key.Entity}' is not an entity that orders");
        var name = entity == FilterEntity.Attribute ? grammar.Order(key.Value) : key.Value;
        if (name is null)
            throw lexer.Error(key.Position - 1, $"{MlflowException.Shorten(key.Value)} is not an attribute that orders; there are {grammar.OrderNames}");
        var direction = lexer.Next();
        if (direction.Kind == FilterTokenKind.End)
            return new OrderClause(entity.Value, name, Descending: false);
        if (!direction.Is("ASC") && !direction.Is("DESC"))
            throw lexer.Error(direction.Position - 1, $"expected ASC, DESC or the end, found {MlflowException.Shorten(direction.Text)}");
        var end = lexer.Next();
        return end.Kind == FilterTokenKind.End
            ? new OrderClause(entity.Value, name, direction.Is("DESC"))
            : throw lexer.Error(end.Position - 1, $"expected the end, found {MlflowException.Shorten(end.Text)}");
    }
}
